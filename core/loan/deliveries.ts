/** Service events put together: each paper, by each way to each address, with how far it got. */
import { text } from './fields.ts';
import type { LoanItem } from './loan-file.ts';

export type DeliveryState = 'sent' | 'arrived' | 'opened' | 'bounced' | 'refused' | 'unknown';

export interface Delivery {
  readonly document: string;
  readonly channel: string;
  /** Undefined when withheld. */
  readonly address: string | undefined;
  /** By time. */
  readonly events: readonly LoanItem[];
  readonly sent: LoanItem;
  readonly last: LoanItem;
  readonly state: DeliveryState;
  /** Why it bounced, as the platform says. */
  readonly reason: string | null;
}

/** What an event says of the delivery; a later one says more than an earlier one, but a paper once opened stays opened. */
const RANK: readonly DeliveryState[] = ['unknown', 'sent', 'refused', 'bounced', 'arrived', 'opened'];

export function deliveries(items: readonly LoanItem[]): Delivery[] {
  const groups = new Map<string, LoanItem[]>();
  for (const item of items) {
    if (text(item, 'event') === 'certificate') continue;
    const key = JSON.stringify([
      text(item, 'document'),
      text(item, 'channel'),
      text(item, 'address') ?? null,
    ]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].map(delivery);
}

function delivery(unordered: readonly LoanItem[]): Delivery {
  const time = (item: LoanItem) => Date.parse(text(item, 'occurred_at') ?? '') || 0;
  const events = [...unordered].sort((a, b) => time(a) - time(b));
  const state = events
    .map(stateOf)
    .reduce((best, one) => (RANK.indexOf(one) > RANK.indexOf(best) ? one : best));
  const last = events.findLast((item) => stateOf(item) === state)!;
  return {
    document: text(last, 'document') ?? '',
    channel: text(last, 'channel') ?? '',
    address: text(last, 'address'),
    events,
    sent: events[0]!,
    last,
    state,
    reason: text(last, 'reason') ?? null,
  };
}

function stateOf(item: LoanItem): DeliveryState {
  const event = text(item, 'event') ?? 'unknown';
  return (RANK as readonly string[]).includes(event) ? (event as DeliveryState) : 'unknown';
}
