/** Where each stream ends, remembered for the streams in use, so that a filing seldom costs a read. */
import type { LogStore, StreamTail } from '../ports/log-store.ts';

const REMEMBERED_STREAMS = 10_000;

/** A stream id as a map key. */
export function streamKey(stream: Uint8Array): string {
  return Buffer.from(stream.buffer, stream.byteOffset, stream.length).toString('latin1');
}

export interface StreamTails {
  /** Tails before `size` by `streamKey`; streams without entries are left out. */
  load(streams: readonly Uint8Array[], size: number): Promise<Map<string, StreamTail>>;
  /** Takes note of a committed batch. */
  remember(tails: ReadonlyMap<string, StreamTail>): void;
  /** Forgets everything: the store may hold more than this process knows. */
  clear(): void;
}

export function createStreamTails(store: LogStore, origin: string, limit = REMEMBERED_STREAMS): StreamTails {
  const known = new Map<string, StreamTail>();
  const touch = (key: string, tail: StreamTail) => {
    known.delete(key);
    known.set(key, tail);
    if (known.size > limit) known.delete(known.keys().next().value as string);
  };
  return {
    async load(streams, size) {
      const out = new Map<string, StreamTail>();
      const missing = new Map<string, Uint8Array>();
      for (const stream of streams) {
        const key = streamKey(stream);
        const tail = known.get(key);
        if (tail === undefined) missing.set(key, stream);
        else out.set(key, tail);
      }
      await Promise.all(
        [...missing].map(async ([key, stream]) => {
          const tail = await store.streamTail(origin, stream, size);
          if (tail !== undefined) out.set(key, tail);
        }),
      );
      return out;
    },
    remember(tails) {
      for (const [key, tail] of tails) touch(key, tail);
    },
    clear: () => known.clear(),
  };
}
