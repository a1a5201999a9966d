/** A case from draft to its close, and at each state every step that must not be taken. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { casesDoc } from '../../../scripts/gen-cases-doc.ts';
import { ServiceError } from '../../../server/errors.ts';
import type { Caller, Role } from '../../../server/ports/caller.ts';
import {
  CASE_EVENTS,
  CASE_STATES,
  type CaseEvent,
  type CaseState,
  GUARD_TEXTS,
  GUARDS,
  TRANSITIONS,
} from '../../../server/usecases/cases/states.ts';
import {
  arbitrator,
  bank,
  type CaseBench,
  caseBench,
  otherBank,
  recordFor,
  secretary,
  user,
} from '../../support/cases.ts';
import { stubPlanner } from '../../support/planner.ts';

describe('cases: the table of steps', () => {
  it('is documented (npx tsx scripts/gen-cases-doc.ts)', () => {
    expect(readFileSync('docs/cases.md', 'utf8')).to.equal(casesDoc());
  });

  it('leads from the draft to every state, and out of every state but the last', () => {
    const reached = new Set<CaseState>(['draft']);
    for (const _ of CASE_STATES) {
      for (const event of CASE_EVENTS) {
        const { from, to } = TRANSITIONS[event];
        if (from.some((state) => reached.has(state))) reached.add(to);
      }
    }
    expect([...reached]).to.have.members([...CASE_STATES]);
    const left = new Set(CASE_EVENTS.flatMap((event) => TRANSITIONS[event].from));
    expect(CASE_STATES.filter((state) => !left.has(state))).to.deep.equal(['closed']);
  });

  it('uses every guard, each explained in both languages', () => {
    const used = new Set(CASE_EVENTS.flatMap((event) => TRANSITIONS[event].guards));
    expect([...used]).to.have.members([...GUARDS]);
    for (const guard of GUARDS) {
      expect(GUARD_TEXTS[guard].zh, guard).to.match(/\p{Script=Han}/u);
      expect(GUARD_TEXTS[guard].en, guard).to.match(/\.$/);
    }
  });
});

describe('cases: a whole life', function () {
  this.timeout(20_000);
  let bench: CaseBench;
  let id: string;
  let revision = 1;
  before(async () => {
    bench = await caseBench({ planner: stubPlanner(1000) });
    const agreement = await bench.file('ARBAG');
    await bench.file('CONTRACT');
    await bench.file('DISB');
    await bench.file('OVERDUE');
    id = (await bench.draft({ agreement })).body.id;
  });
  after(() => bench.stop());

  const CALLERS: Readonly<Partial<Record<Role, Caller>>> = { bank, user, secretary, arbitrator };

  /** Every step that does not lead on from here, by somebody whose step it would be. */
  async function refuseOthers(state: CaseState, present: readonly Caller[]): Promise<void> {
    for (const event of CASE_EVENTS.filter((one) => !TRANSITIONS[one].from.includes(state))) {
      const caller = present.find(({ role }) => TRANSITIONS[event].roles.includes(role));
      if (caller === undefined) continue;
      const { status, body } = await bench.step(caller, id, revision, event, 'a reason');
      expect([event, status, body.code]).to.deep.equal([event, 409, 'CASE_TRANSITION_REFUSED']);
      expect(body.facts).to.include({ event, state });
      expect(body.facts.allowed).to.deep.equal(
        CASE_EVENTS.filter((one) => TRANSITIONS[one].from.includes(state)),
      );
    }
    for (const event of CASE_EVENTS) {
      for (const caller of present.filter(({ role }) => !TRANSITIONS[event].roles.includes(role))) {
        const { status } = await bench.step(caller, id, revision, event, 'a reason');
        expect([event, caller.role, status]).to.deep.equal([event, caller.role, 403]);
      }
    }
  }

  const step = async (role: Role, event: CaseEvent, reason?: string) =>
    bench.step(CALLERS[role]!, id, revision, event, reason);

  async function take(role: Role, event: CaseEvent, reason?: string): Promise<void> {
    const { status, body } = await step(role, event, reason);
    expect([event, status, JSON.stringify(body.facts ?? '')]).to.deep.equal([event, 200, '""']);
    expect(body.state).to.equal(TRANSITIONS[event].to);
    expect(body.revision).to.equal(revision + 1);
    revision = body.revision;
  }

  async function lacks(role: Role, event: CaseEvent, ...unmet: string[]): Promise<void> {
    const { status, body } = await step(role, event);
    expect([event, status, body.code]).to.deep.equal([event, 409, 'CASE_GUARD_UNMET']);
    expect(body.facts.unmet).to.deep.equal(unmet);
  }

  const file = async (caller: Caller, type: string, over: Record<string, unknown> = {}) => {
    const { status, body } = await bench.ask(
      caller,
      `/v1/cases/${id}/documents`,
      { record: recordFor(type, over) },
      { 'idempotency-key': `${type}-${JSON.stringify(over).length}` },
    );
    expect([type, status, JSON.stringify(body.facts ?? '')]).to.deep.equal([type, 201, '""']);
    return body.id;
  };

  it('draft: to be opened by the bank alone', async () => {
    await refuseOthers('draft', [bank]);
    await take('bank', 'open');
  });

  it('opened: to be served, once a request is there and shown to have arrived', async () => {
    await refuseOthers('opened', [bank, user, secretary]);
    await lacks('secretary', 'serve', 'service-shown', 'document:CLAIM', 'document:SERVE');
    await file(bank, 'CLAIM');
    await file(secretary, 'SERVE', { event: 'bounced', reason: '550' });
    await lacks('secretary', 'serve', 'service-shown');
    await file(secretary, 'SERVE', { event: 'arrived' });
    await take('secretary', 'serve');
  });

  it('served: to be answered by the borrower, or found unanswered when the time is over', async () => {
    await refuseOthers('served', [bank, user, secretary]);
    await lacks('user', 'answer', 'document:COUNTER');
    await lacks('secretary', 'lapse', 'answer-time-over');
    const set = await bench.ask(
      secretary,
      `/v1/cases/${id}/administration`,
      {
        deadlines: { answer: '2026-03-15' },
        tribunal: [{ person: arbitrator.id, seat: 'sole' }],
        number: '7',
      },
      { 'if-match': `"${revision}"` },
    );
    revision = set.body.revision;
    await lacks('secretary', 'lapse', 'answer-time-over');
    await file(user, 'COUNTER');
    await take('user', 'answer');
  });

  it('answered: to be ready with the papers and a package of the case as it stands', async () => {
    const all = [bank, user, secretary, arbitrator];
    await refuseOthers('answered', all);
    await lacks('bank', 'prepare', 'package-built', 'document:CALC');
    await file(bank, 'CALC');
    const build = async () => {
      const { body } = await bench.ask(bank, `/v1/cases/${id}/package`, {});
      return bench.api.deps.jobs.finished(body.id);
    };
    expect((await build()).state).to.equal('done');
    await file(bank, 'REPAY');
    await lacks('bank', 'prepare', 'package-built');
    expect((await build()).state).to.equal('done');
    await take('bank', 'prepare');
  });

  it('package-ready: back for more evidence with a reason, or on to the hearing', async () => {
    await refuseOthers('package-ready', [bank, user, secretary, arbitrator]);
    await lacks('arbitrator', 'supplement', 'reason-given');
    await take('arbitrator', 'supplement', '请补充到账凭证');
    const { body } = await bench.ask(bank, `/v1/cases/${id}/package`, {});
    await bench.api.deps.jobs.finished(body.id);
    await take('bank', 'prepare');
    await lacks('secretary', 'hear', 'hearing-recorded', 'document:REC');
    await file(arbitrator, 'REC');
    await take('arbitrator', 'hear');
  });

  it('heard, awarded, closed: each with its paper', async () => {
    const all = [bank, user, secretary, arbitrator];
    await refuseOthers('heard', all);
    await lacks('arbitrator', 'award', 'document:AWARD');
    await file(secretary, 'AWARD');
    await take('arbitrator', 'award');
    await refuseOthers('awarded', all);
    await lacks('bank', 'close', 'document:CLOSE');
    await file(bank, 'CLOSE');
    await take('bank', 'close');
    await refuseOthers('closed', all);
    const late = await bench.ask(
      bank,
      `/v1/cases/${id}/documents`,
      { record: recordFor('CALC') },
      { 'idempotency-key': 'late' },
    );
    expect(late.body.code).to.equal('CASE_TRANSITION_REFUSED');
  });

  it('stands in the loan’s stream, step by step', async () => {
    const { body } = await bench.ask(bank, `/v1/cases/${id}`);
    const steps = body.steps as { event: string; evidence: string; revision: number }[];
    expect(steps.map(({ event }) => event).join()).to.equal(
      'open,serve,answer,prepare,supplement,prepare,hear,award,close',
    );
    let last = 0;
    for (const { evidence, event, revision: made } of steps) {
      const { body: item } = await bench.ask(bank, `/v1/evidence/${evidence}`);
      const { fields } = item.record as { fields: Record<string, unknown> };
      expect([item.type, fields.event, fields.revision]).to.deep.equal(['CASE', event, made]);
      expect(item.sequence as number).to.be.greaterThan(last);
      last = item.sequence as number;
      if (event === 'supplement') expect(fields.reason).to.equal('请补充到账凭证');
    }
    const types = (body.documents as { type: string }[]).map(({ type }) => type);
    expect(types).to.deep.equal([
      'CLAIM',
      'SERVE',
      'SERVE',
      'COUNTER',
      'CALC',
      'REPAY',
      'REC',
      'AWARD',
      'CLOSE',
    ]);
  });
});

