/** Bytes that arrive in chunks of any size, taken in pieces of known size. */
import { concat } from '../bytes.ts';

export class ByteQueue {
  private readonly source: AsyncIterator<Uint8Array>;
  private held: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Whether `length` bytes can be taken now. Synchronous, so that a loop over small pieces waits only where a chunk ends. */
  has(length: number): boolean {
    return this.held.length >= length;
  }

  /** Waits for `length` bytes. @returns false when the source ends before; what it gave stays in the queue */
  async fill(length: number): Promise<boolean> {
    const chunks: Uint8Array[] = [this.held];
    let size = this.held.length;
    while (size < length) {
      const next = await this.source.next();
      if (next.done === true) break;
      chunks.push(next.value);
      size += next.value.length;
    }
    if (chunks.length > 1) this.held = concat(...chunks);
    return size >= length;
  }

  /** Takes bytes that `has` or `fill` has promised; a copy, so that a chunk is not kept alive by one small piece of it. */
  take(length: number): Uint8Array {
    const out = this.held.slice(0, length);
    this.held = this.held.subarray(length);
    return out;
  }
}
