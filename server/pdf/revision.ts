/**
 * Appends a revision to a PDF (ISO 32000-1 section 7.5.6): the file before stays as it is, byte for byte, and is only followed by what changed. Reads no
 * more of it than the way to the catalogue and the first page, so that signing costs little beside the signature. For files as `writePdf` makes
 * them: a plain cross-reference table, one revision, no encryption.
 */
import { CoreError } from '../../core/error.ts';

export interface OpenedPdf {
  readonly bytes: Uint8Array;
  /** Offset of the cross-reference table, and the number that the next object gets. */
  readonly table: number;
  readonly size: number;
  readonly root: number;
  readonly trailer: string;
  /** Text of an object between `obj` and `endobj`. */
  object(number: number): string;
}

export interface NewObject {
  readonly number: number;
  /** Latin-1. */
  readonly text: string;
}

const MAX_TAIL = 4096;
const MAX_OBJECT = 1 << 20;

/** @throws CoreError `FORMAT` for a file of another make */
export function openPdf(bytes: Uint8Array): OpenedPdf {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const tail = file.toString('latin1', Math.max(0, file.length - MAX_TAIL));
  const table = Number(/startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
  const trailer = /trailer\s*<<([\s\S]*)>>\s*startxref/.exec(tail)?.[1];
  const size = Number(/\/Size (\d{1,10})\b/.exec(trailer ?? '')?.[1] ?? Number.NaN);
  const root = Number(/\/Root (\d{1,10}) 0 R/.exec(trailer ?? '')?.[1] ?? Number.NaN);
  const known = Number.isSafeInteger(table) && Number.isSafeInteger(size) && Number.isSafeInteger(root);
  if (!known || trailer === undefined || /\/(Prev|Encrypt|XRefStm)\b/.test(trailer)) throw foreign();
  const offsets = readTable(file, table, size);
  return {
    bytes,
    table,
    size,
    root,
    trailer,
    object(number) {
      const start = offsets.get(number);
      if (start === undefined) throw foreign();
      const end = file.indexOf('endobj', start, 'latin1');
      if (end < 0 || end - start > MAX_OBJECT) throw foreign();
      const body = /^\d+ 0 obj\s([\s\S]*)\s$/.exec(file.toString('latin1', start, end))?.[1];
      if (body === undefined) throw foreign();
      return body;
    },
  };
}

function foreign(): CoreError {
  return new CoreError('FORMAT', 'this PDF has no plain cross-reference table of one revision');
}

/** Offsets of the objects in use. */
function readTable(file: Buffer, table: number, size: number): Map<number, number> {
  const text = file.toString('latin1', table, Math.min(file.length, table + 64 + size * 24));
  const head = /^xref\s+0 (\d{1,10})\s*\n/.exec(text);
  if (head === null || Number(head[1]) > size) throw foreign();
  const offsets = new Map<number, number>();
  for (let i = 0; i < Number(head[1]); i++) {
    const at = head[0].length + i * 20;
    const entry = /^(\d{10}) \d{5} ([nf])/.exec(text.slice(at, at + 20));
    if (entry === null) throw foreign();
    if (entry[2] === 'n') offsets.set(i, Number(entry[1]));
  }
  return offsets;
}

/** Number of the first page's object. */
export function firstPage(pdf: OpenedPdf): number {
  let number = Number(/\/Pages (\d{1,10}) 0 R/.exec(pdf.object(pdf.root))?.[1] ?? Number.NaN);
  for (let depth = 0; depth < 32 && Number.isSafeInteger(number); depth++) {
    const node = pdf.object(number);
    if (/\/Type \/Page\b/.test(node)) return number;
    number = Number(/\/Kids \[\s*(\d{1,10}) 0 R/.exec(node)?.[1] ?? Number.NaN);
  }
  throw foreign();
}

/** A dictionary's text with one more entry. @throws CoreError `FORMAT` when it has the entry already */
export function withEntry(dictionary: string, name: string, value: string): string {
  const end = dictionary.lastIndexOf('>>');
  if (end < 0 || new RegExp(`/${name}\\b`).test(dictionary))
    throw new CoreError('FORMAT', `this PDF has /${name} already: it may have been signed before`);
  return `${dictionary.slice(0, end)}/${name} ${value}\n>>${dictionary.slice(end + 2)}`;
}

/** @returns the whole file, and the offset of each new object's text */
export function appendRevision(
  pdf: OpenedPdf,
  objects: readonly NewObject[],
): { readonly file: Uint8Array; readonly offsets: ReadonlyMap<number, number> } {
  const sorted = [...objects].sort((a, b) => a.number - b.number);
  let text = '\n';
  const starts = new Map<number, number>();
  const offsets = new Map<number, number>();
  for (const { number, text: body } of sorted) {
    starts.set(number, pdf.bytes.length + text.length);
    text += `${number} 0 obj\n`;
    offsets.set(number, pdf.bytes.length + text.length);
    text += `${body}\nendobj\n`;
  }
  const table = pdf.bytes.length + text.length;
  const sections = sorted
    .map(({ number }) => `${number} 1\n${String(starts.get(number)).padStart(10, '0')} 00000 n \n`)
    .join('');
  const size = Math.max(pdf.size, ...sorted.map(({ number }) => number + 1));
  const trailer = pdf.trailer.replace(/\/Size \d+/, `/Size ${size}`).trimEnd();
  text += `xref\n${sections}trailer\n<<${trailer}\n/Prev ${pdf.table}\n>>\nstartxref\n${table}\n%%EOF\n`;
  const file = new Uint8Array(pdf.bytes.length + text.length);
  file.set(pdf.bytes);
  file.set(Buffer.from(text, 'latin1'), pdf.bytes.length);
  return { file, offsets };
}
