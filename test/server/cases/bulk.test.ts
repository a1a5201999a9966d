/** A thousand cases from one NDJSON, each line answered for itself. */
import { expect } from 'chai';
import { bulkHandler } from '../../../server/usecases/cases/bulk.ts';
import { shownAs } from '../../support/access.ts';
import { bank, type CaseBench, caseBench, caseInput, otherBank, secretary } from '../../support/cases.ts';

const LOANS = 20;
const CASES = 1000;

interface Line {
  readonly line: number;
  readonly status: number;
  readonly case?: string;
  readonly state?: string;
  readonly problem?: { readonly code: string; readonly facts: Record<string, unknown> };
}

describe('cases in bulk', function () {
  this.timeout(120_000);
  let bench: CaseBench;
  const agreements: string[] = [];
  before(async () => {
    bench = await caseBench();
    for (let i = 0; i < LOANS; i++) {
      agreements.push(await bench.file('ARBAG', {}, `LN-BULK-${i}`));
      if (i > 0) await bench.file('OVERDUE', {}, `LN-BULK-${i}`);
    }
  });
  after(() => bench.stop());

  const post = (body: string, caller = bank, type = 'application/x-ndjson') =>
    fetch(`${bench.api.url}/v1/cases/bulk`, {
      method: 'POST',
      headers: { ...(shownAs(caller).headers as Record<string, string>), 'content-type': type },
      body,
    });
  const results = async (id: string, query = 'follow=true'): Promise<Line[]> => {
    const answer = await fetch(`${bench.api.url}/v1/jobs/${id}/results?${query}`, shownAs(bank));
    expect(answer.headers.get('content-type')).to.include('application/x-ndjson');
    const text = await answer.text();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  };
  const input = (loan: number) => caseInput({ loan: `LN-BULK-${loan}`, agreement: agreements[loan] });

  it('opens a thousand, and tells of each that it did not', async () => {
    const lines = Array.from({ length: CASES }, (_, i) => JSON.stringify(input(1 + (i % (LOANS - 1)))));
    lines[3] = '{"loan":';
    lines[5] = JSON.stringify({ ...input(1), claim: { ...(input(1).claim as object), total: '1.00' } });
    lines[7] = JSON.stringify(input(0));
    lines[9] = JSON.stringify({ ...input(1), nonsense: true });
    lines[11] = JSON.stringify({ ...input(1), loan: 'LN-NOWHERE' });
    const answer = await post(`${lines.join('\n')}\n`);
    const job = (await answer.json()) as { id: string; kind: string; progress: object };
    expect([answer.status, job.kind]).to.deep.equal([202, 'cases.open']);
    expect(answer.headers.get('location')).to.equal(`/v1/jobs/${job.id}`);
    expect(job.progress).to.deep.include({ total: CASES });
    const all = await results(job.id);
    expect(all.map(({ line }) => line)).to.deep.equal(lines.map((_, i) => i + 1));
    const refused = all.filter(({ status }) => status !== 201);
    expect(refused.map(({ line, status, problem }) => [line, status, problem?.code])).to.deep.equal([
      [4, 400, 'JSON_INVALID'],
      [6, 400, 'REQUEST_INVALID'],
      [8, 409, 'CASE_GUARD_UNMET'],
      [10, 400, 'REQUEST_INVALID'],
      [12, 404, 'NOT_FOUND'],
    ]);
    expect(refused[2]?.problem?.facts.unmet).to.deep.equal(['overdue-event', 'document:OVERDUE|ACCEL']);
    expect(all.filter(({ state }) => state === 'opened').length).to.equal(CASES - 5);
    // The one that was drafted and could not be opened is named too.
    expect(refused[2]).to.deep.include({ state: 'draft' });
    expect(refused.filter((line) => line.case !== undefined)).to.have.length(1);
    expect(new Set(all.flatMap((line) => line.case ?? [])).size).to.equal(CASES - 4);
    const done = await bench.ask(bank, `/v1/jobs/${job.id}`);
    expect(done.body.result).to.deep.equal({ lines: CASES, opened: CASES - 5, refused: 5 });
    expect(done.body.progress).to.deep.equal({ done: CASES, total: CASES, note: '' });
    const { body: counts } = await bench.ask(secretary, '/v1/cases/summary');
    expect(counts.total).to.equal(CASES - 5);
    expect((await results(job.id, 'after=990')).length).to.equal(10);
  });

  it('opens no case twice when a run is repeated from its beginning', async () => {
    const lines = [input(1), input(2)].map((one) => JSON.stringify(one));
    const job = (await (await post(lines.join('\n'))).json()) as { id: string };
    const first = await results(job.id);
    const before = (await bench.ask(bank, '/v1/cases/summary')).body.total;
    const kept: unknown[] = [];
    await bulkHandler(bench.api.deps.cases).run({
      job: (await bench.api.deps.jobs.get(job.id))!,
      input: lines.map((line, i) => ({ number: i + 1, content: contentOf(line) })) as never,
      checkpoint: undefined,
      signal: new AbortController().signal,
      report: () => undefined,
      save: async () => undefined,
      keepLine: async ({ value }) => void kept.push(value.case),
    });
    expect(kept).to.have.members(first.map((line) => line.case));
    expect((await bench.ask(bank, '/v1/cases/summary')).body.total).to.equal(before);
  });

  it('refuses what is no bulk', async () => {
    const refused = async (answer: Response) => [
      answer.status,
      ((await answer.json()) as { code: string }).code,
    ];
    expect(await refused(await post(''))).to.deep.equal([400, 'REQUEST_INVALID']);
    expect(await refused(await post('{}', bank, 'application/json'))).to.deep.equal([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
    expect(await refused(await post('{}\n'.repeat(2001)))).to.deep.equal([413, 'PAYLOAD_TOO_LARGE']);
    expect(await refused(await post(`"${'x'.repeat(70_000)}"\n`))).to.deep.equal([413, 'PAYLOAD_TOO_LARGE']);
    expect(await refused(await post('{}', secretary))).to.deep.equal([403, 'FORBIDDEN']);
  });

  it('shows a job to nobody else, and its results neither', async () => {
    const job = (await (await post(JSON.stringify(input(1)))).json()) as { id: string };
    await results(job.id);
    expect((await bench.ask(otherBank, `/v1/jobs/${job.id}`)).status).to.equal(404);
    expect((await bench.ask(otherBank, `/v1/jobs/${job.id}/results`)).status).to.equal(404);
    expect(((await bench.ask(otherBank, '/v1/jobs')).body.items as unknown[]).length).to.equal(0);
    expect(((await bench.ask(bank, '/v1/jobs?kind=cases.open')).body.items as unknown[]).length).to.equal(3);
    const late = await bench.ask(bank, `/v1/jobs/${job.id}/cancel`, {});
    expect([late.status, late.body.code]).to.deep.equal([409, 'JOB_FINISHED']);
  });
});

/** As the route reads a line. */
function contentOf(line: string): unknown {
  type Members = Record<string, unknown>;
  const { commission_name: commissionName, claim, dispute, ...rest } = JSON.parse(line) as Members;
  const { default_interest: defaultInterest, cut_off: cutOff, ...amounts } = claim as Members;
  const { stated_at: statedAt, ...stated } = dispute as Members;
  const claimed = { ...amounts, defaultInterest, cutOff };
  return { ...rest, commissionName, claim: claimed, dispute: { ...stated, statedAt } };
}
