/** Schedule and annex as files: what stands in them, who gets them, and the lines that taking them leaves. */

import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
import { ServiceError } from '../../../server/errors.ts';
import { shownAs, testSessions } from '../../support/access.ts';
import {
  arbitrator,
  bank,
  type CaseBench,
  caseBench,
  otherArbitrator,
  secretary,
  user,
} from '../../support/cases.ts';

const TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv',
} as const;
const money = (amount: string) => ({ amount, currency: 'CNY' });

describe('the papers of a case', () => {
  let bench: CaseBench;
  let id: string;
  let repayment: string;
  let fresh = true;
  before(async () => {
    const sessions = {
      ...testSessions,
      demandFresh: async () => {
        if (!fresh) throw new ServiceError('STEP_UP_NEEDED', 'prove that you are there');
      },
    };
    bench = await caseBench({ app: { sessions } });
    const agreement = await bench.file('ARBAG');
    await bench.file('CONTRACT');
    await bench.file('DISB');
    const instalments = [
      { number: 1, due: '2025-04-01', principal: money('2340.10'), interest: money('360.00') },
      { number: 2, due: '2025-05-01', principal: money('26579.90'), interest: money('318.96') },
    ];
    await bench.file('SCHED', {
      version: 1,
      valid_from: '2025-03-01',
      method: 'equal-instalment',
      instalments,
    });
    repayment = await bench.file('REPAY');
    await bench.file('OVERDUE');
    await bench.file('CALC');
    id = (await bench.draft({ agreement })).body.id;
    await bench.step(bank, id, 1, 'open');
    const tribunal = [{ person: arbitrator.id, seat: 'sole' }];
    await bench.ask(secretary, `/v1/cases/${id}/administration`, { tribunal }, { 'if-match': '"2"' });
  });
  after(() => bench.stop());

  const take = async (kind: string, form: keyof typeof TYPES, caller = arbitrator) => {
    const shown = shownAs(caller).headers as Record<string, string>;
    const answer = await fetch(`${bench.api.url}/v1/cases/${id}/${kind}`, {
      headers: { ...shown, accept: TYPES[form] },
    });
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  const docxText = (bytes: Uint8Array) =>
    strFromU8(unzipSync(bytes)['word/document.xml']!).replace(/<[^>]+>/g, ' ');
  const mark = (ruling: string, reason: string) =>
    bench.ask(arbitrator, `/v1/cases/${id}/marks`, { item: repayment, mark: ruling, reason });

  it('come as PDF and as DOCX, named for what they are', async () => {
    for (const kind of ['schedule', 'annex']) {
      const pdf = await take(kind, 'pdf');
      expect(pdf.answer.headers.get('content-type')).to.equal(TYPES.pdf);
      expect(Buffer.from(pdf.bytes.subarray(0, 5)).toString()).to.equal('%PDF-');
      const docx = await take(kind, 'docx');
      expect(docx.answer.headers.get('content-type')).to.equal(TYPES.docx);
      expect(docx.answer.headers.get('content-disposition')).to.include(`${kind}-${id}.docx`);
      expect(Object.keys(unzipSync(docx.bytes))).to.include.members([
        'word/document.xml',
        '[Content_Types].xml',
      ]);
    }
  });

  it('the schedule has digests, rulings and reasons in both languages, and page numbers', async () => {
    await mark('excluded', '无法核对原件，<不予采信>');
    const { bytes } = await take('schedule', 'docx');
    const text = docxText(bytes);
    for (const part of [
      '证据目录',
      'Schedule of evidence',
      '还款记录',
      '排除',
      'excluded',
      '无法核对原件，&lt;不予采信&gt;',
    ]) {
      expect(text, part).to.include(part);
    }
    expect(strFromU8(unzipSync(bytes)['word/footer1.xml']!)).to.include('NUMPAGES');
  });

  it('the annex computes from what is not excluded, says the formulas, and names what it left out', async () => {
    const without = docxText((await take('annex', 'docx')).bytes);
    expect(without).to.include('28,920.00').and.include('无法核对原件');
    expect(without).to.include('本金 = 实际出借 28,920.00 − 已还本金 0.00 = 28,920.00');
    await mark('admitted', '已核对原件');
    const whole = docxText((await take('annex', 'docx')).bytes);
    expect(whole).to.include('26,579.90').and.not.include('无法核对原件');
    expect(whole).to.include('a day until paid');
    const { body } = await bench.ask(arbitrator, `/v1/cases/${id}/annex`);
    const lines = body.lines as { item: string; amount: string }[];
    expect(lines.find(({ item }) => item === 'recomputed_principal')?.amount).to.equal('26579.90');
    expect((body.tables as { id: string }[]).map((table) => table.id)).to.deep.equal([
      'claim',
      'formula',
      'account',
    ]);
    const csv = Buffer.from((await take('annex', 'csv')).bytes).toString();
    expect(csv).to.include('recomputed_total').and.include('公式 formula');
  });

  it('are the parties’ too, and nobody else’s; each leaves a line with its digest', async () => {
    expect((await take('annex', 'pdf', user)).answer.status).to.equal(200);
    expect((await take('annex', 'pdf', otherArbitrator)).answer.status).to.equal(404);
    expect((await take('schedule', 'docx', otherArbitrator)).answer.status).to.equal(404);
    const { body } = await bench.ask(bank, `/v1/custody?subject=case/${id}&limit=500`);
    const lines = (
      body.items as unknown as { action: string; facts: { form: string; sha256: string } }[]
    ).filter(({ action }) => action.endsWith('-exported'));
    expect(lines.map(({ action, facts }) => `${action} ${facts.form}`)).to.include.members([
      'case.schedule-exported pdf',
      'case.schedule-exported docx',
      'case.annex-exported csv',
    ]);
    for (const { facts } of lines) expect(facts.sha256).to.match(/^[0-9a-f]{64}$/);
  });

  it('ask a person for fresh proof of presence; reading on the screen does not', async () => {
    fresh = false;
    for (const form of ['pdf', 'docx', 'csv'] as const) {
      const { answer, bytes } = await take('schedule', form);
      expect(answer.status).to.equal(403);
      expect((JSON.parse(Buffer.from(bytes).toString()) as { code: string }).code).to.equal('STEP_UP_NEEDED');
    }
    expect((await bench.ask(arbitrator, `/v1/cases/${id}/schedule`)).status).to.equal(200);
    fresh = true;
  });
});
