import { expect } from 'chai';
import { utf8, utf8Decode } from '../../../core/bytes.ts';
import { encodeSeal, parseSeal, type SealFile } from '../../../core/package/chain-seal.ts';
import { encodePackageData, type PackageData, parsePackageData } from '../../../core/package/package-data.ts';
import { expectCoreError } from '../../support/expect-error.ts';

const data: PackageData = {
  version: 1,
  origin: 'triseal.local/test',
  organisation: 'demo-bank',
  loan: '借-1',
  stream: { blind: new Uint8Array(32).fill(1), id: new Uint8Array(32).fill(2) },
  closing: { size: 9, root: new Uint8Array(32).fill(3) },
  produced: { at: '2026-03-15T12:15:00.000Z', source: 'system' },
  items: [
    { sequence: 1, index: 4, type: 'CONTRACT', documents: [{ name: '合同?.pdf', file: '合同_.pdf' }] },
    { sequence: 2, index: 7, documents: [], withheld: 'erased' },
  ],
};

describe('core/package package.json', () => {
  it('is read as it was written, in one spelling', () => {
    const bytes = encodePackageData(data);
    expect(parsePackageData(bytes)).to.deep.equal(data);
    expect(utf8Decode(bytes)).to.include('"path":"data/items/0001-CONTRACT"');
  });

  const text = utf8Decode(encodePackageData(data));
  for (const [name, bad] of [
    ['a space', ` ${text}`],
    ['an unknown member', text.replace('{', '{"a":1,')],
    ['another version', text.replace('"version":1', '"version":2')],
    ['another path', text.replace('0001-CONTRACT', '0002-CONTRACT')],
    ['a document file that leads out', text.replace('合同_.pdf', '../x')],
    ['a document file named as the record', text.replace('合同_.pdf', 'Record.SD-JWT')],
    ['a type in small letters', text.replaceAll('CONTRACT', 'contract')],
    ['sequence 0', text.replace('"sequence":1', '"sequence":0')],
    ['items out of order', text.replace('"sequence":2', '"sequence":1')],
    ['an unknown reason', text.replace('erased', 'lost')],
    ['a short root', text.replace('03'.repeat(32), '03')],
    ['a time without milliseconds', text.replace('.000Z', 'Z')],
    ['no items', text.replace(/"items":\[.*?\],"loan"/, '"items":null,"loan"')],
    ['no object', '[]'],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(bad).to.not.equal(text);
      expectCoreError(() => parsePackageData(utf8(bad)), name === 'no object' ? 'JSON' : 'FORMAT', /./);
    });
  }

  it('bounds items and documents', () => {
    const items = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ ...data.items[1]!, sequence: i + 1 }));
    expect(encodePackageData({ ...data, items: items(10_000) }).length).to.be.greaterThan(0);
    expectCoreError(
      () => encodePackageData({ ...data, items: items(10_001) }),
      'FORMAT',
      /at most 10000 items/,
    );
    const documents = Array.from({ length: 65 }, (_, i) => ({ name: `${i}`, file: `${i}` }));
    expectCoreError(
      () => encodePackageData({ ...data, items: [{ ...data.items[0]!, documents }] }),
      'FORMAT',
      /at most 64/,
    );
  });
});

describe('core/package seal.json', () => {
  const word = (digit: string) => `0x${digit.repeat(64)}`;
  const seal: SealFile = {
    version: 1,
    chainId: 31337,
    contract: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    log: word('1'),
    size: 9,
    root: word('2'),
    confirmations: [
      {
        party: 'bank',
        signer: '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
        signature: `0x${'3'.repeat(130)}`,
      },
    ],
    transaction: { hash: word('4'), blockNumber: 0, blockHash: word('5'), blockTime: '2026-03-15T12:11:00Z' },
  };

  it('is read as it was written, in one spelling', () => {
    expect(parseSeal(encodeSeal(seal))).to.deep.equal(seal);
    expect(parseSeal(encodeSeal({ ...seal, transaction: null })).transaction).to.equal(null);
  });

  const text = utf8Decode(encodeSeal(seal));
  for (const [name, bad] of [
    ['an address without its checksum', text.replace('0x5aAeb6053F', '0x5aaeb6053F')],
    ['a capital digit in a word', text.replace(word('1'), `0x${'A'.repeat(64)}`)],
    ['a short signature', text.replace(`0x${'3'.repeat(130)}`, `0x${'3'.repeat(128)}`)],
    ['an unknown party', text.replace('"party":"bank"', '"party":"court"')],
    ['a party twice', text.replace(/\[(\{.*?\})\]/, '[$1,$1]')],
    ['size 0', text.replace('"size":9', '"size":0')],
    ['an unknown member', text.replace('{', '{"a":1,')],
    ['a space', `${text} `],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(bad).to.not.equal(text);
      expectCoreError(() => parseSeal(utf8(bad)), 'FORMAT', /^seal\.json /);
    });
  }
});
