/** A package planner for tests of what is around it: a package is the bytes of its files, one after the other. */

import { hex, utf8 } from '../../core/bytes.ts';
import { crc32 } from '../../core/package/crc32.ts';
import type { PackagePlanner } from '../../server/usecases/packages/build.ts';
import { nodeCrypto } from './pki.ts';

const CHUNK = 16 * 1024;

/** @param size bytes of the package, of which no two builds are alike unless they go on from one plan */
export function stubPlanner(size = 200_000): PackagePlanner & { readonly planned: () => number } {
  let planned = 0;
  return {
    planned: () => planned,
    async plan({ loan }) {
      planned++;
      const bytes = utf8(`build ${planned} of ${loan.length}|`.repeat(size).slice(0, size));
      const sha256 = hex(nodeCrypto.sha256(bytes));
      const file = { name: 'all', size, crc32: crc32(bytes), sha256, content: { bytes } };
      return { fileName: 'package.zip', files: [file] };
    },
    open({ fileName, files }) {
      const content = (async function* () {
        for (const file of files) {
          const bytes = 'bytes' in file.content ? file.content.bytes : new Uint8Array();
          for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
        }
      })();
      return { fileName, size: files.reduce((sum, file) => sum + file.size, 0), content };
    },
  };
}
