import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { documentType } from '../../../core/evidence/document-types.ts';
import { blockingRules, type RetentionFacts, retentionOf } from '../../../core/retention/clock.ts';
import { RETENTION_RULES, retentionRulesAt } from '../../../core/retention/rules.ts';
import {
  GENERATED_FILE,
  GENERATED_PAGE,
  generateRetention,
  generateRetentionPage,
} from '../../../scripts/gen-retention.ts';

const [set] = RETENTION_RULES;
const of = (type: string, over: Partial<RetentionFacts> = {}) =>
  retentionOf(set!, { type, received: '2026-03-15T10:00:00.000Z', ...over });
const blocked = (retention: ReturnType<typeof of>, at: string, ordered = false) =>
  blockingRules(retention, Date.parse(at), ordered).map(({ rule }) => rule.id);

describe('retention rules', () => {
  it('are generated from the data as they stand (npx tsx scripts/gen-retention.ts)', () => {
    expect(readFileSync(GENERATED_FILE, 'utf8')).to.equal(generateRetention());
    expect(readFileSync(GENERATED_PAGE, 'utf8')).to.equal(generateRetentionPage());
  });

  it('name their source, how sure it is, and document types that exist, in both languages', () => {
    for (const { version, rules, considered } of RETENTION_RULES) {
      expect(version).to.match(/^[a-z]{2}-\d{4}-\d+$/);
      expect(new Set(rules.map(({ id }) => id)).size).to.equal(rules.length);
      for (const { id, law, says, mark, types, applies } of rules) {
        for (const { zh, en } of [law, says, applies]) expect(zh.length * en.length, id).to.be.above(0);
        for (const sure of [mark, applies.mark]) expect(['V', 'S', 'U', 'I'], id).to.include(sure);
        for (const type of types) expect(documentType(type), `${id} ${type}`).to.not.equal(undefined);
      }
      for (const { law, why, mark } of considered) {
        expect([law.zh, law.en, why.zh, why.en].every((text) => text !== '')).to.equal(true);
        expect(['V', 'S', 'U', 'I']).to.include(mark);
      }
    }
  });

  it('hold what the law says as far as it was read', () => {
    const find = (id: string) => set!.rules.find((rule) => rule.id === id);
    expect(find('AML-34-IDENTITY')).to.deep.include({
      mark: 'V',
      period: { years: 10 },
      start: 'relation-end',
    });
    expect(find('AML-34-TRANSACTION')).to.deep.include({ mark: 'V', period: { years: 10 }, start: 'event' });
    expect(find('ESL-24')).to.deep.include({ mark: 'V', period: { years: 5 } });
    expect(find('COMMISSION-FILE')).to.deep.include({ mark: 'U', period: 'unknown' });
  });

  it('are found by the day, the first set also for days before', () => {
    expect(retentionRulesAt(Date.parse('2026-11-22T16:00:00Z')).version).to.equal('cn-2026-1');
    expect(retentionRulesAt(Date.parse('2001-01-01T00:00:00Z')).version).to.equal('cn-2026-1');
  });
});

describe('retention clock', () => {
  it('of a transaction runs ten years from the event, to the end of the last day in UTC+8', () => {
    const retention = of('DISB', {
      event: '2026-03-15T12:00:00+08:00',
      received: '2026-03-15T10:00:00.000Z',
    });
    expect(retention.rules.map(({ rule, startsAt, endsAt }) => [rule.id, startsAt, endsAt])).to.deep.equal([
      ['AML-34-TRANSACTION', '2026-03-15T10:00:00.000Z', '2036-03-15T16:00:00.000Z'],
    ]);
    expect(retention.keptUntil).to.equal('2036-03-15T16:00:00.000Z');
    expect(blocked(retention, '2036-03-15T15:59:59.999Z')).to.deep.equal(['AML-34-TRANSACTION']);
    expect(blocked(retention, '2036-03-15T16:00:00.000Z')).to.deep.equal([]);
  });

  it('is not shortened by an early time that is merely claimed, and is lengthened by a late one', () => {
    expect(of('DISB', { event: '1999-01-01T00:00:00Z' }).keptUntil).to.equal('2036-03-15T16:00:00.000Z');
    expect(of('DISB', { event: '2027-03-15T23:59:00+08:00' }).keptUntil).to.equal('2037-03-15T16:00:00.000Z');
    expect(of('DISB', { event: '2027-03-16T00:00:00+08:00' }).keptUntil).to.equal('2037-03-16T16:00:00.000Z');
  });

  it('of identity records stands still until the relation has ended', () => {
    const open = of('KYC');
    expect([open.rules[0]?.startsAt, open.keptUntil]).to.deep.equal([null, null]);
    expect(blocked(open, '2099-01-01T00:00:00Z', true)).to.deep.equal(['AML-34-IDENTITY']);
    const closed = of('KYC', { relationEnd: '2028-02-29T12:00:00Z' });
    expect(closed.keptUntil).to.equal('2038-02-28T16:00:00.000Z');
    expect(blocked(closed, '2038-02-28T15:59:59Z')).to.deep.equal(['AML-34-IDENTITY']);
    expect(blocked(closed, '2038-02-28T16:00:00Z')).to.deep.equal([]);
  });

  it('counts months by the calendar', () => {
    expect(of('PROMPT', { received: '2026-08-31T00:00:00Z' }).keptUntil).to.equal('2027-02-28T16:00:00.000Z');
  });

  it('whose period nobody has verified yields to an order alone; proof of erasure never goes', () => {
    const award = of('AWARD');
    expect(award.keptUntil).to.equal(null);
    expect(blocked(award, '2099-01-01T00:00:00Z')).to.deep.equal(['COMMISSION-FILE']);
    expect(blocked(award, '2026-03-16T00:00:00Z', true)).to.deep.equal([]);
    expect(blocked(of('ERASE'), '2099-01-01T00:00:00Z', true)).to.deep.equal(['PROOF-OF-ERASURE']);
  });

  it('of types that no rule names keeps nothing back', () => {
    expect(of('DUN')).to.deep.equal({
      version: 'cn-2026-1',
      rules: [],
      keptUntil: '2026-03-15T10:00:00.000Z',
    });
    expect(blocked(of('DUN'), '2026-03-15T10:00:00Z')).to.deep.equal([]);
  });
});
