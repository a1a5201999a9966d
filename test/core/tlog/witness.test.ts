import { expect } from 'chai';
import { base64, utf8, utf8Decode } from '../../../core/bytes.ts';
import {
  encodeAddCheckpoint,
  formatSize,
  parseAddCheckpoint,
  parseSize,
} from '../../../core/tlog/witness.ts';

const hash = (n: number) => new Uint8Array(32).fill(n);
const NOTE = 'example.com/log\n7\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n\n— example.com/log AAAA\n';

describe('core/tlog: add-checkpoint bodies', () => {
  it('writes the old size, the proof, an empty line and the note', () => {
    const body = encodeAddCheckpoint({ oldSize: 5, proof: [hash(1), hash(2)], checkpoint: NOTE });
    expect(utf8Decode(body)).to.equal(`old 5\n${base64(hash(1))}\n${base64(hash(2))}\n\n${NOTE}`);
  });

  it('reads back what it wrote, with and without a proof', () => {
    for (const proof of [[], [hash(1)], Array.from({ length: 63 }, (_, i) => hash(i))]) {
      const request = { oldSize: proof.length, proof, checkpoint: NOTE };
      expect(parseAddCheckpoint(encodeAddCheckpoint(request))).to.deep.equal(request);
    }
  });

  it("reads the specification's example", () => {
    const text = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;
    const request = parseAddCheckpoint(utf8(text));
    expect(request.oldSize).to.equal(20852014);
    expect(request.proof).to.have.lengthOf(4);
    expect(request.checkpoint).to.match(/^example\.com\/behind-the-sofa\n20852163\n/);
    expect(utf8Decode(encodeAddCheckpoint(request))).to.equal(text);
  });

  const refused: readonly [string, string, string][] = [
    ['a leading zero', `old 05\n\n${NOTE}`, 'the old size is not a decimal number without leading zeros'],
    ['a sign', `old +5\n\n${NOTE}`, 'the old size is not a decimal number without leading zeros'],
    ['no digits', `old \n\n${NOTE}`, 'the old size is not a decimal number without leading zeros'],
    [
      'a size beyond exact integers',
      `old 9007199254740993\n\n${NOTE}`,
      'the old size is not an integer of 0 to 2^53 - 1',
    ],
    ['two spaces', `old  5\n\n${NOTE}`, 'the old size is not a decimal number without leading zeros'],
    ['a carriage return', `old 5\r\n\n${NOTE}`, 'the old size is not a decimal number without leading zeros'],
    ['another first word', `new 5\n\n${NOTE}`, 'the first line is "old <size>"'],
    ['no empty line', 'old 5\nAAAA\n', 'an empty line stands between the proof and the checkpoint'],
    ['a short hash', `old 5\nAAAA\n\n${NOTE}`, 'a proof line is a hash of 32 bytes'],
    [
      'base64 that is not canonical',
      `old 5\n${base64(hash(1)).replace('E=', 'F=')}\n\n${NOTE}`,
      'proof line is not canonical base64',
    ],
    [
      '64 proof lines',
      `old 5\n${`${base64(hash(1))}\n`.repeat(64)}\n${NOTE}`,
      'at most 63 proof lines are sent',
    ],
    ['an empty body', '', 'an empty line stands'],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => parseAddCheckpoint(utf8(text))).to.throw(message);
    });
  }

  it('refuses bytes that are not UTF-8', () => {
    expect(() => parseAddCheckpoint(new Uint8Array([0x6f, 0xff]))).to.throw('not well-formed UTF-8');
  });

  it('writes nothing that it would not read', () => {
    const good = { oldSize: 1, proof: [hash(1)], checkpoint: NOTE };
    expect(() => encodeAddCheckpoint({ ...good, oldSize: -1 })).to.throw('the old size is an integer from 0');
    expect(() => encodeAddCheckpoint({ ...good, proof: [new Uint8Array(31)] })).to.throw('32 bytes');
    expect(() => encodeAddCheckpoint({ ...good, proof: Array(64).fill(hash(1)) })).to.throw('at most 63');
  });

  it('writes and reads a size', () => {
    expect(formatSize(20852014)).to.equal('20852014\n');
    expect(parseSize('20852014\n')).to.equal(20852014);
    expect(parseSize('0\n')).to.equal(0);
    for (const text of ['07\n', '7\n\n', '-7\n', ' 7\n', '\n']) {
      expect(() => parseSize(text), JSON.stringify(text)).to.throw('the size is not a decimal number');
    }
    for (const text of ['7', '']) expect(() => parseSize(text)).to.throw('a size is one line');
  });
});
