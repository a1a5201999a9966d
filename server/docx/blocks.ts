/** Each kind of block as paragraphs and tables. */
import { type FileChild, HeadingLevel, Paragraph, TextRun } from 'docx';
import type { Block, Column, Pair, Text, Verdictlike, Words } from '../../core/document/block.ts';
import { BODY, FONTS, GREY, partsOf, SMALL, TINT } from './style.ts';
import { gridOf } from './table.ts';

type Of<K extends Block['kind']> = Extract<Block, { readonly kind: K }>;
type Drawers = { readonly [K in Block['kind']]: (block: Of<K>) => FileChild[] };

const both = (zh: string, en: string): Text => ({ zh, en });

const DRAWERS: Drawers = {
  text: ({ text, style }) => textOf(text, style),
  pairs: ({ rows }) => pairsOf(rows),
  table: ({ columns, rows, tones, dense }) => gridOf(columns, rows, { tones, dense }),
  verdicts: ({ rows }) => verdictsOf(rows),
  chart: chartOf,
  steps: ({ steps }) => steps.flatMap((step, i) => textOf(both(`${i + 1}. ${step.zh}`, step.en), 'plain')),
  code: ({ lines }) => lines.map(codeLine),
  'code-card': ({ content, caption, rows }) => [
    ...pairsOf(rows),
    ...textOf(caption, 'small'),
    codeLine(content),
  ],
};

export function drawBlock(block: Block): FileChild[] {
  return (DRAWERS[block.kind] as (block: Block) => FileChild[])(block);
}

function textOf(text: Text, style: Of<'text'>['style'] = 'plain'): FileChild[] {
  const [first = '', second] = partsOf(text);
  if (style === 'strong') {
    const english =
      second === undefined
        ? []
        : [new TextRun({ text: `  ${second}`, size: SMALL, bold: false, color: GREY })];
    return [
      new Paragraph({
        heading: HeadingLevel.HEADING_2,
        children: [new TextRun({ text: first }), ...english],
      }),
    ];
  }
  const size = style === 'small' ? SMALL : BODY;
  const frame = style === 'boxed' ? { shading: { fill: TINT } } : {};
  return [
    new Paragraph({
      ...frame,
      spacing: { after: second === undefined ? 120 : 20 },
      // The English of a sentence does not go over to another page without it.
      keepNext: second !== undefined,
      children: [new TextRun({ text: first, size, bold: style === 'boxed' })],
    }),
    ...(second === undefined
      ? []
      : [
          new Paragraph({
            ...frame,
            spacing: { after: 120 },
            children: [new TextRun({ text: second, size: size - 2, color: GREY })],
          }),
        ]),
  ];
}

const PAIR: readonly Column[] = [
  { title: both('', ''), share: 2.4 },
  { title: both('', ''), share: 7 },
];

function pairsOf(rows: readonly Pair[]): FileChild[] {
  const cells = rows.map(({ label, value, note }): readonly Words[] => [
    label,
    note === undefined ? value : noted(value, note),
  ]);
  return gridOf(PAIR, cells, { headless: true });
}

function noted(value: Words, note: Text): Words {
  const { zh, en } = typeof value === 'string' ? both(value, value) : value;
  return both(`${zh}\n${note.zh}`, zh === en ? note.en : `${en}\n${note.en}`);
}

function verdictsOf(rows: readonly Verdictlike[]): FileChild[] {
  const columns: readonly Column[] = [
    { title: both('结论', 'Verdict'), share: 2 },
    { title: both('结果', 'Outcome'), share: 1.4 },
    { title: both('说明', 'In words'), share: 5 },
  ];
  const cells = rows.map(({ label, word, sentence, reasons }): readonly Words[] => [
    label,
    word,
    reasons.reduce<Text>((all, one) => both(`${all.zh}\n– ${one.zh}`, `${all.en}\n– ${one.en}`), sentence),
  ]);
  return gridOf(columns, cells, { tones: rows.map(({ tone }) => tone) });
}

function chartOf({ title, unit, labels, series }: Of<'chart'>): FileChild[] {
  const columns: readonly Column[] = [
    { title: both('日期', 'Date'), share: 1 },
    ...series.map(({ label }) => ({ title: label, share: 2, align: 'right' as const })),
  ];
  const rows = labels.map((label, i) => [label, ...series.map(({ values }) => values[i] ?? '–')]);
  return [
    ...textOf(both(`${title.zh}（${unit}）`, `${title.en} (${unit})`), 'strong'),
    ...gridOf(columns, rows, {}),
  ];
}

function codeLine(line: string): FileChild {
  return new Paragraph({
    shading: { fill: TINT },
    spacing: { after: 0 },
    children: [new TextRun({ text: line, font: FONTS.code, size: SMALL })],
  });
}
