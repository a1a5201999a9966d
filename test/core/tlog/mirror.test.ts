import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hex, uintBE, utf8 } from '../../../core/bytes.ts';
import {
  type AddEntriesHeader,
  type EntryPackage,
  encodeAddEntriesHeader,
  encodeEntryPackage,
  formatMirrorInfo,
  packageRanges,
  parseMirrorInfo,
  readAddEntries,
} from '../../../core/tlog/mirror.ts';

const hash = (n: number) => new Uint8Array(32).fill(n);
const entry = (i: number) => utf8(`entry ${i}`);
const header: AddEntriesHeader = { origin: 'example.com/log', start: 250, end: 515, ticket: hash(9) };

/** The whole canonical sequence for a header. */
function bodyOf(head: AddEntriesHeader): Uint8Array {
  const packages = [...packageRanges(head.start, head.end)].map(({ start, end }) =>
    encodeEntryPackage(
      Array.from({ length: end - start }, (_, i) => entry(start + i)),
      [hash(start % 256)],
    ),
  );
  return concat(encodeAddEntriesHeader(head), ...packages);
}

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(bytes: Uint8Array, size = 1 << 20) {
  const { header: head, packages } = await readAddEntries(chunks(bytes, size));
  const read: EntryPackage[] = [];
  for await (const item of packages) read.push(item);
  return { head, read };
}

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
}

describe('core/tlog: add-entries bodies', () => {
  it('cuts an interval into packages aligned at 256', () => {
    expect([...packageRanges(250, 515)]).to.deep.equal([
      { subtreeStart: 0, start: 250, end: 256 },
      { subtreeStart: 256, start: 256, end: 512 },
      { subtreeStart: 512, start: 512, end: 515 },
    ]);
    expect([...packageRanges(256, 512)]).to.deep.equal([{ subtreeStart: 256, start: 256, end: 512 }]);
    expect([...packageRanges(3, 5)]).to.deep.equal([{ subtreeStart: 0, start: 3, end: 5 }]);
    expect([...packageRanges(7, 7)]).to.deep.equal([]);
  });

  it('writes the header as the specification lays it out', () => {
    expect(hex(encodeAddEntriesHeader({ origin: 'ab', start: 1, end: 258, ticket: utf8('t') }))).to.equal(
      '00026162000000000000000100000000000001020001' + '74',
    );
  });

  it('reads back what it wrote, in chunks of any size', async () => {
    const bytes = bodyOf(header);
    for (const size of [1, 7, 256, 1 << 20]) {
      const { head, read } = await readAll(bytes, size);
      expect(head).to.deep.equal(header);
      expect(read.map(({ subtreeStart, start, end }) => [subtreeStart, start, end])).to.deep.equal([
        [0, 250, 256],
        [256, 256, 512],
        [512, 512, 515],
      ]);
      expect(read.flatMap((p) => p.entries)).to.deep.equal(
        Array.from({ length: 265 }, (_, i) => entry(250 + i)),
      );
      expect(read[1]?.proof).to.deep.equal([hash(0)]);
    }
  });

  it('yields just the packages that are complete, wherever the body ends', async () => {
    const bytes = bodyOf(header);
    const ends = [...packageRanges(250, 515)].map(
      ({ start, end }) => bodyOf({ ...header, start, end }).length,
    );
    const head = encodeAddEntriesHeader(header).length;
    const sizes = ends.map((n) => n - head);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: head, max: bytes.length }), async (cut) => {
        const { read } = await readAll(bytes.subarray(0, cut));
        const complete = sizes.filter((_, i) => head + sizes.slice(0, i + 1).reduce((a, b) => a + b) <= cut);
        expect(read).to.have.lengthOf(complete.length);
      }),
      { numRuns: 60 },
    );
  });

  it('holds one package at a time: the body is not read ahead', async () => {
    let given = 0;
    async function* counted() {
      for await (const chunk of chunks(bodyOf(header), 64)) {
        given += chunk.length;
        yield chunk;
      }
    }
    const { packages } = await readAddEntries(counted());
    await packages.next();
    expect(given).to.be.below(encodeAddEntriesHeader(header).length + 6 * 11 + 33 + 128);
  });

  it('takes no package for an empty interval', async () => {
    const { read } = await readAll(encodeAddEntriesHeader({ ...header, start: 515 }));
    expect(read).to.deep.equal([]);
  });

  it('leaves bytes after the canonical sequence alone', async () => {
    const { read } = await readAll(concat(bodyOf(header), hash(1)));
    expect(read).to.have.lengthOf(3);
  });

  it('takes entries of no and of 65,535 bytes, and 63 hashes', async () => {
    const entries = [new Uint8Array(0), new Uint8Array(65_535).fill(1)];
    const proof = Array.from({ length: 63 }, (_, i) => hash(i));
    const head = { ...header, start: 0, end: 2 };
    const { read } = await readAll(concat(encodeAddEntriesHeader(head), encodeEntryPackage(entries, proof)));
    expect(read[0]?.entries.map((e) => e.length)).to.deep.equal([0, 65_535]);
    expect(read[0]?.proof).to.deep.equal(proof);
    expect(() => encodeEntryPackage([new Uint8Array(65_536)], [])).to.throw('does not fit in 2 bytes');
    expect(() => encodeEntryPackage([], [...proof, hash(1)])).to.throw('at most 63 hashes');
  });

  it('refuses a package that announces 64 hashes', async () => {
    const bytes = concat(
      encodeAddEntriesHeader({ ...header, start: 0, end: 1 }),
      uintBE(0, 2),
      uintBE(64, 1),
    );
    expect(await failure(readAll(bytes))).to.equal('tlog-mirror: a package has at most 63 hashes');
  });

  it('refuses a malformed header', async () => {
    const whole = encodeAddEntriesHeader(header);
    for (let cut = 0; cut < whole.length; cut++) {
      expect(await failure(readAll(whole.subarray(0, cut)))).to.equal('tlog-mirror: the header is truncated');
    }
    const backwards = encodeAddEntriesHeader({ ...header, start: 516 });
    expect(await failure(readAll(backwards))).to.equal('tlog-mirror: the upload starts after its end');
    const broken = whole.slice();
    broken[2] = 0xff;
    expect(await failure(readAll(broken))).to.equal('log origin is not well-formed UTF-8');
  });

  it('hands on a failure of the source', async () => {
    async function* broken() {
      yield encodeAddEntriesHeader(header);
      throw new Error('connection lost');
    }
    const { packages } = await readAddEntries(broken());
    expect(await failure(packages.next())).to.equal('connection lost');
  });
});

describe('core/tlog: mirror info', () => {
  it('writes three lines and reads them back', () => {
    const info = { size: 515, nextEntry: 256, ticket: utf8('t') };
    expect(formatMirrorInfo(info)).to.equal('515\n256\ndA==\n');
    expect(parseMirrorInfo('515\n256\ndA==\n')).to.deep.equal(info);
    expect(parseMirrorInfo('0\n0\n\n').ticket).to.have.lengthOf(0);
  });

  it('refuses anything else', () => {
    for (const text of [
      '515\n256\ndA==',
      '515\n256\n',
      '0515\n256\n\n',
      '515\n-1\n\n',
      '515\n256\ndA\n',
      '5\n5\n\n\n',
    ]) {
      expect(() => parseMirrorInfo(text), JSON.stringify(text)).to.throw();
    }
  });
});
