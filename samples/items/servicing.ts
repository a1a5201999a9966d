/** Money out and money in: withdrawal, disbursement, schedule, repayments. */
import { at } from '../calendar.ts';
import type { Payment } from '../loan-case.ts';
import { amount, cents } from '../money.ts';
import { jsonDocument, type SampleItem } from '../sample-item.ts';
import { borrower, lender } from '../sources.ts';
import { type Context, item, reference } from './context.ts';

const CONTRACT = reference('CONTRACT');

function withdrawal({ loan: { data, principal } }: Context): SampleItem {
  const time = at(data.terms.starts, '09:05:00');
  const fields = {
    amount: amount(principal),
    payee_account: data.borrower.card,
    purpose: data.terms.purpose,
    requested_at: time,
    contract_reference: CONTRACT,
  };
  return item({
    type: 'DRAW',
    filedBy: 'user',
    from: 'app',
    source: 'device',
    upstream: `TK-${data.loan}`,
    time,
    actors: [borrower(data), lender(data)],
    fields,
    documents: [jsonDocument('提款申请.json', fields)],
  });
}

function disbursement(context: Context): SampleItem {
  const { data, principal, deducted } = context.loan;
  const time = at(data.terms.starts, '09:06:42');
  return item({
    type: 'DISB',
    filedBy: 'bank',
    from: 'core',
    upstream: `FK-${data.loan}`,
    time,
    actors: [lender(data), borrower(data)],
    fields: {
      bank_reference: `FK-${data.loan}`,
      payer: data.lender.name,
      payee: data.borrower.name,
      payee_account: data.borrower.card,
      contract_amount: amount(principal),
      net_amount: amount(principal - deducted),
      deductions: data.deductions.map(({ name, amount: value }) => ({ name, amount: amount(cents(value)) })),
      value_time: time,
      channel: '行内转账',
      contract_reference: CONTRACT,
    },
    documents: [context.paper('voucher')],
  });
}

function schedule(context: Context): SampleItem {
  const { data, schedule: instalments } = context.loan;
  return item({
    type: 'SCHED',
    filedBy: 'bank',
    from: 'core',
    upstream: `JH-${data.loan}`,
    time: at(data.terms.starts, '09:07:10'),
    actors: [lender(data), borrower(data)],
    fields: {
      version: 1,
      valid_from: data.terms.starts,
      method: 'equal-instalment',
      instalments: instalments.map(({ number, due, principal, interest }) => ({
        number,
        due,
        principal: amount(principal),
        interest: amount(interest),
      })),
      contract_reference: CONTRACT,
    },
    documents: [context.paper('schedule')],
  });
}

function repayment(context: Context, payment: Payment): SampleItem {
  const { data } = context.loan;
  const { number, allocation } = payment;
  const time = at(payment.on, payment.clock);
  return item({
    type: 'REPAY',
    number,
    filedBy: 'bank',
    from: 'core',
    upstream: `HK-${data.loan}-${number}`,
    time,
    actors: [borrower(data), lender(data)],
    fields: {
      bank_reference: `HK-${data.loan}-${number}`,
      paid_at: time,
      amount: amount(payment.amount),
      payer: data.borrower.name,
      source: payment.source,
      instalment: payment.instalment,
      allocation: {
        principal: amount(allocation.principal),
        interest: amount(allocation.interest),
        default_interest: amount(allocation.defaultInterest),
        fees: amount(0n),
      },
      principal_balance: amount(payment.balance),
      schedule_reference: reference('SCHED'),
    },
    documents: [context.paper(`receipt-${number}`)],
  });
}

export function servicingItems(context: Context): SampleItem[] {
  const filed = context.loan.payments.filter((payment) => payment.filed);
  return [
    withdrawal(context),
    disbursement(context),
    schedule(context),
    ...filed.map((payment) => repayment(context, payment)),
  ];
}
