import { expect } from 'chai';
import { hexDecode, utf8 } from '../../../core/bytes.ts';
import { formatBagInfo, formatManifest, parseBagInfo, parseManifest } from '../../../core/package/bag.ts';
import { expectCoreError } from '../../support/expect-error.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

describe('core/package bag', () => {
  it('writes manifests in byte order of the paths, and reads them back', () => {
    const bytes = formatManifest(
      new Map([
        ['data/借.pdf', B],
        ['data/a b.txt', A],
      ]),
    );
    expect(bytes).to.deep.equal(utf8(`${A}  data/a b.txt\n${B}  data/借.pdf\n`));
    expect([...parseManifest(bytes, 'm')]).to.deep.equal([
      ['data/a b.txt', A],
      ['data/借.pdf', B],
    ]);
    expect(parseManifest(new Uint8Array(), 'm').size).to.equal(0);
  });

  for (const [name, text] of [
    ['no final newline', `${A}  data/a`],
    ['one space', `${A} data/a\n`],
    ['three spaces', `${A}   data/a\n`],
    ['capitals', `${A.toUpperCase()}  data/a\n`],
    ['a short digest', `${A.slice(1)}  data/a\n`],
    ['no path', `${A}  \n`],
    ['CR', `${A}  data/a\r\n`],
    ['an empty line', `${A}  data/a\n\n`],
    ['wrong order', `${A}  data/b\n${A}  data/a\n`],
    ['a path twice', `${A}  data/a\n${B}  data/a\n`],
    ['a way out', `${A}  ../a\n`],
  ] as const) {
    it(`refuses a manifest with ${name}`, () => {
      expectCoreError(
        () => parseManifest(utf8(text), 'manifest-sha256.txt'),
        'FORMAT',
        /^manifest-sha256\.txt /,
      );
    });
  }

  it('refuses a manifest that is not UTF-8', () => {
    expectCoreError(() => parseManifest(hexDecode('ff0a'), 'm'), 'ENCODING', /UTF-8/);
  });

  const info = {
    sourceOrganization: '示例银行',
    baggingDate: '2026-03-15',
    payload: { bytes: 12, files: 3 },
    softwareAgent: 'TriSeal package/1',
  };

  it('writes bag-info.txt and reads it back', () => {
    expect(parseBagInfo(formatBagInfo(info))).to.deep.equal(info);
    expect(new TextDecoder().decode(formatBagInfo(info))).to.include('Payload-Oxum: 12.3\n');
  });

  it('refuses what does not fit on its line, other elements, and another order', () => {
    expectCoreError(() => formatBagInfo({ ...info, sourceOrganization: 'a\nb' }), 'FORMAT', /one line/);
    const text = new TextDecoder().decode(formatBagInfo(info));
    for (const bad of [
      text.replace('12.3', '012.3'),
      `${text}Extra: x\n`,
      text.split('\n').reverse().join('\n'),
      text.slice(1),
    ]) {
      expectCoreError(() => parseBagInfo(utf8(bad)), 'FORMAT', /four elements/);
    }
  });
});
