/** Cuts what comes into parts of a bounded size, each a blob of its own: what has been stored survives whatever happens to the rest. */

/** One part on its way; to be read to its end before the next is asked for. */
export interface IncomingPart {
  readonly content: AsyncIterable<Uint8Array>;
}

export interface Cutter {
  /** The next part; undefined when there is nothing more. A part ends where the source breaks off. */
  next(): Promise<IncomingPart | undefined>;
  /** What the source threw, if it did. */
  failure(): unknown;
}

/** @param limit bytes of one part */
export function createCutter(source: AsyncIterable<Uint8Array>, limit: number): Cutter {
  const chunks = source[Symbol.asyncIterator]();
  let held: Uint8Array | undefined;
  let failure: unknown;
  let ended = false;
  const take = async (): Promise<Uint8Array | undefined> => {
    const rest = held;
    held = undefined;
    if (rest !== undefined || ended) return rest;
    try {
      const next = await chunks.next();
      if (next.done !== true) return next.value;
    } catch (error) {
      failure = error;
    }
    ended = true;
    return undefined;
  };
  async function* part(first: Uint8Array): AsyncGenerator<Uint8Array> {
    let left = limit;
    for (let chunk: Uint8Array | undefined = first; chunk !== undefined; chunk = await take()) {
      const fits = chunk.subarray(0, left);
      if (fits.length < chunk.length) held = chunk.subarray(left);
      left -= fits.length;
      yield fits;
      if (left === 0) return;
    }
  }
  return {
    async next() {
      let first = await take();
      while (first?.length === 0) first = await take();
      return first === undefined ? undefined : { content: part(first) };
    },
    failure: () => failure,
  };
}
