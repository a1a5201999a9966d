import { expect } from 'chai';
import { base64, hex, utf8 } from '../../../core/bytes.ts';
import { emptyRoot } from '../../../core/merkle/tree.ts';
import {
  type Checkpoint,
  formatCheckpoint,
  originHash,
  parseCheckpoint,
  parseSignedCheckpoint,
} from '../../../core/tlog/checkpoint.ts';
import { parseDecimal } from '../../../core/tlog/decimal.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';
import { refusal } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

const c = createNodeCrypto();
const vectors = readVectors<{
  specification: { cosignedCheckpoint: string };
  sigsum: { notes: string[] };
}>('note/notes.json');
const ROOT = new Uint8Array(32).fill(1);
const ROOT64 = base64(ROOT);
const said = (text: string) => refusal(() => parseCheckpoint(text));
const malformed = (why: string) => `FORMAT: the checkpoint is malformed: ${why}`;

describe('core/tlog: checkpoints', () => {
  it('reads and writes published checkpoints byte for byte', () => {
    for (const signed of [vectors.specification.cosignedCheckpoint, ...vectors.sigsum.notes]) {
      const { note, checkpoint } = parseSignedCheckpoint(signed);
      expect(formatCheckpoint(checkpoint)).to.equal(note.text);
    }
    const { checkpoint } = parseSignedCheckpoint(vectors.specification.cosignedCheckpoint);
    expect(checkpoint).to.deep.include({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      extensions: [],
    });
    expect(base64(checkpoint.root)).to.equal('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=');
  });

  it('keeps extension lines, refuses empty ones', () => {
    const text = `o\n7\n${ROOT64}\nextension\n another \n`;
    expect(parseCheckpoint(text).extensions).to.deep.equal(['extension', ' another ']);
    expect(formatCheckpoint(parseCheckpoint(text))).to.equal(text);
    expect(said(`o\n7\n${ROOT64}\n\n`)).to.equal(malformed('it has an empty line'));
    expect(said(`o\n7\n${ROOT64}\nx\n\ny\n`)).to.equal(malformed('it has an empty line'));
  });

  it('refuses missing lines, an empty origin, a missing newline and control characters', () => {
    expect(said('')).to.equal(malformed('no newline at the end'));
    expect(said(`o\n7\n${ROOT64}`)).to.equal(malformed('no newline at the end'));
    expect(said('o\n7\n')).to.equal(malformed('fewer than three lines'));
    expect(said(`\n7\n${ROOT64}\n`)).to.equal(malformed('it has an empty line'));
    expect(said(`o\r\n7\n${ROOT64}\n`)).to.equal(malformed('it has a control character other than newline'));
  });

  it('takes one spelling of a size', () => {
    for (const size of ['00', '07', '+7', '-7', ' 7', '7 ', '7.0', '0x7', '7e0', '', '\u0667', '1_000']) {
      expect(said(`o\n${size}\n${ROOT64}\n`), size).to.match(/^FORMAT/);
    }
    expect(said(`o\n+0\n${ROOT64}\n`)).to.equal(
      'FORMAT: the size of the checkpoint is not a decimal number without leading zeros',
    );
    expect(parseCheckpoint(`o\n9007199254740991\n${ROOT64}\n`).size).to.equal(Number.MAX_SAFE_INTEGER);
    for (const size of ['9007199254740992', '18446744073709551615', '1'.repeat(400)]) {
      expect(said(`o\n${size}\n${ROOT64}\n`)).to.match(
        /^RANGE: the size of the checkpoint is not an integer/,
      );
    }
    expect(parseDecimal('0', 'x')).to.equal(0);
  });

  it('takes a root of 32 bytes in canonical base64', () => {
    expect(said(`o\n7\n${base64(ROOT.slice(1))}\n`)).to.equal(malformed('the root hash has not 32 bytes'));
    expect(said(`o\n7\n${base64(Uint8Array.of(...ROOT, 1))}\n`)).to.equal(
      malformed('the root hash has not 32 bytes'),
    );
    const loose = ROOT64.replace(/.=$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=`);
    expect(said(`o\n7\n${loose}\n`)).to.equal(
      'ENCODING: the root hash of the checkpoint is not canonical base64: non-zero padding bits',
    );
    expect(said(`o\n7\n${ROOT64.slice(0, -1)}\n`)).to.match(/^ENCODING: the root hash/);
    expect(said(`o\n7\n${ROOT64} \n`)).to.match(/^ENCODING: the root hash/);
  });

  it('knows the root of the empty tree', () => {
    const empty = `o\n0\n${base64(emptyRoot(c))}\n`;
    expect(formatCheckpoint(parseCheckpoint(empty))).to.equal(empty);
    expect(said(`o\n0\n${ROOT64}\n`)).to.equal(malformed('the root of an empty tree is the hash of nothing'));
  });

  it('writes nothing that reads as something else', () => {
    const good: Checkpoint = { origin: 'o', size: 7, root: ROOT, extensions: [] };
    const write = (change: Partial<Checkpoint>) => refusal(() => formatCheckpoint({ ...good, ...change }));
    expect(write({})).to.equal('nothing');
    expect(write({ origin: 'a\nb' })).to.equal(malformed('a line has a newline'));
    expect(write({ origin: '' })).to.equal(malformed('it has an empty line'));
    expect(write({ extensions: ['a\nb'] })).to.equal(malformed('a line has a newline'));
    expect(write({ extensions: [''] })).to.equal(malformed('it has an empty line'));
    expect(write({ size: 2 ** 53 })).to.match(/^RANGE/);
    expect(write({ size: 1.5 })).to.match(/^RANGE/);
    expect(write({ root: new Uint8Array(31) })).to.equal(malformed('the root hash has not 32 bytes'));
  });

  it('names a log by the hash of its origin', () => {
    expect(originHash(c, 'example.com/log')).to.equal(hex(c.sha256(utf8('example.com/log'))));
  });
});
