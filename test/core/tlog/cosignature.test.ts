import { expect } from 'chai';
import { concat, hex, uintBE, utf8, utf8Decode } from '../../../core/bytes.ts';
import { parseNote } from '../../../core/note/note.ts';
import { formatCheckpoint } from '../../../core/tlog/checkpoint.ts';
import {
  cosignatureMessage,
  readTimestampedSignature,
  type SubtreeStatement,
  subtreeMessage,
} from '../../../core/tlog/cosignature.ts';
import { refusal } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

const { specification } = readVectors<{
  specification: { cosignedCheckpoint: string; cosignedAt: number };
}>('note/notes.json');
const TEXT = parseNote(specification.cosignedCheckpoint).text;
const ROOT = new Uint8Array(32).fill(7);
const good: SubtreeStatement = { name: 'w', timestamp: 0, origin: 'o', start: 4, end: 8, root: ROOT };

describe('core/tlog: cosignature messages', () => {
  it("puts the specification's two lines in front of the whole text for Ed25519", () => {
    const message = cosignatureMessage(4, 'anything', TEXT, specification.cosignedAt);
    expect(utf8Decode(message)).to.equal(
      'cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    );
    const extended = `${TEXT}extension\n`;
    expect(utf8Decode(cosignatureMessage(4, 'x', extended, 0))).to.equal(
      `cosignature/v1\ntime 0\n${extended}`,
    );
  });

  it('builds the binary structure for ML-DSA-44, field by field, without extension lines', () => {
    const text = formatCheckpoint({ origin: 'example.com/log', size: 66_051, root: ROOT, extensions: [] });
    const expected = concat(
      utf8('subtree/v1\n\u0000'),
      Uint8Array.of(13),
      utf8('example.com/w'),
      uintBE(1679315147, 8),
      Uint8Array.of(15),
      utf8('example.com/log'),
      new Uint8Array(8),
      Uint8Array.of(0, 0, 0, 0, 0, 1, 2, 3),
      ROOT,
    );
    expect(hex(cosignatureMessage(6, 'example.com/w', text, 1679315147))).to.equal(hex(expected));
    expect(hex(cosignatureMessage(6, 'example.com/w', `${text}more\n`, 1679315147))).to.equal(hex(expected));
  });

  it('gives each name up to 255 bytes, counted in UTF-8', () => {
    expect(subtreeMessage({ ...good, name: 'a'.repeat(255) })[12]).to.equal(255);
    expect(subtreeMessage({ ...good, origin: '银'.repeat(85) })).to.have.length(12 + 2 + 8 + 256 + 16 + 32);
    for (const change of [{ name: 'a'.repeat(256) }, { name: '' }, { name: '银'.repeat(86) }]) {
      expect(refusal(() => subtreeMessage({ ...good, ...change }))).to.equal(
        'FORMAT: the name of the cosigner has not 1 to 255 bytes',
      );
    }
    expect(refusal(() => subtreeMessage({ ...good, origin: 'o'.repeat(256) }))).to.equal(
      'FORMAT: the origin of the log has not 1 to 255 bytes',
    );
  });

  it('states no time for a subtree that does not begin at 0', () => {
    expect(refusal(() => subtreeMessage({ ...good, timestamp: 1 }))).to.equal(
      'FORMAT: a subtree that does not start at 0 is cosigned without a timestamp',
    );
    expect(refusal(() => subtreeMessage({ ...good, start: 0, timestamp: 1 }))).to.equal('nothing');
  });

  it('refuses numbers and roots that do not fit, and texts that are no checkpoints', () => {
    expect(refusal(() => subtreeMessage({ ...good, end: 2 ** 53 }))).to.match(/^RANGE: end/);
    expect(refusal(() => subtreeMessage({ ...good, start: -1 }))).to.match(/^RANGE: start/);
    expect(refusal(() => subtreeMessage({ ...good, root: ROOT.slice(1) }))).to.equal(
      'MISUSE: a root hash has 32 bytes',
    );
    for (const type of [4, 6] as const) {
      expect(refusal(() => cosignatureMessage(type, 'w', 'text\n', 1))).to.match(/^FORMAT: the checkpoint/);
      expect(refusal(() => cosignatureMessage(type, 'w', TEXT, 1.5))).to.match(/^RANGE: timestamp/);
      expect(refusal(() => cosignatureMessage(type, 'w', TEXT, 2 ** 53))).to.match(/^RANGE: timestamp/);
    }
  });

  it('takes the time off a signature', () => {
    const [, cosignature] = parseNote(specification.cosignedCheckpoint).signatures;
    const parts = readTimestampedSignature(cosignature!.signature);
    expect([parts?.timestamp, parts?.signature.length]).to.deep.equal([specification.cosignedAt, 64]);
    expect(readTimestampedSignature(new Uint8Array(8))).to.equal(undefined);
    expect(readTimestampedSignature(new Uint8Array(9))?.timestamp).to.equal(0);
    expect(readTimestampedSignature(concat(uintBE(2n ** 53n, 8), ROOT))).to.equal(undefined);
    expect(readTimestampedSignature(concat(uintBE(2n ** 53n - 1n, 8), ROOT))?.timestamp).to.equal(
      2 ** 53 - 1,
    );
  });
});
