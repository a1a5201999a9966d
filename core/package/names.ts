/**
 * Names of files in a package: such as every operating system, unzip program and BagIt tool reads alike (docs/spec/package.md section 3).
 * One rule for the writer, which makes names safe, and for the reader, which refuses the others.
 */
import { utf8 } from '../bytes.ts';

/** UTF-8 bytes of one segment, and of a whole path. */
export const MAX_SEGMENT_BYTES = 160;
export const MAX_PATH_BYTES = 400;

// Control characters, what Windows forbids, and "%", which BagIt tools take for an escape.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\\:*?"<>|%]/u;
// Invisible and direction-changing characters let a name look like another one.
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u;
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** What most names are made of. None of the rules below but those of length and devices can be broken with it. */
const PLAIN = /^[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

/** @returns the rule that the segment breaks, undefined when it breaks none */
export function segmentProblem(segment: string): string | undefined {
  if (segment.length <= MAX_SEGMENT_BYTES && PLAIN.test(segment) && !RESERVED.test(segment)) return undefined;
  if (!segment.isWellFormed()) return 'is not well-formed Unicode';
  if (segment === '' || segment === '.' || segment === '..') return 'has an empty or relative segment';
  if (segment.includes('/')) return 'holds a slash';
  if (FORBIDDEN.test(segment)) return 'holds a character that not every system can store';
  if (INVISIBLE.test(segment)) return 'holds an invisible or private character';
  if (segment.normalize('NFC') !== segment) return 'is not in Unicode normalisation form C';
  if (/^ |[ .]$/.test(segment)) return 'begins or ends with a space, or ends with a dot';
  if (RESERVED.test(segment)) return 'is a device name on Windows';
  if (utf8(segment).length > MAX_SEGMENT_BYTES) return `has a segment longer than ${MAX_SEGMENT_BYTES} bytes`;
  return undefined;
}

/** @returns the rule that the path breaks, undefined when it breaks none */
export function pathProblem(path: string): string | undefined {
  // No character has more than three bytes a UTF-16 unit.
  if (
    path.length > MAX_PATH_BYTES ||
    (3 * path.length > MAX_PATH_BYTES && utf8(path).length > MAX_PATH_BYTES)
  ) {
    return `is longer than ${MAX_PATH_BYTES} bytes`;
  }
  for (const segment of path.split('/')) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Two paths with one key are one file on a system that ignores case. */
export function collisionKey(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC');
}

/**
 * A safe name for a document as it was filed: forbidden characters become `_`, the extension is kept, a number keeps names apart.
 * @param taken collision keys of the names already given in this folder; the new one is added
 */
export function safeFileName(name: string, taken: Set<string>): string {
  const wanted = shorten(clean(name), MAX_SEGMENT_BYTES);
  const dot = wanted.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ''];
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? extension : `-${n}${extension}`;
    const candidate = `${shorten(stem, MAX_SEGMENT_BYTES - utf8(suffix).length)}${suffix}`;
    if (segmentProblem(candidate) === undefined && !taken.has(collisionKey(candidate))) {
      taken.add(collisionKey(candidate));
      return candidate;
    }
    // A name that no number can mend (a device name with a dot, an over-long extension) gives way to a plain one.
    if (n === 1 && segmentProblem(candidate) !== undefined) return safeFileName('document.bin', taken);
  }
}

function clean(name: string): string {
  const base = name.toWellFormed().normalize('NFC').split(/[\\/]/).at(-1)!;
  const safe = [...base].map((c) => (FORBIDDEN.test(c) || INVISIBLE.test(c) ? '_' : c)).join('');
  const trimmed = safe.replace(/^ +|[ .]+$/g, '');
  const named = trimmed === '' ? 'document.bin' : trimmed;
  return RESERVED.test(named) ? `_${named}` : named;
}

/** Cuts before the extension, at a whole character. */
function shorten(name: string, max: number): string {
  if (utf8(name).length <= max) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  const stem = [...name.slice(0, name.length - extension.length)];
  while (stem.length > 1 && utf8(stem.join('') + extension).length > max) stem.pop();
  return stem.join('').replace(/[ .]+$/, '') + extension;
}
