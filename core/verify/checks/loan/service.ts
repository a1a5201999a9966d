import { type Delivery, deliveries } from '../../../loan/deliveries.ts';
import { objects, text, texts } from '../../../loan/fields.ts';
import type { LoanFile, LoanItem } from '../../../loan/loan-file.ts';
import { addMonths, dayOf } from '../../../money/days.ts';
import { MONEY_RULES } from '../../../money/rules.ts';
import type { Check } from '../../check.ts';
import { failed, notChecked } from '../../check.ts';
import type { Finding } from '../../report.ts';
import { fieldNotShown, itemsOrFinding } from './common.ts';

/** An address counts as in use when it was active within so many months before (Internet Courts Provisions article 16). */
const ACTIVE_MONTHS = 3;

/** The case's papers arrived at an address that the borrower confirmed for it, shown to be theirs and in use. */
export const service: Check = {
  id: 'service',
  group: 'legal',
  title: { en: 'Service of the papers', zh: '送达' },
  spec: 'Online Litigation Rules articles 29 to 31; Internet Courts Provisions articles 16 and 17',
  weighs: true,
  passed: {
    en: '{deliveries, plural, =1 {One delivery arrived at a confirmed address} other {# deliveries arrived at confirmed addresses}} in use ({channels}); opened: {opened}.',
    zh: '{deliveries} 次送达已到达经确认且在用的地址（{channels}），其中 {opened} 次已打开。',
  },
  run(context) {
    const found = itemsOrFinding(context, 'SERVE');
    if ('finding' in found) return { findings: [found.finding], facts: {} };
    const confirmed = itemsOrFinding(context, 'SRVADDR');
    const all = deliveries(found.items);
    const findings =
      'finding' in confirmed
        ? [confirmed.finding]
        : all.flatMap((one) => addressFindings(context.loan.file(), confirmed.items, one));
    return {
      findings: [...outcomeFindings(all), ...findings],
      facts: {
        deliveries: all.length,
        channels: [...new Set(all.map(({ channel }) => channel))],
        opened: all.filter(({ state }) => state === 'opened').length,
      },
    };
  },
};

/** One way by which a paper reached the borrower is enough; where none did, every failed one is named. */
function outcomeFindings(all: readonly Delivery[]): Finding[] {
  const reached = new Set(
    all.filter(({ state }) => state === 'arrived' || state === 'opened').map(({ document }) => document),
  );
  return all
    .filter(({ document }) => !reached.has(document))
    .map(({ state, last, channel, reason }) => {
      const facts = { item: last.name, channel, state, reason };
      if (state === 'bounced' || state === 'refused') return failed('SERVICE_NOT_SHOWN', last.file, facts);
      return notChecked('SERVICE_OPEN', last.file, facts);
    });
}

function addressFindings(loan: LoanFile, confirmations: readonly LoanItem[], delivery: Delivery): Finding[] {
  const { last, sent, state, address, channel } = delivery;
  const confirmation = loan.byReference(last.fields.address_reference) ?? confirmations.at(-1)!;
  const listed = objects(confirmation, 'addresses');
  if (listed === undefined) return [fieldNotShown(confirmation, 'addresses')];
  if (address === undefined) return [fieldNotShown(last, 'address')];
  const entry = listed.find((one) => one.address === address);
  const facts = { item: last.name, channel, confirmation: confirmation.name };
  if (entry === undefined) return [failed('ADDRESS_NOT_AGREED', last.file, facts)];
  const findings = lateFindings(confirmation, delivery);
  if (!(texts(confirmation, 'scope') ?? []).includes('arbitration')) {
    findings.push(
      texts(confirmation, 'scope') === undefined
        ? fieldNotShown(confirmation, 'scope')
        : failed('ADDRESS_SCOPE', confirmation.file, { item: confirmation.name }),
    );
  }
  if (entry.control_proof === 'none' && channel !== 'post' && channel !== 'visit') {
    findings.push(failed('ADDRESS_NOT_PROVEN', confirmation.file, facts));
  }
  // Where nothing arrived, the failed delivery says it all.
  if (state === 'bounced' || state === 'refused' || channel === 'post' || channel === 'visit')
    return findings;
  return [...findings, ...activityFindings(delivery, sent)];
}

/** A consent to be served at an address holds from then on. */
function lateFindings(confirmation: LoanItem, { last, sent }: Delivery): Finding[] {
  const [confirmed, sentAt] = [text(confirmation, 'confirmed_at'), text(sent, 'occurred_at')];
  if (confirmed === undefined) return [fieldNotShown(confirmation, 'confirmed_at')];
  if (sentAt === undefined || Date.parse(confirmed) <= Date.parse(sentAt)) return [];
  const facts = { item: last.name, confirmation: confirmation.name, confirmed, sent: sentAt };
  return [failed('ADDRESS_LATE', last.file, facts)];
}

function activityFindings({ events, last, state }: Delivery, sent: LoanItem): Finding[] {
  // Whoever opened the paper has shown that the address is in use.
  if (state === 'opened') return [];
  const active = events
    .flatMap((item) => text(item, 'address_last_active') ?? [])
    .sort()
    .at(-1);
  const facts = { item: last.name, months: ACTIVE_MONTHS };
  if (active === undefined) return [notChecked('ACTIVITY_NOT_SHOWN', last.file, facts)];
  const sentAt = text(sent, 'occurred_at');
  const day = sentAt === undefined ? '' : dayOf(sentAt, MONEY_RULES.zone);
  if (day === '' || addMonths(active, ACTIVE_MONTHS) >= day) return [];
  return [failed('ADDRESS_NOT_ACTIVE', last.file, { ...facts, active, sent: day })];
}
