/**
 * Takes a file out of a PDF that this project wrote: its embedded files are stored uncompressed, so finding one needs no PDF reader. In a PDF of
 * others it finds nothing. What it finds is hostile like any other input.
 */
import { utf8 } from '../bytes.ts';
import { latin1 } from './latin1.ts';

const STREAM = utf8('\nstream\n');
const END = utf8('\nendstream');
const MAX_DICTIONARY = 4096;

/** @param name as the file specification has it. @returns the bytes; undefined when there is no such file, or more than one of the name */
export function extractAttachment(pdf: Uint8Array, name: string): Uint8Array | undefined {
  const text = latin1(pdf);
  const wanted = new RegExp(`/UF <FEFF${utf16Hex(name)}>`, 'gi');
  const at = [...text.matchAll(wanted)].map((match) => match.index);
  if (at.length !== 1) return undefined;
  const object = enclosing(text, at[0]!);
  const stream = /\/EF <<\s*\/F (\d{1,10}) 0 R/.exec(object)?.[1];
  return stream === undefined ? undefined : streamOf(pdf, text, stream);
}

/** The object around an offset. */
function enclosing(text: string, at: number): string {
  const start = text.lastIndexOf(' 0 obj', at);
  const end = text.indexOf('endobj', at);
  return start < 0 || end < 0 || end - start > MAX_DICTIONARY ? '' : text.slice(start, end);
}

function streamOf(pdf: Uint8Array, text: string, number: string): Uint8Array | undefined {
  const start = text.lastIndexOf(`\n${number} 0 obj`);
  const begin = text.indexOf('\nstream\n', start);
  if (start < 0 || begin < 0 || begin - start > MAX_DICTIONARY) return undefined;
  const dictionary = text.slice(start, begin);
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
