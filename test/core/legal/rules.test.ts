import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documentType } from '../../../core/evidence/document-types.ts';
import { assessLines, type Found } from '../../../core/legal/assess.ts';
import { LEGAL_RULES } from '../../../core/legal/rules.ts';
import { CHECKS } from '../../../core/verify/check-lists.ts';
import { ruleModules } from '../../../scripts/gen-rules.ts';

describe('core/legal rules', () => {
  it('are generated from the data as it stands (npx tsx scripts/gen-rules.ts)', () => {
    for (const { file, content } of ruleModules()) expect(readFileSync(file, 'utf8')).to.equal(content);
  });

  it('ask every article that the check list is about, once each', () => {
    const ids = LEGAL_RULES.lines.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const articles = (instrument: string) =>
      LEGAL_RULES.lines.filter((line) => line.instrument === instrument).map(({ article }) => article);
    expect(articles('ODR')).to.deep.equal(['16', '17(1)', '17(2)', '17(2)', '17(3)', '17(4)', '18']);
    expect(articles('IC')).to.deep.equal([1, 2, 3, 4, 5, 6].map((n) => `11(${n})`));
    expect(articles('CEP')).to.deep.equal([
      ...[1, 2, 3, 4, 5, 6].map((n) => `93(${n})`),
      ...[1, 2, 3, 4, 5].map((n) => `94(${n})`),
    ]);
    expect(articles('ESL')).to.deep.equal([1, 2, 3, 4].map((n) => `13(${n})`));
  });

  it('rest on checks and types that there are, or say why nothing answers them', () => {
    const checks = new Set(CHECKS.package.map(({ id }) => id));
    for (const { id, needs = [], outside, weight, question } of LEGAL_RULES.lines) {
      expect(question.en !== '' && question.zh !== '', id).to.equal(true);
      expect((outside === undefined) === (weight !== 'outside'), id).to.equal(true);
      expect(needs.length > 0, id).to.equal(weight !== 'outside');
      for (const { check, filed } of needs) {
        expect((check === undefined) !== (filed === undefined), id).to.equal(true);
        if (check !== undefined) expect(checks, id).to.include(check);
        if (filed !== undefined) expect(documentType(filed), id).to.not.equal(undefined);
      }
    }
  });

  it('promise no recognition, conformity or reliability', () => {
    const text = JSON.stringify(LEGAL_RULES);
    expect(text).to.not.match(
      /judicial recognition|司法认可|SF\/T 0076|JR\/T 0184|reliable electronic signature|可靠的?电子签名/i,
    );
  });

  it('know commissions by names that lead to no other', () => {
    const names = LEGAL_RULES.commissions.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).to.equal(names.length);
  });
});

describe('core/legal assessment', () => {
  const found = (over: Partial<Found> = {}): Found => ({
    outcome: () => 'passed',
    named: () => [],
    filed: (type) => [`${type}-01`],
    hidden: false,
    ...over,
  });
  const stateOf = (id: string, over: Partial<Found>) =>
    assessLines(LEGAL_RULES, found(over)).find(({ line }) => line.id === id)!.state;

  it('meets every line that a package can answer, and none that it cannot', () => {
    for (const { line, state } of assessLines(LEGAL_RULES, found()))
      expect(state, line.id).to.equal(line.weight === 'outside' ? 'not-assessed' : 'met');
  });

  it('is not met by one failed check, and open by one that was not made', () => {
    const but = (id: string, outcome: 'failed' | 'not-checked') => ({
      outcome: (check: string) => (check === id ? outcome : ('passed' as const)),
    });
    expect(stateOf('ODR-16', but('inclusion', 'failed'))).to.equal('not-met');
    expect(stateOf('ODR-16', but('inclusion', 'not-checked'))).to.equal('not-assessed');
    expect(stateOf('ODR-16', but('sequence', 'failed'))).to.equal('met');
    expect(stateOf('ODR-18', but('provenance', 'not-checked'))).to.equal('not-assessed');
  });

  it('does not call a platform’s word the signer’s own control', () => {
    const clicked = {
      outcome: (check: string) => (check === 'user-key' ? 'not-checked' : 'passed'),
    } as const;
    expect(stateOf('ESL-13-1', clicked)).to.equal('not-met');
    expect(stateOf('ESL-13-2', clicked)).to.equal('not-met');
    expect(stateOf('ESL-13-3', clicked)).to.equal('met');
  });

  it('says that a clause is not filed only when nothing is withheld', () => {
    expect(stateOf('CEP-94-5', { filed: () => [] })).to.equal('not-met');
    expect(stateOf('CEP-94-5', { filed: () => [], hidden: true })).to.equal('not-assessed');
  });

  it('points to what the checks named', () => {
    const [line] = assessLines(LEGAL_RULES, found({ named: () => ['proof/entries/0003.json'] }));
    expect(line!.grounds[0]).to.deep.equal({
      of: 'records',
      state: 'met',
      items: ['proof/entries/0003.json'],
    });
  });
});
