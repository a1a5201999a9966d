/** Filings by the minute and organisation, for the last hour. Counted in memory and written down every few seconds: a crash forgets at most the last of them. */
import type { Json } from '../../../core/json.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock } from '../../ports/platform.ts';
import type { MinuteCount } from './types.ts';

const COLLECTION = 'filing-minutes';
const MINUTE_MS = 60_000;
export const MINUTES_KEPT = 60;
/** Organisations of one service: there are few. */
const MOST = 1000;

export type Outcome = 'created' | 'replayed' | 'refused';
type Counts = Record<Outcome, number>;

interface Series {
  readonly from: number;
  readonly counts: Map<number, Counts>;
  version: number;
  changed: boolean;
}

export interface Minutes {
  /** @returns how many of this outcome the minute has now */
  count(organisation: string, outcome: Outcome): number;
  /** @param organisation undefined: all together */
  series(
    organisation: string | undefined,
  ): Promise<{ readonly from: number; readonly minutes: MinuteCount[] }>;
  flush(): Promise<void>;
}

const minuteOf = (at: number) => at - (at % MINUTE_MS);
const nothing = (): Counts => ({ created: 0, replayed: 0, refused: 0 });

export function createMinutes(deps: { readonly documents: DocumentStore; readonly clock: Clock }): Minutes {
  const { documents, clock } = deps;
  const series = new Map<string, Series>();
  let loading: Promise<void> | undefined;
  const load = () => {
    loading ??= readAll(documents, series).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  const seriesOf = (organisation: string): Series => {
    const known = series.get(organisation);
    if (known !== undefined) return known;
    const made = { from: clock.now(), counts: new Map(), version: 0, changed: true };
    series.set(organisation, made);
    return made;
  };
  return {
    count(organisation, outcome) {
      const one = seriesOf(organisation);
      const minute = minuteOf(clock.now());
      const counts = one.counts.get(minute) ?? nothing();
      one.counts.set(minute, counts);
      one.changed = true;
      return ++counts[outcome];
    },
    async series(organisation) {
      await load();
      const wanted = organisation === undefined ? [...series.values()] : [seriesOf(organisation)];
      const from = Math.min(clock.now(), ...wanted.map((one) => one.from));
      return { from, minutes: summed(wanted, minuteOf(clock.now())) };
    },
    async flush() {
      await load();
      const oldest = minuteOf(clock.now()) - MINUTES_KEPT * MINUTE_MS;
      for (const [organisation, one] of series) await write(documents, organisation, one, oldest);
    },
  };
}

function summed(series: readonly Series[], last: number): MinuteCount[] {
  return Array.from({ length: MINUTES_KEPT }, (_, i) => {
    const minute = last - (MINUTES_KEPT - 1 - i) * MINUTE_MS;
    const total = nothing();
    for (const { counts } of series) {
      const { created, replayed, refused } = counts.get(minute) ?? nothing();
      total.created += created;
      total.replayed += replayed;
      total.refused += refused;
    }
    return { at: new Date(minute).toISOString(), ...total };
  });
}

type Row = readonly [minute: number, created: number, replayed: number, refused: number];

/** What an earlier run counted is added to what this one has counted already. */
async function readAll(documents: DocumentStore, series: Map<string, Series>): Promise<void> {
  const { documents: found } = await documents.list(COLLECTION, { index: 'organisation', limit: MOST });
  for (const { key, version, value } of found) {
    const { from, rows } = value as unknown as { readonly from: number; readonly rows: readonly Row[] };
    const counts = series.get(key)?.counts ?? new Map<number, Counts>();
    for (const [minute, created, replayed, refused] of rows) {
      const now = counts.get(minute) ?? nothing();
      counts.set(minute, {
        created: now.created + created,
        replayed: now.replayed + replayed,
        refused: now.refused + refused,
      });
    }
    series.set(key, { from, counts, version, changed: series.has(key) });
  }
}

async function write(
  documents: DocumentStore,
  organisation: string,
  series: Series,
  oldest: number,
): Promise<void> {
  if (!series.changed) return;
  series.changed = false;
  for (const minute of series.counts.keys()) if (minute < oldest) series.counts.delete(minute);
  const rows = [...series.counts].map(([minute, c]) => [minute, c.created, c.replayed, c.refused]) as Json;
  const put = { key: organisation, value: { from: series.from, rows }, indexes: { organisation } };
  const outcome = await documents.put(COLLECTION, put, series.version);
  if (outcome.ok) series.version = outcome.version;
  else series.version = (await documents.get(COLLECTION, organisation))?.version ?? 0;
  series.changed ||= !outcome.ok;
}
