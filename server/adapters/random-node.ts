/** `Random` over `node:crypto`, drawn in blocks: a filing needs several small values, and each draw costs more than its bytes. */
import { randomFillSync } from 'node:crypto';
import type { Random } from '../ports/platform.ts';

const BLOCK_BYTES = 4096;

export function createRandom(): Random {
  const block = new Uint8Array(BLOCK_BYTES);
  let used = BLOCK_BYTES;
  return {
    bytes(length) {
      if (length > BLOCK_BYTES / 4) return randomFillSync(new Uint8Array(length));
      if (used + length > BLOCK_BYTES) {
        randomFillSync(block);
        used = 0;
      }
      const drawn = block.slice(used, used + length);
      // Handed out once and gone from here: what becomes a key is nowhere else.
      block.fill(0, used, used + length);
      used += length;
      return drawn;
    },
  };
}
