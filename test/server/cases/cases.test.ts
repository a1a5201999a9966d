/** Cases over the API: drafting, the guard at the opening, who sees what. */
import { expect } from 'chai';
import { CASES } from '../../../server/usecases/cases/case-document.ts';
import { OTHER } from '../../support/api.ts';
import {
  arbitrator,
  bank,
  type CaseBench,
  COMMISSION,
  caseBench,
  caseInput,
  LOAN,
  otherArbitrator,
  otherBank,
  otherSecretary,
  otherUser,
  secretary,
  supervisor,
  user,
} from '../../support/cases.ts';

describe('cases', () => {
  let bench: CaseBench;
  let agreement: string;
  before(async () => {
    bench = await caseBench();
    agreement = await bench.file('ARBAG');
  });
  after(() => bench.stop());

  describe('drafting', () => {
    it('answers with the case, its revision as ETag, and where it is', async () => {
      const { status, etag, body } = await bench.draft({ agreement });
      expect([status, etag, body.revision, body.state]).to.deep.equal([201, '"1"', 1, 'draft']);
      expect(body).to.include({ loan: LOAN, commission: COMMISSION, organisation: 'demo-bank', agreement });
      expect(body.claim).to.include({ total: '20710.20', default_interest: '310.20' });
      const read = await bench.ask(bank, `/v1/cases/${body.id}`);
      expect(read.body).to.deep.equal(body);
    });

    it('does the same creation once, and refuses another under its key', async () => {
      const key = { 'idempotency-key': 'once' };
      const first = await bench.ask(bank, '/v1/cases', caseInput(), key);
      const again = await bench.ask(bank, '/v1/cases', caseInput(), key);
      expect([first.status, again.status]).to.deep.equal([201, 200]);
      expect(again.body.id).to.equal(first.body.id);
      const other = await bench.ask(bank, '/v1/cases', caseInput({ commission_name: '别的' }), key);
      expect([other.status, other.body.code]).to.deep.equal([409, 'IDEMPOTENCY_MISMATCH']);
      const none = await bench.ask(bank, '/v1/cases', caseInput());
      expect(none.body.code).to.equal('IDEMPOTENCY_KEY_MISSING');
      const both = await Promise.all(
        [1, 2].map(() => bench.ask(bank, '/v1/cases', caseInput(), { 'idempotency-key': 'race' })),
      );
      expect(new Set(both.map(({ body }) => body.id)).size).to.equal(1);
      expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 201]);
    });

    const wrong: readonly (readonly [string, Record<string, unknown>, number, string])[] = [
      [
        'a claim that does not add up',
        { claim: { ...(caseInput().claim as object), total: '20710.21' } },
        400,
        '/claim/total: expected 20710.20, the sum of its parts',
      ],
      [
        'an amount that is a number',
        { claim: { ...(caseInput().claim as object), fees: 0 } },
        400,
        '/claim/fees',
      ],
      [
        'an amount with three places',
        { claim: { ...(caseInput().claim as object), fees: '0.001' } },
        400,
        '/claim/fees',
      ],
      [
        'an unknown commission',
        { commission: 'nobody' },
        400,
        '/commission: expected a commission that is registered here',
      ],
      ['a loan of which nothing was filed', { loan: 'LN-NOWHERE' }, 404, 'there is no such loan'],
      ['an unknown member', { verdict: 'guilty' }, 400, 'verdict'],
      [
        'a dispute without offset',
        { dispute: { ground: 'other', statement: 'x', stated_at: '2026-03-02T10:00:00' } },
        400,
        '/dispute/stated_at',
      ],
    ];
    for (const [what, over, status, detail] of wrong) {
      it(`refuses ${what}`, async () => {
        const answer = await bench.draft(over);
        expect(answer.status).to.equal(status);
        expect(JSON.stringify(answer.body)).to.include(detail);
      });
    }

    it('lets a draft be replaced on the revision that was read, and keeps it between the bank and nobody', async () => {
      const { body } = await bench.draft();
      const path = `/v1/cases/${body.id}/draft`;
      const edited = await bench.ask(bank, path, caseInput({ agreement }), { 'if-match': '"1"' });
      expect([edited.status, edited.etag, edited.body.agreement]).to.deep.equal([200, '"2"', agreement]);
      const stale = await bench.ask(bank, path, caseInput(), { 'if-match': '"1"' });
      expect([stale.status, stale.body.code]).to.deep.equal([412, 'VERSION_CONFLICT']);
      expect(stale.body.facts).to.include({ expected: 1, current: 2 });
      const blind = await bench.ask(bank, path, caseInput());
      expect([blind.status, blind.body.code]).to.deep.equal([428, 'PRECONDITION_REQUIRED']);
      const odd = await bench.ask(bank, path, caseInput(), { 'if-match': '*' });
      expect(odd.body.code).to.equal('REQUEST_INVALID');
      for (const caller of [secretary, user, arbitrator, otherBank]) {
        expect((await bench.ask(caller, `/v1/cases/${body.id}`)).status, caller.role).to.equal(404);
      }
    });

    it('keeps nothing of a person in plain text', async () => {
      const { body } = await bench.draft();
      const stored = JSON.stringify(await bench.api.documents.get(CASES, body.id));
      for (const secret of ['王虚构', LOAN, '未按期还款']) expect(stored).to.not.include(secret);
    });
  });

  describe('opening', () => {
    it('is refused before a default, and says everything that is lacking', async () => {
      const { body } = await bench.draft({ dispute: undefined, parties: [] });
      const answer = await bench.step(bank, body.id, 1, 'open');
      expect([answer.status, answer.body.code]).to.deep.equal([409, 'CASE_GUARD_UNMET']);
      expect(answer.body.facts.unmet).to.deep.equal([
        'overdue-event',
        'dispute-stated',
        'agreement',
        'parties',
        'document:OVERDUE|ACCEL',
      ]);
      expect(answer.body.detail).to.include('a case cannot be opened before the default');
      const next = await bench.ask(bank, `/v1/cases/${body.id}/steps`, undefined, {
        'accept-language': 'zh',
      });
      expect(JSON.stringify(next.body)).to.include('违约发生前不得立案');
    });

    it('is refused while the day of arrears has not come', async () => {
      await bench.file('ARBAG', {}, 'LN-FUTURE');
      await bench.file(
        'OVERDUE',
        { overdue_since: '2026-03-15', as_of: '2026-03-15', days_overdue: 1 },
        'LN-FUTURE',
      );
      const { body } = await bench.draft({ loan: 'LN-FUTURE', agreement });
      const answer = await bench.step(bank, body.id, 1, 'open');
      // The agreement is another loan's, too.
      expect(answer.body.facts.unmet).to.deep.equal(['overdue-event', 'agreement']);
      bench.api.clock.at += 86_400_000;
      const later = await bench.step(bank, body.id, 1, 'open');
      bench.api.clock.at -= 86_400_000;
      expect(later.body.facts.unmet).to.include('agreement').and.not.include('overdue-event');
    });

    it('is refused for a dispute that was stated before the default, or will be', async () => {
      await bench.file('OVERDUE');
      for (const stated_at of ['2026-01-31T23:59:59+08:00', '2026-03-16T10:00:00+08:00']) {
        const dispute = { ground: 'amount', statement: '金额有误', stated_at };
        const { body } = await bench.draft({ agreement, dispute });
        const answer = await bench.step(bank, body.id, 1, 'open');
        expect(answer.body.facts.unmet, stated_at).to.deep.equal(['dispute-stated']);
      }
    });

    it('is logged in the loan’s stream with what it relies on, and shows the case to its commission and borrower', async () => {
      const { body } = await bench.draft({ agreement });
      const opened = await bench.step(bank, body.id, 1, 'open');
      expect([opened.status, opened.body.state, opened.etag]).to.deep.equal([200, 'opened', '"2"']);
      const [step] = opened.body.steps as { evidence: string; by_role: string; event: string }[];
      expect(step).to.include({ event: 'open', by_role: 'bank' });
      const { body: item } = await bench.ask(bank, `/v1/evidence/${step!.evidence}`);
      expect(item).to.include({ type: 'CASE', loan: LOAN });
      const { fields } = item.record as { fields: Record<string, unknown> };
      expect(fields).to.include({ case: body.id, from: 'draft', to: 'opened', dispute: '未按期还款' });
      expect(fields.relied_on).to.deep.equal([agreement]);
      const answers = { ...opened.body };
      for (const caller of [secretary, user, supervisor]) {
        const seen = await bench.ask(caller, `/v1/cases/${body.id}`);
        expect([caller.role, seen.status]).to.deep.equal([caller.role, 200]);
        expect(seen.body).to.deep.equal(answers);
      }
      for (const caller of [otherBank, otherSecretary, arbitrator, otherUser]) {
        const seen = await bench.ask(caller, `/v1/cases/${body.id}`);
        expect([caller.id, seen.status, seen.body.code]).to.deep.equal([caller.id, 404, 'NOT_FOUND']);
      }
    });
  });

  describe('lists', () => {
    const ids = (answer: { body: object }) =>
      (answer.body as { items: { id: string }[] }).items.map(({ id }) => id);

    it('hold the caller’s cases alone, as do the numbers', async () => {
      const { body } = await bench.draft({ agreement });
      await bench.step(bank, body.id, 1, 'open');
      const mine = await bench.ask(bank, '/v1/cases?limit=100');
      expect(ids(mine)).to.include(body.id);
      for (const caller of [otherBank, otherSecretary, arbitrator, otherUser]) {
        expect(ids(await bench.ask(caller, '/v1/cases')), caller.id).to.deep.equal([]);
        expect((await bench.ask(caller, '/v1/cases/summary')).body.total, caller.id).to.equal(0);
      }
      const opened = ids(await bench.ask(bank, '/v1/cases?state=opened&limit=100'));
      for (const caller of [secretary, user]) {
        expect(ids(await bench.ask(caller, '/v1/cases?limit=100')), caller.role).to.have.members(opened);
        const { body: counts } = await bench.ask(caller, '/v1/cases/summary');
        expect(counts.total).to.equal(opened.length);
        expect(counts.by_state).to.include({ opened: opened.length, draft: 0 });
      }
    });

    it('are filtered, sorted and paged', async () => {
      const dear = { ...(caseInput().claim as object), principal: '180000.00', total: '182710.20' };
      const { body } = await bench.draft({ claim: dear });
      const byAmount = await bench.ask(bank, '/v1/cases?sort=amount&limit=1');
      expect(ids(byAmount)).to.deep.equal([body.id]);
      expect(ids(await bench.ask(bank, `/v1/cases?search=${body.id.slice(0, 20)}&limit=100`))).to.include(
        body.id,
      );
      expect(ids(await bench.ask(bank, '/v1/cases?loan=LN-FUTURE'))).to.have.length(1);
      expect(ids(await bench.ask(bank, '/v1/cases?loan=LN-NOWHERE'))).to.deep.equal([]);
      expect(ids(await bench.ask(bank, '/v1/cases?search=LN-FUTURE'))).to.have.length(1);
      expect(ids(await bench.ask(bank, '/v1/cases?search=LN-FUTUR'))).to.deep.equal([]);
      const all = ids(await bench.ask(bank, '/v1/cases?order=ascending&limit=100'));
      const paged: string[] = [];
      let cursor = '';
      do {
        const page = await bench.ask(bank, `/v1/cases?order=ascending&limit=3${cursor}`);
        paged.push(...ids(page));
        cursor = page.body.next_cursor === undefined ? '' : `&cursor=${String(page.body.next_cursor)}`;
      } while (cursor !== '');
      expect(paged).to.deep.equal(all);
      for (const query of ['limit=0', 'limit=101', 'state=odd', 'sort=name', 'cursor=*', 'q=1']) {
        expect((await bench.ask(bank, `/v1/cases?${query}`)).status, query).to.equal(400);
      }
    });
  });

  describe('in the commission’s hands', () => {
    it('the commission numbers a case, seats its tribunal and sets dates; the seated see it, and nobody else', async () => {
      const { body } = await bench.draft({ agreement });
      await bench.step(bank, body.id, 1, 'open');
      const path = `/v1/cases/${body.id}/administration`;
      const change = {
        number: '(2026)示仲字第7号',
        tribunal: [{ person: arbitrator.id, seat: 'sole' }],
        deadlines: { answer: '2026-03-20' },
      };
      const set = await bench.ask(secretary, path, change, { 'if-match': '"2"' });
      expect([set.status, set.body.revision]).to.deep.equal([200, 3]);
      expect(set.body).to.deep.include(change);
      expect((await bench.ask(arbitrator, `/v1/cases/${body.id}`)).status).to.equal(200);
      expect((await bench.ask(otherArbitrator, `/v1/cases/${body.id}`)).status).to.equal(404);
      expect((await bench.ask(bank, path, change, { 'if-match': '"3"' })).body.code).to.equal('FORBIDDEN');
      expect((await bench.ask(otherSecretary, path, change, { 'if-match': '"3"' })).status).to.equal(404);
      const two = {
        tribunal: [
          { person: 'p-1', seat: 'sole' },
          { person: 'p-2', seat: 'member' },
        ],
      };
      expect((await bench.ask(secretary, path, two, { 'if-match': '"3"' })).status).to.equal(400);
      const twice = { tribunal: ['presiding', 'member', 'member'].map((seat) => ({ person: 'p-1', seat })) };
      expect((await bench.ask(secretary, path, twice, { 'if-match': '"3"' })).status).to.equal(400);
      const stranger = await bench.ask(
        secretary,
        path,
        { tribunal: [{ person: 'nobody', seat: 'sole' }] },
        { 'if-match': '"3"' },
      );
      expect([stranger.status, stranger.body.detail]).to.deep.equal([
        400,
        '/tribunal/0/person: expected an arbitrator of this commission',
      ]);
      const found = await bench.ask(secretary, `/v1/cases?search=${encodeURIComponent('(2026)示仲')}`);
      expect((found.body.items as unknown[]).length).to.equal(1);
    });

    it('leaves a custody line for each read and each step', async () => {
      const { body } = await bench.draft({ agreement });
      await bench.step(bank, body.id, 1, 'open');
      await bench.ask(secretary, `/v1/cases/${body.id}`);
      const { body: log } = await bench.ask(bank, `/v1/custody?subject=case/${body.id}`);
      const lines = (log.items ?? log.lines) as { action: string; actor: { role: string } }[];
      expect(lines.map(({ action, actor }) => `${action} ${actor.role}`).reverse()).to.deep.equal([
        'case.drafted bank',
        'case.opened bank',
        'case.read secretary',
      ]);
      expect(JSON.stringify(lines)).to.not.include(OTHER);
    });
  });
});
