/** Lines out of chunks however they are cut, and work in order with a bounded number under way. */
import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from '../../../core/bytes.ts';
import { type Line, mapOrdered, splitLines } from '../../../server/http/ndjson.ts';
import { serviceError } from '../../support/service-error.ts';

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}

const text = ({ number, bytes }: Line) => `${number}:${Buffer.from(bytes).toString()}`;

describe('http: lines', () => {
  it('cuts at newlines, drops carriage returns, counts empty lines without yielding them', async () => {
    const lines = await collect(splitLines(chunks(utf8('a\r\n\nb\n'), utf8('c')), 10));
    expect(lines.map(text)).to.deep.equal(['1:a', '3:b', '4:c']);
  });

  it('yields the same lines however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ maxLength: 8 })),
        fc.array(fc.nat({ max: 60 })),
        async (words, cuts) => {
          const bytes = utf8(words.map((word) => `${word.replace(/[\r\n]/g, '')}\n`).join(''));
          const at = [
            0,
            ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ];
          const parts = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
          const cut = (await collect(splitLines(chunks(...parts), 100))).map(text);
          expect(cut).to.deep.equal((await collect(splitLines(chunks(bytes), 100))).map(text));
        },
      ),
    );
  });

  it('refuses a line over the limit before it has all of it, and takes one at the limit', async () => {
    expect(await collect(splitLines(chunks(utf8('12345\n')), 5))).to.have.length(1);
    async function* endless() {
      yield utf8('ok\n');
      for (;;) yield utf8('xxx');
    }
    const error = await serviceError(collect(splitLines(endless(), 5)));
    expect(error.code).to.equal('PAYLOAD_TOO_LARGE');
    expect(error.facts).to.deep.equal({ line: 2, limit: 5 });
    expect((await serviceError(collect(splitLines(chunks(utf8('123456\n')), 5)))).code).to.equal(
      'PAYLOAD_TOO_LARGE',
    );
  });
});

describe('http: ordered work', () => {
  async function* count(to: number, asked: (n: number) => void = () => undefined) {
    for (let i = 0; i < to; i++) {
      asked(i);
      yield i;
    }
  }

  it('yields in order, whatever finishes first', async () => {
    const results = await collect(
      mapOrdered(count(20), 4, async (n) => {
        await new Promise((resolve) => setTimeout(resolve, (n * 7) % 5));
        return n;
      }),
    );
    expect(results).to.deep.equal(Array.from({ length: 20 }, (_, i) => i));
  });

  it('never has more under way than its width', async () => {
    let underWay = 0;
    let most = 0;
    const work = async (n: number) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay--;
      return n;
    };
    await collect(mapOrdered(count(50), 4, work));
    expect(most).to.equal(4);
  });

  it('asks the source no further than a slow reader has room for', async () => {
    let asked = 0;
    const results = mapOrdered(
      count(100, (n) => (asked = n)),
      4,
      async (n) => n,
    );
    await results.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).to.be.lessThan(10);
    await results.return(undefined);
  });

  it('yields a result while the source still waits for its next item', async () => {
    async function* slow() {
      yield 1;
      await new Promise(() => undefined);
    }
    const { value } = await mapOrdered(slow(), 4, async (n) => n).next();
    expect(value).to.equal(1);
  });

  it('passes on what the source throws, after the results before it', async () => {
    async function* failing() {
      yield 1;
      yield 2;
      throw new Error('broken source');
    }
    const seen: number[] = [];
    const run = async () => {
      for await (const n of mapOrdered(failing(), 4, async (one) => one)) seen.push(n);
    };
    const error = await run().then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect([seen, error]).to.deep.equal([[1, 2], 'broken source']);
  });
});
