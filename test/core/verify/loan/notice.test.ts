import { expect } from 'chai';
import type { EvidenceRecord } from '../../../../core/evidence/record.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { arbitration } from '../../../../core/verify/checks/loan/arbitration.ts';
import { assignment } from '../../../../core/verify/checks/loan/assignment.ts';
import { environment } from '../../../../core/verify/checks/loan/environment.ts';
import { notice } from '../../../../core/verify/checks/loan/notice.ts';
import { provenance } from '../../../../core/verify/checks/loan/provenance.ts';
import { service } from '../../../../core/verify/checks/loan/service.ts';
import { loadSample } from '../../../../samples/index.ts';
import { runCheck } from '../../../support/content-check.ts';
import { changed, withFields, without } from '../../../support/loan-report.ts';
import { type Filing, filingsOf } from '../../../support/sample-package.ts';

let all: Filing[] = [];

before(async function () {
  this.timeout(30_000);
  all = filingsOf(await loadSample('sound-loan'));
});

/** Another item after those of the sample. */
function added(type: string, reference: string, fields: JsonObject): Filing {
  const [first] = all as [Filing];
  return { record: { ...first.record, type, reference, fields, documents: [] }, documents: [] };
}

describe('core/verify checks of service', () => {
  const on = (...changes: Parameters<typeof withFields>[]) =>
    runCheck(service, changed(all, ...changes.map(([reference, fields]) => withFields(reference, fields))));

  it('pass what was opened at a confirmed address', async () => {
    const { codes, facts } = await on();
    expect(codes).to.deep.equal([]);
    expect(facts).to.deep.include({ deliveries: 1, opened: 1, channels: ['email'] });
  });

  it('say that service is not shown where it only bounced, and that it is open where it was only sent', async () => {
    const only = changed(all, without('SERVE-02', 'SERVE-03'));
    expect((await runCheck(service, only)).codes).to.deep.equal(['not-checked SERVICE_OPEN']);
    const bounced = changed(only, withFields('SERVE-01', { event: 'bounced', reason: '550' }));
    const { codes, facts } = await runCheck(service, bounced);
    expect(codes).to.deep.equal(['failed SERVICE_NOT_SHOWN']);
    expect(facts).to.include({ state: 'bounced', reason: '550' });
  });

  it('are content with another way of delivery when one failed', async () => {
    const failed = added('SERVE', 'SERVE-09', {
      event: 'bounced',
      document: '仲裁通知书、仲裁申请书副本、证据材料、仲裁规则',
      channel: 'sms',
      address: '10000000042',
      occurred_at: '2025-06-10T09:30:00+08:00',
    });
    expect((await runCheck(service, [...all, failed])).codes).to.deep.equal([]);
  });

  it('refuse an address that was not confirmed, not for arbitration, or not shown to be the borrower’s', async () => {
    const other = { address: 'someone@example.org' };
    expect((await on(['SERVE-01', other], ['SERVE-02', other], ['SERVE-03', other])).codes).to.deep.equal([
      'failed ADDRESS_NOT_AGREED',
    ]);
    expect((await on(['SRVADDR-01', { scope: ['litigation'] }])).codes).to.deep.equal([
      'failed ADDRESS_SCOPE',
    ]);
    const addresses = [{ channel: 'email', address: 'borrower-42@example.com', control_proof: 'none' }];
    expect((await on(['SRVADDR-01', { addresses }])).codes).to.deep.equal(['failed ADDRESS_NOT_PROVEN']);
  });

  it('refuse an address that was confirmed only after the paper had been sent', async () => {
    expect((await on(['SRVADDR-01', { confirmed_at: '2025-06-10T01:30:00Z' }])).codes).to.deep.equal([]);
    expect((await on(['SRVADDR-01', { confirmed_at: '2025-06-10T01:30:01Z' }])).codes).to.deep.equal([
      'failed ADDRESS_LATE',
    ]);
  });

  it('ask for activity within three months before, to the day, where the paper was not opened', async () => {
    const arrived = changed(all, without('SERVE-03'));
    const active = (day: string | undefined) =>
      runCheck(
        service,
        changed(
          arrived,
          withFields('SERVE-01', { address_last_active: day }),
          withFields('SERVE-02', { address_last_active: day }),
        ),
      );
    expect((await active('2025-03-10')).codes).to.deep.equal([]);
    expect((await active('2025-03-09')).codes).to.deep.equal(['failed ADDRESS_NOT_ACTIVE']);
    expect((await active(undefined)).codes).to.deep.equal(['not-checked ACTIVITY_NOT_SHOWN']);
  });

  it('stay open without a confirmation of addresses, or without any service', async () => {
    expect((await runCheck(service, changed(all, without('SRVADDR-01')))).codes).to.deep.equal([
      'not-checked NOT_FILED',
    ]);
    const none = changed(all, without('SERVE-01', 'SERVE-02', 'SERVE-03'));
    expect((await runCheck(service, none)).codes).to.deep.equal(['not-checked NOT_FILED']);
  });
});

