/** What the portal says stands in its two languages and nowhere else: no text in code, no key without a text, no text without a use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAst } from 'vite';
import { en } from '../../portal/app/locales/en/index.ts';
import { zh } from '../../portal/app/locales/zh/index.ts';
import { projectRoot } from '../../server/paths.ts';

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

const APP = join(projectRoot, 'portal/app');
const SOURCES = readdirSync(APP, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.startsWith('locales'),
);

/** Attributes that people read or hear. */
const SPOKEN = new Set(['title', 'aria-label', 'placeholder', 'alt', 'label', 'aria-description']);
/** The same in every language: names of languages in themselves, of formats and algorithms; examples of numbers and ids. */
const ALIKE = [
  /^(中文|English|TriSeal|CSV|PDF|DOCX|JSON|NDJSON|UTC(\+8)?|SHA-256|Word（DOCX）|https:\/\/)$/,
  /^[A-Z]+-[\d-]+$/,
  /^[a-z]+\/[\da-f-]+…$/,
];
const alike = (text: string) => ALIKE.some((one) => one.test(text));

const withoutGaps = (text: string) => text.replaceAll(/\{\{\w+\}\}/g, '');

const LETTERS = /\p{L}{2,}/u;

/** Every node below, itself included. */
function* within(node: unknown): Generator<Node> {
  if (Array.isArray(node)) for (const one of node) yield* within(one);
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node && typeof node.type === 'string') yield node as Node;
    for (const value of Object.values(node)) if (typeof value === 'object') yield* within(value);
  }
}

const parsed = SOURCES.map((file) => {
  const code = readFileSync(join(APP, file), 'utf8');
  const lang = file.endsWith('x') ? 'tsx' : 'ts';
  return { file, nodes: [...within(parseAst(code, { lang }))] };
});

const textOf = (node: Node): string | undefined => {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'JSXExpressionContainer') return undefined;
  return textOf(node.expression as Node);
};

/** What an element shows without asking for a text. */
function* literalTexts(node: Node): Generator<string> {
  if (node.type === 'JSXText') yield String(node.value).trim();
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') {
    for (const child of node.children as Node[]) yield textOf(child) ?? '';
  }
  if (node.type === 'JSXAttribute' && node.value !== null) {
    const { name } = node.name as { readonly name: unknown };
    if (SPOKEN.has(String(name))) yield textOf(node.value as Node) ?? '';
  }
}

type Entry = readonly [key: string, text: string];

/** Each text by its key. A list of texts is one. */
const entriesOf = (texts: object, prefix = ''): readonly Entry[] =>
  Object.entries(texts).flatMap(([key, text]: [string, unknown]): readonly Entry[] =>
    typeof text === 'object' && text !== null && !Array.isArray(text)
      ? entriesOf(text, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(text)]],
  );

const EN = entriesOf(en);
const ZH = entriesOf(zh);

const gapsOf = (text: string): readonly string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!).sort();

/** Whether some code asks for the key: by its name, or by a name that is put together. */
function uses(): (key: string) => boolean {
  const names = new Set<string>();
  const patterns: RegExp[] = [];
  for (const { nodes } of parsed) {
    for (const node of nodes) {
      if (node.type === 'Literal' && typeof node.value === 'string') names.add(node.value);
      if (node.type !== 'TemplateLiteral') continue;
      const parts = (node.quasis as { readonly value: { readonly cooked: string } }[]).map(({ value }) =>
        value.cooked.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
      );
      // Without a beginning it would be any key.
      if (/^\w+\\\./.test(parts[0] ?? '')) patterns.push(new RegExp(`^${parts.join('.+')}$`));
    }
  }
  return (key) => names.has(key) || patterns.some((pattern) => pattern.test(key));
}

describe('portal texts', () => {
  it('stand in no component', () => {
    const found = parsed.flatMap(({ file, nodes }) =>
      nodes
        .flatMap((node) => [...literalTexts(node)])
        .filter((text) => LETTERS.test(text) && !alike(text))
        .map((text) => `${file}: ${text}`),
    );
    expect(found).to.deep.equal([]);
  });

  it('are there in both languages, with the same gaps', () => {
    const chinese = new Map(ZH);
    expect([...chinese.keys()]).to.have.members(EN.map(([key]) => key));
    const differ = EN.filter(([key, text]) => `${gapsOf(text)}` !== `${gapsOf(chinese.get(key)!)}`);
    expect(differ.map(([key]) => key)).to.deep.equal([]);
  });

  it('are in their own language', () => {
    const han = /\p{Script=Han}/u;
    expect([...EN, ...ZH].filter(([, text]) => text.trim() === '')).to.deep.equal([]);
    expect(EN.filter(([, text]) => han.test(text))).to.deep.equal([]);
    expect(
      ZH.filter(([, text]) => !han.test(text) && LETTERS.test(withoutGaps(text)) && !alike(text)),
    ).to.deep.equal([]);
  });

  it('are all used', () => {
    const used = uses();
    const idle = EN.map(([key]) => key).filter((key) => !used(key.replace(/_(zero|one|other)$/, '')));
    expect(idle).to.deep.equal([]);
  });
});
