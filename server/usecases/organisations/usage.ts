/**
 * What each organisation has filed today (UTC), against its quota. Counted in memory and written down every few seconds: a crash may forget the
 * last of them, to the organisation's advantage; what was filed is in the log all the same.
 */
import { ServiceError } from '../../errors.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock } from '../../ports/platform.ts';
import type { OrganisationQuota } from './types.ts';

const COLLECTION = 'usage';
const DAY_MS = 86_400_000;

export interface Amount {
  readonly items: number;
  /** Bytes of documents. */
  readonly bytes: number;
}

export interface Standing extends Amount {
  /** UTC day, `2026-11-23`. */
  readonly day: string;
  readonly quota: OrganisationQuota;
  /** Until the count begins anew. */
  readonly secondsLeft: number;
}

export interface Usage {
  /** Counts what is about to be filed. @throws ServiceError `QUOTA_EXCEEDED`, and nothing is counted then */
  take(organisation: string, amount: Amount): Promise<void>;
  /** Gives back what was not filed after all. */
  giveBack(organisation: string, amount: Amount): void;
  standing(organisation: string): Promise<Standing>;
  /** Writes down what has changed. */
  flush(): Promise<void>;
}

interface Count {
  readonly day: string;
  items: number;
  bytes: number;
  version: number;
  changed: boolean;
}

export interface UsageDeps {
  readonly documents: DocumentStore;
  readonly clock: Clock;
  readonly quota: (organisation: string) => OrganisationQuota;
}

export function createUsage({ documents, clock, quota }: UsageDeps): Usage {
  const counts = new Map<string, Promise<Count>>();
  const today = () => new Date(clock.now()).toISOString().slice(0, 10);
  const load = async (organisation: string, day: string): Promise<Count> => {
    const found = await documents.get(COLLECTION, keyOf(organisation, day));
    const { items = 0, bytes = 0 } = (found?.value ?? {}) as Partial<Amount>;
    return { day, items, bytes, version: found?.version ?? 0, changed: false };
  };
  const countOf = async (organisation: string): Promise<Count> => {
    const day = today();
    const known = await counts.get(organisation);
    if (known?.day === day) return known;
    const loading = load(organisation, day);
    counts.set(organisation, loading);
    loading.catch(() => counts.delete(organisation));
    return loading;
  };
  const secondsLeft = () => Math.ceil((DAY_MS - (clock.now() % DAY_MS)) / 1000);
  const demand = (organisation: string, count: Count, { items, bytes }: Amount): void => {
    const { itemsPerDay, bytesPerDay } = quota(organisation);
    const over = (used: number, more: number, most: number | null) => most !== null && used + more > most;
    if (over(count.items, items, itemsPerDay)) throw exceeded('items', itemsPerDay, secondsLeft());
    if (over(count.bytes, bytes, bytesPerDay)) throw exceeded('bytes', bytesPerDay, secondsLeft());
  };
  const add = (count: Count, { items, bytes }: Amount, sign: 1 | -1): void => {
    count.items = Math.max(0, count.items + sign * items);
    count.bytes = Math.max(0, count.bytes + sign * bytes);
    count.changed = true;
  };
  return {
    take: async (organisation, amount) => {
      const count = await countOf(organisation);
      demand(organisation, count, amount);
      add(count, amount, 1);
    },
    giveBack: (organisation, amount) => {
      void counts.get(organisation)?.then((count) => add(count, amount, -1));
    },
    standing: async (organisation) => {
      const { day, items, bytes } = await countOf(organisation);
      return { day, items, bytes, quota: quota(organisation), secondsLeft: secondsLeft() };
    },
    flush: async () => {
      for (const [organisation, loading] of counts) await write(documents, organisation, await loading);
    },
  };
}

const keyOf = (organisation: string, day: string) => `${organisation}\n${day}`;

async function write(documents: DocumentStore, organisation: string, count: Count): Promise<void> {
  if (!count.changed) return;
  count.changed = false;
  const { day, items, bytes, version } = count;
  const key = keyOf(organisation, day);
  const outcome = await documents.put(COLLECTION, { key, value: { items, bytes } }, version);
  // Another process counts as well: its version is taken up, and the next time this one's count stands.
  if (outcome.ok) count.version = outcome.version;
  else count.version = (await documents.get(COLLECTION, key))?.version ?? 0;
  count.changed ||= !outcome.ok;
}

function exceeded(what: 'items' | 'bytes', limit: number | null, seconds: number): ServiceError {
  return new ServiceError('QUOTA_EXCEEDED', `the organisation may file ${limit} ${what} a day`, {
    facts: { quota: what, limit: limit ?? 0 },
    retryAfterSeconds: seconds,
  });
}

const FLUSH_MS = 2_000;

/** Writes the counts down again and again. @returns what stops it, after a last time */
export function keepUsage(
  usage: Pick<Usage, 'flush'>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const flush = () => usage.flush().catch(onError);
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return flush();
  };
}