describe('core/verify checks of notice', () => {
  const on = (fields: Parameters<typeof withFields>[1]) =>
    runCheck(notice, changed(all, withFields('ACCEL-01', fields)));

  it('pass what was delivered or read', async () => {
    for (const result of ['delivered', 'read']) expect((await on({ result })).codes).to.deep.equal([]);
  });

  it('refuse what bounced or failed, leave open what was only sent', async () => {
    for (const result of ['bounced', 'failed'])
      expect((await on({ result })).codes).to.deep.equal(['failed NOTICE_BOUNCED']);
    expect((await on({ result: 'sent' })).codes).to.deep.equal(['not-checked NOTICE_OPEN']);
  });

  it('refuse a notice after the day that it declares', async () => {
    expect((await on({ due_date: '2025-04-21' })).codes).to.deep.equal([]);
    expect((await on({ due_date: '2025-04-20' })).codes).to.deep.equal(['failed NOTICE_LATE']);
  });

  it('count a second notice that arrived', async () => {
    const again = added('ACCEL', 'ACCEL-02', {
      notice_time: '2025-04-22T10:00:00+08:00',
      due_date: '2025-04-28',
      result: 'delivered',
      channel: 'sms',
    });
    const bounced = changed(all, withFields('ACCEL-01', { result: 'bounced' }));
    expect((await runCheck(notice, [...bounced, again])).codes).to.deep.equal([]);
  });
});

describe('core/verify checks of the arbitration agreement', () => {
  const on = (fields: Parameters<typeof withFields>[1], request: Parameters<typeof withFields>[1] = {}) =>
    runCheck(arbitration, changed(all, withFields('ARBAG-01', fields), withFields('CLAIM-01', request)));

  it('pass the exact full name only', async () => {
    expect((await on({})).codes).to.deep.equal([]);
    for (const commission_name of ['广州市仲裁委员会', '广州仲裁委', ' 广州仲裁委员会', '广州仲裁中心']) {
      const { codes, facts } = await on({ commission_name }, { commission_name });
      expect(codes, commission_name).to.deep.equal(['failed COMMISSION_NAME']);
      expect(facts.expected).to.deep.equal(['广州仲裁委员会']);
    }
  });

  it('leave open a name that the rule set does not know', async () => {
    const commission_name = '某某仲裁委员会';
    expect((await on({ commission_name }, { commission_name })).codes).to.deep.equal([
      'not-checked COMMISSION_UNKNOWN',
    ]);
  });

  it('refuse a request to another commission, or before the loan was overdue', async () => {
    expect((await on({}, { commission_name: '北京仲裁委员会' })).codes).to.deep.equal([
      'failed COMMISSION_DIFFERS',
    ]);
    expect((await on({}, { filed_at: '2025-02-09T10:00:00+08:00' })).codes).to.deep.equal([
      'failed BEFORE_DISPUTE',
    ]);
  });

  it('refuse what was not acknowledged separately, not agreed for online, or between others', async () => {
    expect((await on({ separate_acknowledgement: false })).codes).to.deep.equal(['failed NOT_ACKNOWLEDGED']);
    expect((await on({ online_procedure: false })).codes).to.deep.equal(['failed ONLINE_NOT_AGREED']);
    const parties = [
      { role: '贷款人', name: '示例银行股份有限公司' },
      { role: '借款人', name: '别人' },
    ];
    expect((await on({ parties })).codes).to.deep.equal(['failed PARTY_DIFFERS']);
  });
});