describe('cases: beside the straight way', () => {
  let bench: CaseBench;
  let agreement: string;
  before(async () => {
    bench = await caseBench();
    agreement = await bench.file('ARBAG');
    await bench.file('OVERDUE');
  });
  after(() => bench.stop());
  const opened = async () => {
    const { body } = await bench.draft({ agreement });
    return (await bench.step(bank, body.id, 1, 'open')).body;
  };

  it('of two steps at once on one revision exactly one is taken, and logged', async () => {
    const { id } = await opened();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => bench.step(bank, id, 2, 'withdraw', `reason ${i}`)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).to.deep.equal([200, 412, 412, 412, 412, 412, 412, 412]);
    for (const { body } of answers.filter(({ status }) => status === 412)) {
      expect(body.code).to.equal('VERSION_CONFLICT');
      expect(body.facts).to.include({ expected: 2, current: 3 });
    }
    const { body } = await bench.ask(bank, `/v1/cases/${id}`);
    expect((body.steps as unknown[]).length).to.equal(2);
    const list = await bench.ask(bank, '/v1/loans/LN-CASE-1/evidence?limit=500');
    const cases = (list.body.items as { type: string }[]).filter(({ type }) => type === 'CASE');
    expect(cases.length).to.equal(2);
  });

  it('steps and administration at once: one wins', async () => {
    const { id } = await opened();
    const [step, set] = await Promise.all([
      bench.step(bank, id, 2, 'withdraw', 'reason'),
      bench.ask(secretary, `/v1/cases/${id}/administration`, { number: '1' }, { 'if-match': '"2"' }),
    ]);
    expect([step.status, set.status].sort()).to.deep.equal([200, 412]);
  });

  it('a step needs the revision that it is based on, and is nobody’s who is not of the case', async () => {
    const { id } = await opened();
    const path = `/v1/cases/${id}/steps`;
    const blind = await bench.ask(bank, path, { event: 'withdraw', reason: 'x' });
    expect([blind.status, blind.body.code]).to.deep.equal([428, 'PRECONDITION_REQUIRED']);
    for (const match of ['*', 'W/"2"', '"02"', '2', '"x"']) {
      const odd = await bench.ask(bank, path, { event: 'withdraw', reason: 'x' }, { 'if-match': match });
      expect([match, odd.status]).to.deep.equal([match, 400]);
    }
    const unknown = await bench.ask(bank, path, { event: 'burn' }, { 'if-match': '"2"' });
    expect([unknown.status, unknown.body.code]).to.deep.equal([400, 'REQUEST_INVALID']);
    expect((await bench.step(otherBank, id, 2, 'withdraw', 'x')).status).to.equal(404);
    const missing = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
    expect((await bench.step(bank, missing, 2, 'withdraw', 'x')).status).to.equal(404);
    expect((await bench.step(bank, 'x', 2, 'withdraw', 'x')).status).to.equal(400);
  });

  it('the time for an answer lapses the day after its last', async () => {
    const { id } = await opened();
    await bench.file('CLAIM');
    await bench.file('SERVE');
    await bench.step(secretary, id, 2, 'serve');
    const set = (answer: string, revision: number) =>
      bench.ask(
        secretary,
        `/v1/cases/${id}/administration`,
        { deadlines: { answer } },
        { 'if-match': `"${revision}"` },
      );
    await set('2026-03-15', 3);
    const early = await bench.step(secretary, id, 4, 'lapse');
    expect(early.body.facts.unmet).to.deep.equal(['answer-time-over']);
    await set('2026-03-14', 4);
    const lapsed = await bench.step(secretary, id, 5, 'lapse');
    expect([lapsed.status, lapsed.body.state]).to.deep.equal([200, 'answered']);
  });

  it('a party files what is its own to file', async () => {
    const { id } = await opened();
    const file = (caller: Caller, record: object) =>
      bench.ask(caller, `/v1/cases/${id}/documents`, { record }, { 'idempotency-key': 'papers' });
    for (const [caller, type] of [
      [bank, 'COUNTER'],
      [bank, 'AWARD'],
      [user, 'CALC'],
      [secretary, 'COUNTER'],
      [bank, 'CASE'],
    ] as const) {
      const { status, body } = await file(caller, recordFor(type));
      expect([caller.role, type, status, body.code]).to.deep.equal([caller.role, type, 403, 'FORBIDDEN']);
    }
    expect((await file(otherBank, recordFor('CALC'))).status).to.equal(404);
    expect((await file(bank, recordFor('NOSUCH'))).body.code).to.equal('UNKNOWN_DOCUMENT_TYPE');
    expect((await file(bank, recordFor('CALC', { total: 'x' }))).body.code).to.equal('SCHEMA_INVALID');
    const foreign = await file(bank, { ...recordFor('CALC'), loan: 'LN-OTHER' });
    expect(foreign.body.detail).to.equal('/record/loan: expected the loan of the case, or none');
    // The same key of two parties is two keys.
    expect((await file(bank, recordFor('CALC'))).status).to.equal(201);
    expect((await file(user, recordFor('COUNTER'))).status).to.equal(201);
    const again = await file(bank, recordFor('CALC'));
    expect([again.status, again.body.replayed]).to.deep.equal([200, true]);
    expect((await file(bank, recordFor('CLAIM'))).body.code).to.equal('IDEMPOTENCY_MISMATCH');
  });

  it('a step stands although the log is away, and is filed when it is back, once and in order', async () => {
    let away = false;
    const other = await caseBench({
      useCases: ({ fileEvidence }) => ({
        fileEvidence: (request) => {
          if (away) throw new ServiceError('OVERLOADED', 'the queue is full', { retryAfterSeconds: 1 });
          return fileEvidence(request);
        },
      }),
    });
    try {
      const agreed = await other.file('ARBAG');
      await other.file('OVERDUE');
      const { body } = await other.draft({ agreement: agreed });
      away = true;
      const step = await other.step(bank, body.id, 1, 'open');
      expect([step.status, step.body.state]).to.deep.equal([200, 'opened']);
      expect((step.body.steps as { evidence?: string }[])[0]).to.not.have.property('evidence');
      const next = await other.step(bank, body.id, 2, 'withdraw', 'x');
      expect([next.status, next.body.code]).to.deep.equal([503, 'OVERLOADED']);
      away = false;
      await Promise.all([other.api.deps.cases.settle(), other.api.deps.cases.settle()]);
      const { body: read } = await other.ask(bank, `/v1/cases/${body.id}`);
      expect((read.steps as { evidence?: string }[])[0]).to.have.property('evidence');
      expect(read.revision).to.equal(2);
      const list = await other.ask(bank, '/v1/loans/LN-CASE-1/evidence');
      const types = (list.body.items as { type: string }[]).map(({ type }) => type);
      expect(types).to.deep.equal(['ARBAG', 'OVERDUE', 'CASE']);
    } finally {
      await other.stop();
    }
  });
});
