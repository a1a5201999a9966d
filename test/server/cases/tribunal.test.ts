/** The tribunal's desk: notes, questions, rulings, schedule, annex, assignments. */
import { expect } from 'chai';
import { WORK } from '../../../server/usecases/cases/work.ts';
import { shownAs } from '../../support/access.ts';
import {
  arbitrator,
  bank,
  type CaseBench,
  caseBench,
  LOAN,
  otherArbitrator,
  otherBank,
  recordFor,
  secretary,
  user,
} from '../../support/cases.ts';

describe('the tribunal’s desk', () => {
  let bench: CaseBench;
  let id: string;
  let disbursement: string;
  let repayment: string;
  let elsewhere: string;
  before(async () => {
    bench = await caseBench();
    const agreement = await bench.file('ARBAG');
    disbursement = await bench.file('DISB');
    await bench.file('OVERDUE');
    repayment = await bench.file('REPAY');
    await bench.file('CALC');
    elsewhere = await bench.file('DISB', {}, 'LN-ELSEWHERE');
    id = (await bench.draft({ agreement })).body.id;
    await bench.step(bank, id, 1, 'open');
    const tribunal = [
      { person: arbitrator.id, seat: 'presiding' },
      { person: 'p-2', seat: 'member' },
      { person: 'p-3', seat: 'member' },
    ];
    await bench.ask(secretary, `/v1/cases/${id}/administration`, { tribunal }, { 'if-match': '"2"' });
  });
  after(() => bench.stop());

  const at = (part: string) => `/v1/cases/${id}/${part}`;
  const items = (answer: { body: object }) => (answer.body as { items: Record<string, unknown>[] }).items;
  const colleague = { ...arbitrator, id: 'p-2' };

  it('reads the evidence of the loan, which nobody outside of the case does', async () => {
    for (const caller of [arbitrator, secretary, user]) {
      expect((await bench.ask(caller, `/v1/evidence/${disbursement}`)).status, caller.role).to.equal(200);
      expect((await bench.ask(caller, `/v1/loans/${LOAN}/evidence`)).status, caller.role).to.equal(200);
      expect((await bench.ask(caller, `/v1/evidence/${elsewhere}`)).status, caller.role).to.equal(404);
      expect((await bench.ask(caller, '/v1/loans/LN-ELSEWHERE/evidence')).status, caller.role).to.equal(404);
    }
    for (const caller of [otherArbitrator, otherBank]) {
      expect((await bench.ask(caller, `/v1/evidence/${disbursement}`)).status, caller.id).to.equal(404);
      expect((await bench.ask(caller, `/v1/loans/${LOAN}/evidence`)).status, caller.id).to.equal(404);
    }
  });

  it('keeps notes: one’s own, and those for the tribunal; the parties see none', async () => {
    const own = await bench.ask(arbitrator, at('notes'), { text: '需核对到账', item: disbursement });
    expect([own.status, own.body.shared]).to.deep.equal([201, 'own']);
    await bench.ask(arbitrator, at('notes'), { text: '合议要点', shared: 'tribunal' });
    const texts = async (caller: typeof arbitrator) =>
      items(await bench.ask(caller, at('notes'))).map(({ text }) => text);
    expect(await texts(arbitrator)).to.have.members(['需核对到账', '合议要点']);
    expect(await texts(colleague)).to.deep.equal(['合议要点']);
    expect(await texts(secretary)).to.deep.equal(['合议要点']);
    for (const party of [bank, user]) {
      expect((await bench.ask(party, at('notes'))).status).to.equal(403);
      expect((await bench.ask(party, at('notes'), { text: 'x' })).status).to.equal(403);
    }
    expect((await bench.ask(otherArbitrator, at('notes'))).status).to.equal(404);
    const foreign = await bench.ask(arbitrator, at('notes'), { text: 'x', item: elsewhere });
    expect([foreign.status, foreign.body.code]).to.deep.equal([404, 'NOT_FOUND']);
    expect((await bench.ask(arbitrator, at('notes'), { text: '' })).status).to.equal(400);
    const lines = JSON.stringify((await bench.ask(bank, `/v1/custody?subject=case/${id}&limit=500`)).body);
    expect(lines, 'the bank does not see that it is written')
      .to.include('case.opened')
      .and.not.include('note');
    const theirs = JSON.stringify((await bench.ask(secretary, `/v1/custody?subject=case/${id}`)).body);
    expect(theirs).to.include('case.note-written');
    const stored = await bench.api.documents.list(WORK, { index: 'case', limit: 50 });
    expect(JSON.stringify(stored)).to.not.include('需核对到账');
  });

  it('asks the parties; each answers what is put to it', async () => {
    const asked = await bench.ask(arbitrator, at('questions'), {
      text: '到账金额为何少于合同金额？',
      item: disbursement,
      to: 'claimant',
      due: '2026-03-20',
    });
    expect(asked.status).to.equal(201);
    const { body: record } = await bench.ask(bank, `/v1/evidence/${String(asked.body.evidence)}`);
    expect(record).to.include({ type: 'REC' });
    expect((record.record as { fields: object }).fields).to.include({
      kind: 'question',
      summary: `→ claimant [${disbursement}]: 到账金额为何少于合同金额？`,
    });
    const replies = at(`questions/${asked.body.id}/replies`);
    const reply = { text: '预扣利息', evidence: disbursement };
    expect((await bench.ask(user, replies, reply)).status).to.equal(404);
    expect((await bench.ask(arbitrator, replies, reply)).status).to.equal(403);
    expect((await bench.ask(bank, replies, { ...reply, evidence: elsewhere })).status).to.equal(404);
    const [first, second] = await Promise.all([
      bench.ask(bank, replies, reply),
      bench.ask(bank, replies, { text: '补充说明' }),
    ]);
    expect([first.status, second.status]).to.deep.equal([201, 201]);
    for (const caller of [bank, user, secretary, arbitrator]) {
      const [question] = items(await bench.ask(caller, at('questions')));
      expect((question!.replies as { text: string }[]).map(({ text }) => text)).to.have.members([
        '预扣利息',
        '补充说明',
      ]);
    }
    expect((await bench.ask(otherBank, at('questions'))).status).to.equal(404);
    expect((await bench.ask(bank, at('questions'), { text: 'x', to: 'both' })).status).to.equal(403);
  });

  it('admits and excludes items with a reason; the last word stands, and each is in the log', async () => {
    const mark = (item: string, ruling: string, reason = '无法核对原件') =>
      bench.ask(arbitrator, at('marks'), { item, mark: ruling, reason });
    expect((await mark(repayment, 'admitted')).status).to.equal(201);
    const last = await mark(repayment, 'excluded');
    expect((await mark(elsewhere, 'admitted')).status).to.equal(404);
    expect((await mark(repayment, 'maybe')).status).to.equal(400);
    expect((await mark(repayment, 'admitted', '')).status).to.equal(400);
    expect(
      (await bench.ask(user, at('marks'), { item: repayment, mark: 'admitted', reason: 'x' })).status,
    ).to.equal(403);
    const marks = items(await bench.ask(user, at('marks')));
    expect(marks).to.have.length(1);
    expect(marks[0]).to.include({ item: repayment, mark: 'excluded', evidence: last.body.evidence });
    const { body } = await bench.ask(bank, `/v1/loans/${LOAN}/evidence?limit=100`);
    const orders = (body.items as { type: string }[]).filter(({ type }) => type === 'REC');
    expect(orders.length, 'a question and two rulings').to.equal(3);
  });

  it('gives the schedule of evidence, as JSON and CSV', async () => {
    const rows = items(await bench.ask(arbitrator, at('schedule')));
    expect(rows.map(({ number }) => number)).to.deep.equal(rows.map((_, i) => i + 1));
    const row = rows.find(({ evidence }) => evidence === repayment);
    expect(row).to.include({ type: 'REPAY', mark: 'excluded', reason: '无法核对原件', signed_by: 'service' });
    expect(rows.find(({ evidence }) => evidence === disbursement)).to.include({ questions: 1, mark: 'none' });
    const headers = { ...(shownAs(arbitrator).headers as Record<string, string>), accept: 'text/csv' };
    const answer = await fetch(`${bench.api.url}${at('schedule')}`, { headers });
    const text = await answer.text();
    expect(answer.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).to.include(`schedule-${id}.csv`);
    expect(text.trimEnd().split('\r\n')).to.have.length(rows.length + 1);
    const other = await fetch(`${bench.api.url}${at('schedule')}`, {
      headers: { ...headers, accept: 'image/png' },
    });
    expect(other.status).to.equal(406);
  });

  it('computes the annex from what counts, and says from what', async () => {
    const { body } = await bench.ask(arbitrator, at('annex'));
    const lines = new Map(
      (body.lines as { item: string; amount: string; sources: string[] }[]).map((line) => [line.item, line]),
    );
    const amounts = Object.fromEntries([...lines].map(([item, { amount }]) => [item, amount]));
    expect(amounts).to.deep.equal({
      contracted: '30000.00',
      disbursed: '28920.00',
      deducted_in_advance: '1080.00',
      repaid: '0.00',
      disbursed_less_repaid: '28920.00',
      claimed_principal: '18000.00',
      claimed_interest: '900.00',
      claimed_default_interest: '310.20',
      claimed_fees: '0.00',
      claimed_costs: '1500.00',
      claimed_total: '20710.20',
    });
    expect(lines.get('disbursed')?.sources).to.deep.equal([disbursement]);
    expect(body).to.deep.include({ excluded: [repayment], claim_matches_calculation: true, currency: 'CNY' });
    await bench.ask(arbitrator, at('marks'), { item: repayment, mark: 'admitted', reason: '已核对原件' });
    const again = await bench.ask(arbitrator, at('annex'));
    const repaid = (again.body.lines as { item: string; amount: string }[]).find(
      ({ item }) => item === 'repaid',
    );
    expect(repaid?.amount).to.equal('2700.10');
    expect((await bench.ask(otherBank, at('annex'))).status).to.equal(404);
  });

  it('follows the claim from creditor to creditor', async () => {
    const assign = (over: object, key: string, caller = bank) =>
      bench.ask(
        caller,
        at('assignments'),
        {
          assignor: '示例银行',
          assignee: '甲资产公司',
          agreement_number: 'ZR-1',
          claim: '20710.20',
          assigned_at: '2026-03-10T10:00:00+08:00',
          ...over,
        },
        { 'idempotency-key': key },
      );
    const notice = { channel: 'sms', time: '2026-03-10T11:00:00+08:00', result: 'delivered' };
    const first = await assign({ notice }, 'a-1');
    expect(first.status).to.equal(201);
    expect(first.body).to.include({ unbroken: true, creditor: '甲资产公司' });
    expect((await assign({ notice }, 'a-1')).body, 'the same again').to.deep.equal(first.body);
    const stranger = await assign({ assignor: '丙公司', assignee: '丁公司' }, 'a-2');
    expect([stranger.status, stranger.body.facts]).to.deep.equal([
      409,
      { unmet: ['assignor-is-creditor'], links: 1 },
    ]);
    const second = await assign(
      { assignor: '甲资产公司', assignee: '乙公司', assignee_organisation: otherBank.organisation },
      'a-3',
    );
    const links = second.body.links as { assignee: string; notified: boolean }[];
    expect(links.map(({ assignee, notified }) => [assignee, notified])).to.deep.equal([
      ['甲资产公司', true],
      ['乙公司', false],
    ]);
    expect((await bench.ask(otherBank, `/v1/cases/${id}`)).status, 'the new creditor sees the case').to.equal(
      200,
    );
    expect((await assign({}, 'a-4', user)).status).to.equal(403);
    const nobody = await assign({ assignor: '乙公司', assignee_organisation: 'nobody' }, 'a-6');
    expect([nobody.status, nobody.body.code]).to.deep.equal([400, 'REQUEST_INVALID']);
    // One that names no link before it breaks the chain.
    await bench.ask(
      bank,
      '/v1/evidence',
      {
        record: {
          ...recordFor('ASSIGN'),
          loan: LOAN,
          fields: {
            assignor: '示例银行',
            assignee: '戊公司',
            agreement_number: 'ZR-9',
            claim: { amount: '1.00', currency: 'CNY' },
            assigned_at: '2026-03-12T10:00:00+08:00',
          },
        },
      },
      { 'idempotency-key': 'broken' },
    );
    const chain = await bench.ask(arbitrator, at('assignments'));
    expect(chain.body.unbroken).to.equal(false);
    const after = await assign({ assignor: '戊公司', assignee: '己公司' }, 'a-5');
    expect(after.body.facts).to.deep.equal({ unmet: ['chain-unbroken'], links: 3 });
  });
});
