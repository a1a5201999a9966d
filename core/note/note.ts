/** Signed notes: text under signature lines (C2SP signed-note). Reading proves nothing; see `verify.ts`. */
import { base64, base64Decode, concat, utf8, utf8Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { isKeyName, sameKey } from './vkey.ts';

/** Most signature lines that a note may have. The specification asks for at least 16; three parties with two keys each use seven. */
export const MAX_NOTE_SIGNATURES = 100;

/** Longest note in bytes: 100 ML-DSA-44 signatures are 340 kB. */
export const MAX_NOTE_BYTES = 1_000_000;

export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  /** What follows the key id: its form is a matter of the key's type. At least one byte. */
  readonly signature: Uint8Array;
}

export interface Note {
  /** What is signed: ends in a newline, without the empty line before the signatures. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const KEY_ID_SIZE = 4;
const LINE_PREFIX = '\u2014 ';

function refuse(why: string, facts: Record<string, string | number> = {}): never {
  throw new CoreError('FORMAT', `the signed note is malformed: ${why}`, { facts });
}

/** Newline is the only control character below U+0020 that a note may have. */
export function hasForbiddenControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

/** @param line without its newline. @throws CoreError `FORMAT`, or `ENCODING` for bad base64 */
export function parseSignatureLine(line: string): NoteSignature {
  const [name = '', encoded = '', ...more] = line.startsWith(LINE_PREFIX)
    ? line.slice(LINE_PREFIX.length).split(' ')
    : [];
  if (!isKeyName(name) || encoded === '' || more.length > 0) {
    refuse('a signature line is not "\u2014 <key name> <base64>"', { line: line.slice(0, 80) });
  }
  const bytes = base64Decode(encoded, 'the signature');
  if (bytes.length <= KEY_ID_SIZE) refuse('a signature is too short for a key id', { name });
  return { name, keyId: bytes.slice(0, KEY_ID_SIZE), signature: bytes.slice(KEY_ID_SIZE) };
}

/** The line with its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  return `${LINE_PREFIX}${name} ${base64(concat(keyId, signature))}\n`;
}

/** Signature lines alone, as witnesses return them: each ends in a newline. @throws CoreError `FORMAT` or `ENCODING` */
export function parseSignatureLines(text: string): NoteSignature[] {
  if (!text.endsWith('\n')) refuse('no newline at the end');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length > MAX_NOTE_SIGNATURES) {
    refuse(`more than ${MAX_NOTE_SIGNATURES} signatures`, { signatures: lines.length });
  }
  return lines.map(parseSignatureLine);
}

function decode(note: Uint8Array | string): string {
  const length = note.length;
  if (length > MAX_NOTE_BYTES) refuse(`longer than ${MAX_NOTE_BYTES} bytes`, { length });
  if (typeof note !== 'string') return utf8Decode(note, 'the signed note');
  if (!note.isWellFormed()) refuse('it has no UTF-8 form');
  if (utf8(note).length > MAX_NOTE_BYTES) refuse(`longer than ${MAX_NOTE_BYTES} bytes`);
  return note;
}

/**
 * Splits a note at its last empty line.
 * @throws CoreError `FORMAT` for anything that is not a note of at most `MAX_NOTE_BYTES` bytes with 1 to `MAX_NOTE_SIGNATURES` signatures,
 *   `ENCODING` for bad UTF-8 or base64
 */
export function parseNote(note: Uint8Array | string): Note {
  const whole = decode(note);
  if (hasForbiddenControl(whole)) refuse('it has a control character other than newline');
  const split = whole.lastIndexOf('\n\n');
  if (split < 0) refuse('no empty line between text and signatures');
  if (split + 2 === whole.length) refuse('no signature');
  return { text: whole.slice(0, split + 1), signatures: parseSignatureLines(whole.slice(split + 2)) };
}

/** @throws CoreError `FORMAT` for a text that does not end in a newline or has control characters, and for a note without signature */
export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith('\n')) refuse('the text does not end in a newline');
  if (hasForbiddenControl(text)) refuse('it has a control character other than newline');
  if (signatures.length === 0) refuse('no signature');
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`;
}

/**
 * Adds signatures of keys that have not signed yet. One that is there stays: an earlier time of a cosignature is the stronger statement.
 * @param note the signed note. @returns the signed note with the merged lines, those that were there first
 */
export function addSignatures(note: string, added: readonly NoteSignature[]): string {
  const { text, signatures } = parseNote(note);
  const merged = [...signatures];
  for (const signature of added) {
    if (!merged.some((known) => sameKey(known, signature))) merged.push(signature);
  }
  return formatNote({ text, signatures: merged });
}
