/** Files of the command line: read with a bound, and told apart by their first bytes. */
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { utf8Decode } from '../core/bytes.ts';
import { MAX_ZIP_BYTES } from '../core/package/zip-layout.ts';
import { parseTrust, type Trust } from '../core/verify/trust.ts';
import { CliError, type CliIo, EXIT } from './io.ts';

/** Node cannot hold more in one buffer on the oldest supported version. */
const MAX_BYTES = Math.min(MAX_ZIP_BYTES, 4 * 2 ** 30 - 1);
const MAX_FILES = 65_534;

/** @throws CliError `noInput` */
export function readInput(io: CliIo, path: string): Uint8Array {
  const file = resolve(io.cwd, path);
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new RangeError(`it has ${size} bytes; at most ${MAX_BYTES} are read`);
    return readFileSync(file);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** @throws CliError `noInput` when it is not UTF-8 either */
export function readText(io: CliIo, path: string): string {
  try {
    return utf8Decode(readInput(io, path), path);
  } catch (cause) {
    throw cause instanceof CliError ? cause : unreadable(path, cause);
  }
}

export function isDirectory(io: CliIo, path: string): boolean {
  return statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * The files of an unpacked package by path. Links are refused: they would lead out of it.
 * @param keep whether a file's bytes are wanted; `measure` is called for each of the others, which come as empty arrays
 * @throws (from the promise) CliError `noInput`
 */
export async function readTree(
  io: CliIo,
  path: string,
  keep: (path: string) => boolean = () => true,
  measure: (path: string, file: string) => Promise<void> = async () => undefined,
): Promise<Map<string, Uint8Array>> {
  const root = resolve(io.cwd, path);
  const files = new Map<string, Uint8Array>();
  let bytes = 0;
  const walk = async (folder: string) => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const inside = folder === '' ? name : `${folder}/${name}`;
      const entry = lstatSync(join(root, inside));
      if (entry.isDirectory()) await walk(inside);
      else if (!entry.isFile()) throw new RangeError(`${inside} is neither a file nor a directory`);
      else {
        bytes += entry.size;
        if (bytes > MAX_BYTES || files.size >= MAX_FILES)
          throw new RangeError('it holds too much to be a package');
        if (!keep(inside)) await measure(inside, join(root, inside));
        files.set(inside, keep(inside) ? readFileSync(join(root, inside)) : new Uint8Array(0));
      }
    }
  };
  try {
    await walk('');
    return files;
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function unreadable(path: string, cause: unknown): CliError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CliError(EXIT.noInput, `cannot read ${path}: ${why}`, { cause });
}

export interface ChosenTrust {
  readonly trust: Trust | undefined;
  /** Where it came from, for the user; undefined when there is none. */
  readonly from: string | undefined;
}

/**
 * Trust data: the file given, else the one that TRISEAL_TRUST names, else that of the installation in the working directory. `none` takes what came
 * along with the evidence.
 * @throws CliError `noInput`
 */
export function chooseTrust(io: CliIo, option: string | undefined): ChosenTrust {
  if (option === 'none') return { trust: undefined, from: undefined };
  const named = option ?? io.env.TRISEAL_TRUST;
  if (named !== undefined && named !== '') return { trust: readTrust(io, named), from: named };
  const own = join(io.env.TRISEAL_HOME || '.triseal', 'trust.json');
  const there = statSync(resolve(io.cwd, own), { throwIfNoEntry: false })?.isFile() ?? false;
  return there ? { trust: readTrust(io, own), from: own } : { trust: undefined, from: undefined };
}

export function readTrust(io: CliIo, path: string): Trust {
  try {
    return parseTrust(readInput(io, path));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(EXIT.noInput, `${path} is no trust data: ${why}`, { cause });
  }
}
