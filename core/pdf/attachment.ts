/**
 * Takes a file out of a PDF that this project wrote: its embedded files are stored uncompressed, so finding one needs no PDF reader. In a PDF of
 * others it finds nothing. What it finds is hostile like any other input.
 */
import { utf8 } from '../bytes.ts';
import { findText, findTextBefore } from './find.ts';
import { latin1 } from './latin1.ts';

const STREAM = '\nstream\n';
const END = utf8('\nendstream');
const MAX_DICTIONARY = 4096;

/** @param name as the file specification has it. @returns the bytes; undefined when there is no such file, or more than one of the name */
export function extractAttachment(pdf: Uint8Array, name: string): Uint8Array | undefined {
  const at = onlySpecification(pdf, `/UF <feff${utf16Hex(name)}>`);
  if (at === undefined) return undefined;
  const stream = /\/EF <<\s*\/F (\d{1,10}) 0 R/.exec(enclosing(pdf, at))?.[1];
  return stream === undefined ? undefined : streamOf(pdf, stream);
}

/** Where the one file specification with this entry stands. @param entry its hexadecimal in lower case; upper case is the same */
function onlySpecification(pdf: Uint8Array, entry: string): number | undefined {
  let found: number | undefined;
  for (let at = findText(pdf, '/UF <'); at >= 0; at = findText(pdf, '/UF <', at + 1)) {
    const [key, value] = [latin1(pdf.subarray(at, at + 5)), latin1(pdf.subarray(at + 5, at + entry.length))];
    if (key + value.toLowerCase() !== entry) continue;
    if (found !== undefined) return undefined;
    found = at;
  }
  return found;
}

/** The object around an offset. */
function enclosing(pdf: Uint8Array, at: number): string {
  const start = findTextBefore(pdf, ' 0 obj', at);
  const end = findText(pdf, 'endobj', at);
  return start < 0 || end < 0 || end - start > MAX_DICTIONARY ? '' : latin1(pdf.subarray(start, end));
}

function streamOf(pdf: Uint8Array, number: string): Uint8Array | undefined {
  const start = findTextBefore(pdf, `\n${number} 0 obj`);
  const begin = start < 0 ? -1 : findText(pdf, STREAM, start);
  if (begin < 0 || begin - start > MAX_DICTIONARY) return undefined;
  const dictionary = latin1(pdf.subarray(start, begin));
  const length = /\/Length (\d{1,10})\b/.exec(dictionary)?.[1];
  if (length === undefined || !dictionary.includes('/Type /EmbeddedFile') || /\/Filter/.test(dictionary))
    return undefined;
  const from = begin + STREAM.length;
  const to = from + Number(length);
  const closes = END.every((byte, i) => pdf[to + i] === byte);
  return closes ? pdf.slice(from, to) : undefined;
}

function utf16Hex(text: string): string {
  return Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(4, '0')).join('');
}
