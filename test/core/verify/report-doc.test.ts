import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CHECKS } from '../../../core/verify/check-lists.ts';
import { CHECK_CODES, sentenceTemplate } from '../../../core/verify/codes.ts';
import { GROUPS } from '../../../core/verify/report.ts';
import { sentenceOf } from '../../../core/verify/sentences.ts';
import { REPORT_DOC, reportDoc } from '../../../scripts/gen-report-doc.ts';

describe('core/verify report', () => {
  it('is documented check by check and code by code (npx tsx scripts/gen-report-doc.ts)', () => {
    const page = readFileSync(REPORT_DOC, 'utf8');
    expect(reportDoc(page)).to.equal(page);
    for (const code of CHECK_CODES) expect(page).to.include(`| \`${code}\` |`);
  });

  it('has every check once in its list, with both languages and a group', () => {
    for (const checks of Object.values(CHECKS)) {
      expect(new Set(checks.map(({ id }) => id)).size).to.equal(checks.length);
      for (const { id, group, title, passed } of checks) {
        expect(GROUPS, id).to.include(group);
        expect(
          [title.en, title.zh, passed.en, passed.zh].every((text) => text !== ''),
          id,
        ).to.equal(true);
      }
    }
  });

  it('has a sentence in both languages with the same placeholders for every code', () => {
    const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
    for (const code of CHECK_CODES) {
      const { en, zh } = sentenceTemplate(code);
      expect(holes(zh), code).to.deep.equal(holes(en));
    }
  });

  it('never breaks a sentence off, and takes nothing from a prototype', () => {
    expect(sentenceOf('TIME_ORDER', '', {}).en).to.equal('— (—) must not be earlier than — (—).');
    const facts = { party: 'bank', missing: ['a', 'b'] };
    expect(sentenceOf('COSIGNATURE_MISSING', 'proof/checkpoint', facts)).to.deep.equal({
      en: 'The bank has not witnessed proof/checkpoint with all its keys.',
      zh: '银行 未以其全部密钥见证 proof/checkpoint。',
    });
    expect(sentenceOf('FILING_ROLE', 'x', { expected: 'constructor', found: 'filer' }).zh).to.include(
      'constructor',
    );
  });
});
