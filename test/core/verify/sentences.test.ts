import { expect } from 'chai';
import { CHECKS } from '../../../core/verify/check-lists.ts';
import { CHECK_CODES, sentenceTemplate } from '../../../core/verify/codes.ts';
import { fillText } from '../../../core/verify/sentences.ts';

const template = {
  en: 'Of {n, plural, =0 {no items} =1 {one item ({which})} other {# items}} in {file}.',
  zh: '{file} 中{n, plural, =0 {没有项目} other {有 # 项}}。',
};

describe('core/verify: sentences', () => {
  it('choose the words that go with a number', () => {
    const of = (n: number) => fillText(template, '', { n, file: 'a.zip', which: 'the first' });
    expect(of(0)).to.deep.equal({ en: 'Of no items in a.zip.', zh: 'a.zip 中没有项目。' });
    expect(of(1)).to.deep.equal({ en: 'Of one item (the first) in a.zip.', zh: 'a.zip 中有 1 项。' });
    expect(of(21)).to.deep.equal({ en: 'Of 21 items in a.zip.', zh: 'a.zip 中有 21 项。' });
  });

  it('show a dash for a number that is not there', () => {
    expect(fillText(template, '', {}).en).to.equal('Of — items in —.');
    expect(fillText(template, '', { n: '{file}', file: 'a.zip' }).en).to.equal('Of — items in a.zip.');
  });

  it('take facts for facts, whatever stands in them', () => {
    const facts = { n: 2, file: '{n, plural, other {forged}} {which}' };
    expect(fillText(template, '', facts).en).to.equal('Of 2 items in {n, plural, other {forged}} {which}.');
  });

  it('put lists as each language does', () => {
    const text = fillText({ en: '{list}', zh: '{list}' }, '', { list: ['bank', 'user'] });
    expect(text).to.deep.equal({ en: 'bank, user', zh: '银行、用户' });
  });

  it('are all well-formed: nothing of the notation is left of any of them', () => {
    const templates = [
      ...Object.values(CHECKS).flatMap((checks) => checks.map(({ passed }) => passed)),
      ...CHECK_CODES.map(sentenceTemplate),
    ];
    expect(templates).to.have.length.above(100);
    for (const text of templates) {
      for (const filled of Object.values(fillText(text, '', {}))) expect(filled).to.not.match(/[{}#]|plural/);
    }
  });
});
