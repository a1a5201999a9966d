/** Default, claim and the case: dunning, arrears, acceleration, calculation, request, service, answer. */
import { at } from '../calendar.ts';
import { ACCELERATION_CLAUSE } from '../documents/contract.ts';
import { claimFormula, facts, requests } from '../documents/default-papers.ts';
import { SERVICE_PLATFORM } from '../documents/names.ts';
import { amount, cents } from '../money.ts';
import { jsonDocument, type SampleItem, textDocument } from '../sample-item.ts';
import { borrower, claimAgent, collector, lender, servicePlatform } from '../sources.ts';
import { type Context, item, reference, sha256 } from './context.ts';

function address({ loan: { data } }: Context, channel: string): string {
  const { email, mobile, address: postal } = data.borrower;
  if (channel === 'email') return email;
  return channel === 'post' ? postal : mobile;
}

function dunning(context: Context): SampleItem[] {
  const { data } = context.loan;
  return data.dunning.map(({ on, clock, channel, result, promisedFor, text }, index) => {
    const content = textDocument(`催收内容-${index + 1}.txt`, text);
    return item({
      type: 'DUN',
      number: index + 1,
      filedBy: 'bank',
      from: 'collections',
      upstream: `CS-${data.loan}-${index + 1}`,
      time: at(on, clock),
      actors: [collector, borrower(data)],
      fields: {
        channel,
        demanded_at: at(on, clock),
        number: address(context, channel),
        content_sha256: sha256(content),
        result,
        ...(promisedFor === undefined ? {} : { promised_for: promisedFor }),
        agent: '示例银行贷后管理部',
        authorisation: '贷款人自行催收',
      },
      documents: [content],
    });
  });
}

function arrears(context: Context): SampleItem {
  const { data, overdue } = context.loan;
  return item({
    type: 'OVERDUE',
    filedBy: 'bank',
    from: 'core',
    upstream: `YQ-${data.loan}`,
    time: at(data.overdueAsOf, '23:30:00'),
    actors: [lender(data), borrower(data)],
    fields: {
      overdue_since: overdue.since,
      as_of: data.overdueAsOf,
      instalments: overdue.instalments,
      principal_overdue: amount(overdue.principal),
      interest_overdue: amount(overdue.interest),
      default_interest: amount(overdue.defaultInterest),
      days_overdue: overdue.days,
      schedule_reference: reference('SCHED'),
    },
    documents: [context.paper('overdue')],
  });
}

function acceleration(context: Context): SampleItem {
  const { data, accelerated } = context.loan;
  const { on, clock, channel, result, dueDate } = data.acceleration;
  return item({
    type: 'ACCEL',
    filedBy: 'bank',
    from: 'collections',
    upstream: `TQDQ-${data.loan}`,
    time: at(on, clock),
    actors: [lender(data), borrower(data)],
    fields: {
      clause: ACCELERATION_CLAUSE,
      overdue_reference: reference('OVERDUE'),
      notice_time: at(on, clock),
      channel,
      address: address(context, channel),
      result,
      due_date: dueDate,
      amount_due: amount(accelerated),
      text_sha256: sha256(context.paper('acceleration')),
    },
    documents: [context.paper('acceleration')],
  });
}

function calculation(context: Context, inputs: readonly string[]): SampleItem {
  const { loan } = context;
  const { data, claim, total } = loan;
  return item({
    type: 'CALC',
    filedBy: 'bank',
    from: 'legal',
    upstream: `JS-${data.loan}`,
    time: at(data.claim.cutOff, '18:00:00'),
    actors: [lender(data), claimAgent],
    fields: {
      principal: amount(claim.principal),
      interest: amount(claim.interest),
      default_interest: amount(claim.defaultInterest),
      fees: amount(0n),
      costs: amount(cents(data.claim.costs)),
      total: amount(total),
      cut_off: data.claim.cutOff,
      default_annual_rate: data.terms.defaultRate,
      formula: claimFormula(loan),
      inputs,
    },
    documents: [context.paper('calculation')],
  });
}

function request(context: Context, evidence: readonly string[]): SampleItem {
  const { loan } = context;
  const { data } = loan;
  const filed = at(data.claim.filed, '10:12:00');
  return item({
    type: 'CLAIM',
    filedBy: 'bank',
    from: 'legal',
    upstream: `SQ-${data.loan}`,
    time: filed,
    actors: [lender(data), borrower(data), claimAgent],
    fields: {
      claimant: data.lender.name,
      respondent: data.borrower.name,
      commission_name: data.commission,
      claims: requests(loan),
      facts: facts(loan),
      evidence,
      agent: '赵代理',
      agent_powers: '一般授权',
      filed_at: filed,
    },
    documents: [context.paper('request')],
  });
}

function service(context: Context): SampleItem[] {
  const { data } = context.loan;
  const last = data.service.length - 1;
  return data.service.map(({ on, clock, event, reason }, index) => {
    const fields = {
      event,
      document: '仲裁通知书、仲裁申请书副本、证据材料、仲裁规则',
      channel: 'email',
      address: data.borrower.email,
      address_reference: reference('SRVADDR'),
      ...(data.acceleration.result === 'read' ? { address_last_active: data.acceleration.on } : {}),
      occurred_at: at(on, clock),
      platform: SERVICE_PLATFORM,
      platform_reference: `SD-${data.loan}-${index + 1}`,
      ...(reason === undefined ? {} : { reason }),
    };
    const log = jsonDocument(`送达事件-${index + 1}.json`, fields);
    return item({
      type: 'SERVE',
      number: index + 1,
      filedBy: 'commission',
      from: 'eservice',
      source: 'third-party',
      upstream: `SD-${data.loan}-${index + 1}`,
      time: at(on, clock),
      actors: [servicePlatform, borrower(data)],
      fields,
      documents: index === last ? [log, context.paper('service')] : [log],
    });
  });
}

function answer(context: Context): SampleItem {
  const { data } = context.loan;
  const { on, clock, text, objections } = data.answer;
  return item({
    type: 'COUNTER',
    filedBy: 'user',
    from: 'user',
    source: 'device',
    upstream: `DB-${data.loan}`,
    time: at(on, clock),
    actors: [borrower(data)],
    fields: { statement: text, objections, receipts: [], filed_at: at(on, clock) },
    documents: [context.paper('answer')],
  });
}

/** @param earlier items of the loan so far, for the claim's list of evidence */
export function defaultItems(context: Context, earlier: readonly SampleItem[]): SampleItem[] {
  const repayments = earlier.filter(({ type }) => ['DISB', 'SCHED', 'REPAY'].includes(type));
  const calculated = calculation(
    context,
    repayments.map((one) => one.reference),
  );
  const before = [...dunning(context), arrears(context), acceleration(context), calculated];
  const evidence = [...earlier, ...before].map((one) => one.reference);
  return [...before, request(context, evidence), ...service(context), answer(context)];
}
