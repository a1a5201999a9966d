import { expect } from 'chai';
import { fromBuffer } from 'yauzl';
import { concat, utf8 } from '../../../core/bytes.ts';
import { joinZip } from '../../../core/package/assemble.ts';
import { crc32 } from '../../../core/package/crc32.ts';
import { compareNames, MAX_ZIP_ENTRIES, type ZipEntry, zipLayout } from '../../../core/package/zip-layout.ts';
import { readZip } from '../../../core/package/zip-reader.ts';

const CONTENTS: Record<string, string> = {
  'bagit.txt': 'BagIt-Version: 1.0\n',
  'data/items/0001-CONTRACT/借款合同.pdf': '%PDF-1.7 …',
  'data/package.json': '{}',
  empty: '',
};

function makeZip(contents: Record<string, string> = CONTENTS): Uint8Array {
  const bytes = new Map(Object.entries(contents).map(([name, text]) => [name, utf8(text)]));
  const entries: ZipEntry[] = [...bytes]
    .map(([name, content]) => ({ name, size: content.length, crc32: crc32(content) }))
    .sort((a, b) => compareNames(a.name, b.name));
  return joinZip(zipLayout(entries), (name) => bytes.get(name)!);
}

/** What an independent reader finds. */
function readWithYauzl(zip: Uint8Array): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(Buffer.from(zip), { lazyEntries: true }, (error, archive) => {
      if (error) return reject(error);
      const found: Record<string, string> = {};
      archive.on('error', reject);
      archive.on('end', () => resolve(found));
      archive.on('entry', (entry) => {
        archive.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            found[entry.fileName] = Buffer.concat(chunks).toString('utf8');
            archive.readEntry();
          });
        });
      });
      archive.readEntry();
    });
  });
}

describe('core/package zip', () => {
  it('computes CRC-32, whole and in pieces', () => {
    expect(crc32(utf8('123456789'))).to.equal(0xcbf43926);
    expect(crc32(utf8('6789'), crc32(utf8('12345')))).to.equal(0xcbf43926);
    expect(crc32(new Uint8Array(0))).to.equal(0);
  });

  it('is read by an independent reader, Chinese names included', async () => {
    expect(await readWithYauzl(makeZip())).to.deep.equal(CONTENTS);
  });

  it('is read back, contents as views of the archive', () => {
    const zip = makeZip();
    const { files, problems } = readZip(zip);
    expect(problems).to.deep.equal([]);
    expect([...files!.keys()]).to.deep.equal(Object.keys(CONTENTS).sort(compareNames));
    expect(files!.get('data/package.json')!.buffer).to.equal(zip.buffer);
  });

  it('knows its size before any content is read', () => {
    const entries = [{ name: 'a', size: 5, crc32: 0 }];
    expect(zipLayout(entries).size).to.equal(30 + 1 + 5 + 46 + 1 + 22);
  });

  it('notices every single bit', () => {
    const zip = makeZip();
    for (let bit = 0; bit < zip.length * 8; bit++) {
      const at = bit >> 3;
      zip[at]! ^= 1 << (bit & 7);
      const { problems } = readZip(zip);
      zip[at]! ^= 1 << (bit & 7);
      expect(problems, `bit ${bit}`).to.have.length(1);
      expect(problems[0]!.subject, `bit ${bit}`).to.match(/\S/);
    }
  });

  it('names the file in which a content changed', () => {
    const zip = makeZip();
    const at = Buffer.from(zip).indexOf('%PDF');
    zip[at]! ^= 1;
    expect(readZip(zip).problems[0]).to.include({
      code: 'ZIP_CRC',
      subject: 'data/items/0001-CONTRACT/借款合同.pdf',
    });
    expect(readZip(zip).files, 'the other contents can still be told apart').to.not.equal(undefined);
  });

  it('refuses truncation at every length, and anything before or after', () => {
    const zip = makeZip();
    for (let length = 0; length < zip.length; length++) {
      const { files, problems } = readZip(zip.subarray(0, length));
      expect(files, `length ${length}`).to.equal(undefined);
      expect(problems).to.have.length(1);
    }
    expect(readZip(concat(zip, Uint8Array.of(0))).problems[0]).to.include({ subject: 'zip structure' });
    expect(readZip(concat(Uint8Array.of(0), zip)).files).to.equal(undefined);
  });

  it('refuses an entry between the listed ones that no directory names', () => {
    const bytes = utf8('hidden');
    const hidden = concat(zipLayout([{ name: 'x', size: 6, crc32: crc32(bytes) }]).parts[0]!.header, bytes);
    expect(readZip(concat(hidden, makeZip())).files).to.equal(undefined);
  });

  for (const [name, rule] of [
    ['../evil', 'relative segment'],
    ['/absolute', 'relative segment'],
    ['a//b', 'relative segment'],
    ['folder/', 'relative segment'],
    ['100%.pdf', 'not every system'],
    ['a\\b', 'not every system'],
    ['e\u0301.txt', 'normalisation form C'],
    ['con.txt', 'device name'],
    ['abc\u202efdp.exe', 'invisible'],
    [`${'x'.repeat(161)}`, 'longer than 160 bytes'],
  ] as const) {
    it(`refuses the name ${JSON.stringify(name.slice(0, 20))}`, () => {
      const { files, problems } = readZip(makeZip({ [name]: 'x' }));
      expect(files).to.equal(undefined);
      expect(problems[0]).to.include({ code: 'ZIP_NAME', subject: name });
      expect(problems[0]!.rule).to.include(rule);
    });
  }

  it('refuses two names that differ in case alone', () => {
    const { problems } = readZip(makeZip({ 'A.txt': '1', 'a.txt': '2' }));
    expect(problems[0]).to.include({ code: 'ZIP_NAME', subject: 'a.txt' });
  });

  it('refuses to lay out unsorted or too many entries', () => {
    const entry = (name: string) => ({ name, size: 0, crc32: 0 });
    expect(() => zipLayout([entry('b'), entry('a')])).to.throw('in byte order');
    expect(() => zipLayout([entry('a'), entry('a')])).to.throw('distinct');
    expect(() => zipLayout([{ name: 'a', size: 0xffffffff, crc32: 0 }])).to.throw('at most 4294967294 bytes');
    const many = Array.from({ length: MAX_ZIP_ENTRIES + 1 }, (_, i) => entry(String(i)));
    expect(() => zipLayout(many)).to.throw('at most 65534 entries');
  });
});
