/** How a report is read: nothing of it is changed, only how it is shown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { documentType } from '../../core/evidence/document-types.ts';
import type { FieldSpec } from '../../core/evidence/field-spec.ts';
import { stateOf } from '../../core/report/legal-state.ts';
import { CHECKS } from '../../core/verify/check-lists.ts';
import type { Report } from '../../core/verify/report.ts';
import { sentenceOf } from '../../core/verify/sentences.ts';
import { fieldReading } from '../../portal/app/field-text.ts';
import { basisText } from '../../portal/report/basis.ts';
import { factName } from '../../portal/report/fact-names.ts';
import { FACT_WORDS } from '../../portal/report/fact-words.ts';
import {
  cellText,
  checkSentence,
  factTexts,
  filledColumns,
  findingGroups,
  holder,
  itemNames,
  readable,
  saidBelow,
  sentenceText,
  titlesOf,
} from '../../portal/report/reading.ts';
import { pieces } from '../../portal/report/unbroken.ts';
import { projectRoot } from '../../server/paths.ts';

const report: Report = JSON.parse(
  readFileSync(join(projectRoot, 'test/golden/defective-loan-v1.report.json'), 'utf8'),
);
const titles = titlesOf(report.checks);
const checkOf = (id: string) => report.checks.find((check) => check.id === id)!;

describe('portal: how a report is read', () => {
  it('calls checks by their titles in the sentences that the verifier writes, in both languages', () => {
    const facts = { line: 'ODR-16', article: '16', checks: ['records', 'documents'] };
    const sentence = sentenceOf('LEGAL_NOT_MET', 'ODR-16', facts);
    const known = titlesOf(report.checks);
    const named = (language: 'en' | 'zh') => facts.checks.map((id) => known.get(id)![language]);
    expect(sentenceText({ sentence, facts }, known, 'en')).to.include(
      named('en')
        .map((name) => `"${name}"`)
        .join(', '),
    );
    expect(sentenceText({ sentence, facts }, known, 'zh')).to.include(
      named('zh')
        .map((name) => `“${name}”`)
        .join('、'),
    );
  });

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

  it('calls the holder of a certificate by organisation and name, and leaves what names none', () => {
    const name = 'C=CN, O=示范 Demo, Ltd., OU=time-stamping, CN=demo TSA';
    expect(holder(name, 'en')).to.equal('示范 Demo, Ltd. (demo TSA)');
    expect(holder(name, 'zh')).to.equal('示范 Demo, Ltd.（demo TSA）');
    expect(holder('bank-ed25519', 'en')).to.equal('bank-ed25519');
    const stamped = checkOf('timestamp');
    expect(checkSentence(stamped, titles, 'en')).to.match(/^测试 Test \(tsa\) attests/);
    expect(factTexts(stamped.facts, titles, 'en').flat(), 'the facts have all').to.include(
      String(stamped.facts.tsa),
    );
  });

  it('sets names in a Chinese sentence apart by its own comma, and leaves distinguished names', () => {
    const said = (zh: string) => sentenceText({ sentence: { en: '', zh }, facts: {} }, titles, 'zh');
    expect(said('签名 bank-ed25519, user-ed25519。')).to.equal('签名 bank-ed25519、user-ed25519。');
    expect(said('O=示范 Demo, CN=a 签名 1,080.00')).to.equal('O=示范 Demo, CN=a 签名 1,080.00');
  });

  it('marks the lines of the legal list, and no state of another table', () => {
    const [legal, signer] = ['legal', 'signer'].map((id) => report.tables.find((one) => one.id === id)!);
    const marksOf = ({ id, columns, rows }: Report['tables'][number]) => {
      const place = columns.findIndex(({ kind }) => kind === 'state');
      return new Set(rows.map((row) => stateOf({ id }, columns[place]!, row[place] ?? null)));
    };
    expect([...marksOf(legal!)]).to.have.members(['passed', 'failed', 'not-checked']);
    expect([...marksOf(signer!)]).to.deep.equal([undefined]);
  });

  it('leaves out columns in which nothing stands', () => {
    const account = report.tables.find(({ id }) => id === 'account')!;
    const kept = filledColumns(account, account.rows).map(({ column }) => column.id);
    expect(kept).to.include('interest').and.not.to.include('fees');
    expect(filledColumns(account, []).length).to.equal(0);
  });

  it('knows items by the files of their records, as findings name them', () => {
    expect(itemNames(report).get('data/items/0018-SIGN/record.sd-jwt')).to.equal('SIGN-01');
    expect(itemNames(report).has('data/items/0001-REG/record.sd-jwt')).to.equal(false);
  });

  it('says once what one of several findings says too', () => {
    expect(saidBelow(checkOf('claim'))).to.equal(true);
    expect(saidBelow(checkOf('prompting')), 'a single one').to.equal(false);
    expect(saidBelow({ ...checkOf('claim'), sentence: { en: 'other', zh: '另' } })).to.equal(false);
  });

  it('keeps dates and short names in one piece', () => {
    expect(pieces('to 2026-03-15, SESSION-XJD-2024-0000077-SIGN').filter(({ whole }) => whole)).to.deep.equal(
      [{ text: '2026-03-15', whole: true }],
    );
    const text = 'REPAY-03 – e-mail';
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).to.equal(text);
  });

  it('reads rates in per cent and sums after their currency, digit by digit', () => {
    const rate = (text: string) => fieldReading('annual rate as a fraction', text);
    expect(rate('0.144')).to.deep.equal({ name: 'annual rate', text: '14.4%' });
    for (const [fraction, percent] of [
      ['0.2', '20%'],
      ['1', '100%'],
      ['0.00035', '0.035%'],
      ['0.2160', '21.6%'],
      ['0', '0%'],
    ] as const) {
      expect(rate(fraction).text).to.equal(percent);
    }
    expect(rate('none')).to.deep.equal({ name: 'annual rate as a fraction', text: 'none' });
    expect(fieldReading('年利率（小数）', '0.144')).to.deep.equal({ name: '年利率', text: '14.4%' });
    expect(fieldReading('score', '0.98').text).to.equal('0.98');
    expect(fieldReading('principal', '30,000.00 CNY').text).to.equal('CNY 30,000.00');
    expect(fieldReading('fees', '–').text).to.equal('—');
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
