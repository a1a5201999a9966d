/** How a report is read: nothing of it is changed, only how it is shown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { documentType } from '../../core/evidence/document-types.ts';
import type { FieldSpec } from '../../core/evidence/field-spec.ts';
import { CHECKS } from '../../core/verify/check-lists.ts';
import type { Report } from '../../core/verify/report.ts';
import { basisText } from '../../portal/report/basis.ts';
import { factName } from '../../portal/report/fact-names.ts';
import { FACT_WORDS } from '../../portal/report/fact-words.ts';
import {
  cellText,
  checkSentence,
  factTexts,
  findingGroups,
  readable,
  titlesOf,
} from '../../portal/report/reading.ts';
import { projectRoot } from '../../server/paths.ts';

const report: Report = JSON.parse(
  readFileSync(join(projectRoot, 'test/golden/defective-loan-v1.report.json'), 'utf8'),
);
const titles = titlesOf(report.checks);
const checkOf = (id: string) => report.checks.find((check) => check.id === id)!;

describe('portal: how a report is read', () => {
  it('separates amounts and gives moments their zone, and leaves what is neither', () => {
    expect(readable('of 30000.00 only 999.50', 'en')).to.equal('of 30,000.00 only 999.50');
    expect(readable('at 2026-03-15T12:11:00.000Z', 'en')).to.equal('at 2026-03-15 20:11:00 UTC+8');
    for (const text of ['1.3.6.1.4.1.99999.10', 'XJD-2024-0000077', '2026-03-15', '0.144', 'v12345.67.8']) {
      expect(readable(text, 'en')).to.equal(text);
    }
  });

  it('sets lists of words in Chinese by their own comma', () => {
    expect(readable('按 费用, 罚息, 利息 的顺序', 'zh')).to.equal('按费用、罚息、利息的顺序');
    expect(readable('O=示范 Demo, CN=a', 'zh')).to.equal('O=示范 Demo, CN=a');
  });

  it('names checks by their titles, in sentences, facts and the check list', () => {
    expect(checkSentence(checkOf('legal-list'), titles, 'zh')).not.to.match(/environment|user-key|signer/);
    const legal = report.tables.find(({ id }) => id === 'legal')!;
    const [, , , checks, items] = legal.columns;
    expect(cellText('environment, user-key', checks!, titles, 'en')).to.equal(
      "State of the systems, Signed with the borrower's own key",
    );
    expect(cellText('data/items/0035-CASE/record.sd-jwt, SIGN-01', items!, titles, 'en')).to.equal(
      'CASE (35), SIGN-01',
    );
  });

  it('shows values of closed lists in words, and others as they are', () => {
    const shown = (facts: Report['checks'][number]['facts'], language: 'en' | 'zh') =>
      factTexts(facts, titles, language).flat();
    expect(shown({ manner: ['tick-box', 'new'] }, 'zh')).to.deep.equal(['方式', '勾选、new']);
    expect(shown({ part: 'default_interest' }, 'en')).to.deep.equal(['part', 'default interest']);
    expect(shown({ missing: [] }, 'en')).to.deep.equal(['missing', '—']);
  });

  it('calls values what their document types call them', () => {
    const valuesOf = (spec: FieldSpec | undefined) => {
      const one = spec?.type === 'list' ? spec.items : spec;
      return one?.type === 'enum' ? one.values : {};
    };
    const lists = [
      ['manner', 'PROMPT.manner'],
      ['methods', 'SIGN.methods'],
      ['channel', 'ACCEL.channel'],
      ['result', 'ACCEL.result'],
      ['state', 'SERVE.event'],
    ] as const;
    for (const [fact, place] of lists) {
      const [type = '', field = ''] = place.split('.');
      const values = Object.entries(valuesOf(documentType(type)?.fields[field]));
      expect(values, place).not.to.have.length(0);
      for (const [value, words] of values) {
        expect(FACT_WORDS[fact]?.[value], `${place} ${value}`).to.deep.equal(words);
      }
    }
  });

  it('has every basis and every fact of the reports in Chinese', () => {
    for (const { spec } of Object.values(CHECKS).flat()) {
      expect(basisText(spec, 'zh'), spec).not.to.match(
        /\b(articles?|sections?|appendi|Code|Law|Provisions)\b/,
      );
    }
    expect(basisText('Civil Code article 670; docs/spec/checks.md section 3', 'zh')).to.equal(
      '《民法典》第 670 条；TriSeal 规范 checks.md 第 3 节',
    );
    const names = report.checks.flatMap(({ facts, findings }) =>
      [facts, ...findings.map((one) => one.facts)].flatMap((one) => factTexts(one, titles, 'zh')),
    );
    expect(names.map(([name]) => name).filter((name) => !/\p{Script=Han}/u.test(name))).to.deep.equal([]);
    expect(factName('treeSize', 'en')).to.equal('tree size');
  });

  it('puts findings together that differ in the item alone, and no others', () => {
    const [first] = checkOf('claim').findings;
    const finding = { ...first!, code: 'CLOCK_UNKNOWN' as const };
    const of = (item: string, system: string) => ({ ...finding, subject: item, facts: { item, system } });
    const groups = findingGroups([of('A', 'core'), of('B', 'core'), of('C', 'desk')]);
    expect(groups.map(({ first: { subject }, others }) => [subject, others.length])).to.deep.equal([
      ['A', 1],
      ['C', 0],
    ]);
  });
});