describe('core/verify checks of standing', () => {
  const assign = (
    n: number,
    assignor: string,
    assignee: string,
    notice_result: string | undefined = 'delivered',
  ) =>
    added('ASSIGN', `ASSIGN-0${n}`, {
      assignor,
      assignee,
      agreement_number: `ZR-${n}`,
      claim: { amount: '1.00', currency: 'CNY' },
      assigned_at: `2025-05-0${n}T10:00:00+08:00`,
      ...(notice_result === undefined ? {} : { notice_result, notice_channel: 'sms' }),
    });
  const on = (claimant: string, ...assignments: Filing[]) =>
    runCheck(assignment, [...changed(all, withFields('CLAIM-01', { claimant })), ...assignments]);
  const BANK = '示例银行股份有限公司';

  it('pass the lender, and whoever holds the claim by an unbroken chain with notice, in whatever order it is filed', async () => {
    expect((await on(BANK)).codes).to.deep.equal([]);
    expect(
      (await on('乙公司', assign(2, '甲公司', '乙公司'), assign(1, BANK, '甲公司', 'read'))).codes,
    ).to.deep.equal([]);
  });

  it('refuse another claimant, and a broken chain', async () => {
    expect((await on('甲公司')).codes).to.deep.equal(['failed STANDING_NOT_SHOWN']);
    expect(
      (await on('丙公司', assign(1, BANK, '甲公司'), assign(2, '乙公司', '丙公司'))).codes,
    ).to.deep.equal(['failed ASSIGNMENT_BROKEN']);
    expect((await on(BANK, assign(1, BANK, '甲公司'))).codes).to.deep.equal(['failed STANDING_NOT_SHOWN']);
  });

  it('refuse an assignment of which the borrower was not told, leave open one only sent', async () => {
    for (const result of ['bounced', undefined])
      expect((await on('甲公司', added('X', 'X', {}), assignWith(result))).codes).to.deep.equal([
        'failed ASSIGNMENT_NOT_NOTIFIED',
      ]);
    expect((await on('甲公司', assignWith('sent'))).codes).to.deep.equal(['not-checked NOTICE_OPEN']);
    function assignWith(result: string | undefined) {
      return result === undefined ? unnotified() : assign(1, BANK, '甲公司', result);
    }
    function unnotified(): Filing {
      const filing = assign(1, BANK, '甲公司');
      const { notice_result: _, ...fields } = filing.record.fields as JsonObject;
      return { ...filing, record: { ...filing.record, fields } };
    }
  });
});

describe('core/verify checks of source and environment', () => {
  const with_ = (provenance_: EvidenceRecord['provenance']) =>
    all.map((filing, index) =>
      index === 0 ? { ...filing, record: { ...filing.record, provenance: provenance_ } } : filing,
    );
  const first = () =>
    (all[0] as Filing).record.provenance as Extract<EvidenceRecord['provenance'], { class: 'sourced' }>;

  it('pass where every item states its source', async () => {
    expect((await runCheck(provenance, all)).codes).to.deep.equal([]);
    expect((await runCheck(environment, all)).codes).to.deep.equal([]);
  });

  it('show a bare hash as such', async () => {
    const filings = with_({ class: 'bare-hash' });
    expect((await runCheck(provenance, filings)).codes).to.deep.equal(['not-checked BARE_HASH']);
    expect((await runCheck(environment, filings)).codes).to.deep.equal(['not-checked DEPENDS_ON']);
  });

  it('refuse a failed self-check and a clock that was not set; leave open what is not said', async () => {
    const { selfCheck, ...rest } = first();
    const cases = [
      [{ ...first(), selfCheck: { ...selfCheck!, result: 'failed' as const } }, 'failed SELF_CHECK_FAILED'],
      [rest, 'not-checked SELF_CHECK_NOT_GIVEN'],
      [{ ...first(), clock: { state: 'unsynchronised' as const } }, 'failed CLOCK_UNSYNCHRONISED'],
      [{ ...first(), clock: { state: 'unknown' as const } }, 'not-checked CLOCK_UNKNOWN'],
    ] as const;
    for (const [source, code] of cases)
      expect((await runCheck(environment, with_(source))).codes).to.deep.equal([code]);
  });

  it('never pass over withheld items', async () => {
    for (const check of [provenance, environment])
      expect((await runCheck(check, all, { hidden: [3, 4] })).codes).to.deep.equal([
        'not-checked ITEMS_WITHHELD',
      ]);
  });
});
