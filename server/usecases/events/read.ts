/** Makes the events of an organisation out of the journal's occasions, as they are read. */
import type { JsonObject } from '../../../core/json.ts';
import { ServiceError } from '../../errors.ts';
import type { EvidenceRow, EvidenceStore } from '../../ports/evidence-store.ts';
import type { Journal, Numbered, Occasion, Reached } from './journal.ts';
import { endOf, formatPlace, type Place, parsePlace } from './place.ts';
import type { EventPage, ServiceEvent } from './types.ts';

export interface ReadEventsDeps {
  readonly journal: Journal;
  readonly store: Pick<EvidenceStore, 'findRows'>;
  readonly origin: string;
}

/** Occasions looked at for one page. */
const LOOKED_AT = 50;

/** An item is told of in the order of its stages, because a stage that is told of was reached after the one before. */
const ITEM_STEPS = ['logged', 'witnessed', 'sealed'] as const;
const CHECKPOINT_STEPS = ['witnessed', 'sealed'] as const;

export async function readEvents(
  deps: ReadEventsDeps,
  organisation: string,
  after: string,
  limit: number,
): Promise<EventPage> {
  let place = parsePlace(after);
  await refuseExpired(deps, place);
  const events: ServiceEvent[] = [];
  const occasions = await deps.journal.from(place.occasion, LOOKED_AT);
  for (const numbered of occasions) {
    const behind =
      numbered.number === place.occasion ? place : { occasion: numbered.number, step: -1, index: -1 };
    const found = await eventsOf(deps, organisation, numbered, behind, limit - events.length);
    events.push(...found);
    if (events.length >= limit) return { events, next: events.at(-1)!.id, more: true };
    place = endOf(numbered.number);
  }
  return { events, next: formatPlace(place), more: occasions.length === LOOKED_AT };
}

async function refuseExpired({ journal }: ReadEventsDeps, place: Place): Promise<void> {
  const first = await journal.first();
  if (first === undefined || place.occasion >= first.number - 1) return;
  throw new ServiceError('EVENT_EXPIRED', 'events behind this one are no longer kept', {
    facts: { oldest: formatPlace(endOf(first.number - 1)) },
  });
}

async function eventsOf(
  deps: ReadEventsDeps,
  organisation: string,
  { number, occasion }: Numbered,
  behind: Place,
  limit: number,
): Promise<ServiceEvent[]> {
  if (occasion.kind === 'log') return logEvents(deps, organisation, number, occasion, behind, limit);
  const { at, type, data, organisations } = occasion;
  if (behind.step >= 0 || !organisations.includes(organisation)) return [];
  return [{ id: formatPlace({ occasion: number, step: 0, index: 0 }), type, at, data }];
}

type LogOccasion = Extract<Occasion, { kind: 'log' }>;

async function logEvents(
  deps: ReadEventsDeps,
  organisation: string,
  number: number,
  occasion: LogOccasion,
  behind: Place,
  limit: number,
): Promise<ServiceEvent[]> {
  const events: ServiceEvent[] = [];
  for (const [step, stage] of ITEM_STEPS.entries()) {
    if (behind.step > step || events.length >= limit) continue;
    const from = behind.step === step ? behind.index + 1 : 0;
    const rows = await itemsOf(deps, organisation, occasion, stage, from, limit - events.length);
    for (const row of rows) {
      const id = formatPlace({ occasion: number, step, index: row.index });
      events.push({
        id,
        type: `evidence.${stage}`,
        at: occasion.at,
        data: itemData(row, occasion.to[stage]),
      });
    }
  }
  for (const [i, stage] of CHECKPOINT_STEPS.entries()) {
    const step = ITEM_STEPS.length + i;
    if (behind.step >= step || events.length >= limit || !grew(occasion, stage)) continue;
    const id = formatPlace({ occasion: number, step, index: 0 });
    events.push({ id, type: `log.${stage}`, at: occasion.at, data: { size: occasion.to[stage] } });
  }
  return events;
}

const grew = ({ from, to }: LogOccasion, stage: keyof Reached): boolean => to[stage] > from[stage];

async function itemsOf(
  { store, origin }: ReadEventsDeps,
  organisation: string,
  occasion: LogOccasion,
  stage: keyof Reached,
  least: number,
  limit: number,
): Promise<readonly EvidenceRow[]> {
  const from = Math.max(occasion.from[stage], least);
  const before = occasion.to[stage];
  if (from >= before) return [];
  return store.findRows({ origin, organisation, from, before, order: 'ascending', limit });
}

function itemData({ id, type, index, sequence, receivedAt }: EvidenceRow, size: number): JsonObject {
  return { id, type, index, sequence, received_at: receivedAt, checkpoint_size: size };
}
