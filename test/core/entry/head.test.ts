import { expect } from 'chai';
import { formatStreamHead, parseStreamHead, type StreamHead } from '../../../core/entry/head.ts';

const head: StreamHead = {
  origin: 'triseal.example/bank',
  size: 300,
  root: new Uint8Array(32).fill(1),
  stream: new Uint8Array(32).fill(2),
  sequence: 17,
  leafHash: new Uint8Array(32).fill(3),
  time: 1_772_352_000,
};
const TEXT = `triseal/stream-head/v1
triseal.example/bank
300
AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=
AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=
17
AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=
1772352000
`;

describe('core/entry: stream head', () => {
  it('writes eight lines', () => {
    expect(formatStreamHead(head)).to.equal(TEXT);
  });

  it('reads back what it wrote', () => {
    expect(parseStreamHead(TEXT)).to.deep.equal(head);
  });

  const refused: readonly [string, string, string][] = [
    ['another label', TEXT.replace('/v1', '/v2'), 'begins with triseal/stream-head/v1'],
    ['a missing last newline', TEXT.slice(0, -1), 'has eight lines'],
    ['a further line', `${TEXT}x\n`, 'has eight lines'],
    ['an empty origin', TEXT.replace('triseal.example/bank', ''), 'names the origin'],
    [
      'a leading zero',
      TEXT.replace('\n300\n', '\n0300\n'),
      'the tree size of a stream head is not a decimal number',
    ],
    [
      'a carriage return',
      TEXT.replace('\n300\n', '\n300\r\n'),
      'the tree size of a stream head is not a decimal number',
    ],
    ['tree size zero', TEXT.replace('\n300\n', '\n0\n'), 'has a tree size from 1'],
    ['sequence zero', TEXT.replace('\n17\n', '\n0\n'), 'has a sequence from 1'],
    ['more entries than the tree', TEXT.replace('\n17\n', '\n301\n'), 'has no more entries'],
    [
      'a number beyond exact integers',
      TEXT.replace('\n1772352000\n', '\n9007199254740993\n'),
      'the time of a stream head is not an integer of 0 to 2^53 - 1',
    ],
    ['base64 without padding', TEXT.replace('AQE=', 'AQE'), 'root hash is not canonical base64'],
    ['a short hash', TEXT.replace(/AwM[^\n]*/, 'AwM='), 'has a leaf hash of 32 bytes'],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => parseStreamHead(text)).to.throw(message);
    });
  }

  it('writes nothing that it would not read', () => {
    expect(() => formatStreamHead({ ...head, origin: 'a\nb' })).to.throw('names the origin');
    expect(() => formatStreamHead({ ...head, root: new Uint8Array(31) })).to.throw('root hash of 32 bytes');
    expect(() => formatStreamHead({ ...head, sequence: 301 })).to.throw('no more entries');
  });
});
