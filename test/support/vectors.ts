/** Published and cross-language vectors under `test/vectors/`. */
import { readFileSync } from 'node:fs';

/** @param path below `test/vectors/`. The caller names the type: vectors are our own files. */
export function readVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${path}`, import.meta.url), 'utf8')) as T;
}
