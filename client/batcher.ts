/**
 * Files items as they come, gathered into batches: a caller waits for its own item and nothing else. Under load many items share one request and one
 * signature; a lone item goes off after the linger time. What is refused is refused item by item; what could not be sent is tried again
 * under the same idempotency key, so nothing is filed twice.
 */
import { randomUUID } from 'node:crypto';
import type { Crypto } from '../core/crypto.ts';
import type { JsonObject } from '../core/json.ts';
import type { BatchOutcome, Client, ClientContent, FiledItem } from './client.ts';
import { ClientError } from './error.ts';
import { type FilingKey, signRecords } from './sign.ts';

export interface BatcherOptions {
  readonly client: Pick<Client, 'batch'>;
  readonly crypto: Crypto;
  /** With it the records are signed here; without it the service signs for the organisation, and the report says so. */
  readonly key?: FilingKey;
  /** Items a request. Default 256. */
  readonly size?: number;
  /** Milliseconds that a lone item waits for company. Default 10. */
  readonly lingerMs?: number;
  /** Items that may wait before `file` refuses. Default 10,000. */
  readonly maxWaiting?: number;
  readonly now?: () => number;
}

export interface Batcher {
  /**
   * @param record claims as on the wire, without `version` and `filing`
   * @throws ClientError with the item's own problem, `BATCHER_FULL` when too many wait; RecordRefused for a record that cannot be signed
   */
  file(record: JsonObject, idempotencyKey?: string): Promise<FiledItem>;
  /** Resolves when everything that was taken has its answer. */
  flush(): Promise<void>;
}

interface Waiting {
  readonly record: JsonObject;
  readonly idempotencyKey: string;
  resolve(item: FiledItem): void;
  reject(error: unknown): void;
}

export function createBatcher(options: BatcherOptions): Batcher {
  const { size = 256, lingerMs = 10, maxWaiting = 10_000 } = options;
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  const running = new Set<Promise<void>>();
  const send = () => {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, size);
      waiting = waiting.slice(size);
      const work = sendBatch(options, batch).finally(() => running.delete(work));
      running.add(work);
    }
  };
  return {
    file(record, idempotencyKey = randomUUID()) {
      if (waiting.length >= maxWaiting) return Promise.reject(full(maxWaiting));
      return new Promise<FiledItem>((resolve, reject) => {
        waiting.push({ record, idempotencyKey, resolve, reject });
        if (waiting.length >= size) send();
        else timer ??= setTimeout(send, lingerMs);
      });
    },
    async flush() {
      send();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Never rejects: each item has its own answer. */
async function sendBatch(options: BatcherOptions, batch: readonly Waiting[]): Promise<void> {
  const sendable = await signed(options, batch);
  if (sendable.length === 0) return;
  try {
    const outcomes = await options.client.batch(
      sendable.map(({ item, content }) => ({ ...content, idempotencyKey: item.idempotencyKey })),
    );
    for (const [i, { item }] of sendable.entries()) settle(item, outcomes[i]);
  } catch (error) {
    for (const { item } of sendable) item.reject(error);
  }
}

interface Sendable {
  readonly item: Waiting;
  readonly content: ClientContent;
}

/** A record that cannot be signed is refused by itself and does not hold up the others. */
async function signed(
  { key, crypto, now = Date.now }: BatcherOptions,
  batch: readonly Waiting[],
): Promise<Sendable[]> {
  if (key === undefined) return batch.map((item) => ({ item, content: { record: item.record } }));
  try {
    const statements = await signRecords(crypto, batch, key, now());
    return batch.map((item, i) => ({ item, content: { statement: statements[i]! } }));
  } catch (error) {
    if (batch.length === 1) {
      batch[0]!.reject(error);
      return [];
    }
    const parts = await Promise.all(
      batch.map((item) => signed({ key, crypto, now } as BatcherOptions, [item])),
    );
    return parts.flat();
  }
}

function settle(item: Waiting, outcome: BatchOutcome | undefined): void {
  if (outcome !== undefined && 'evidence' in outcome) {
    item.resolve(outcome.evidence);
    return;
  }
  const problem = outcome?.problem ?? {};
  const code = typeof problem.code === 'string' ? problem.code : 'NO_ANSWER';
  const detail =
    typeof problem.detail === 'string' ? problem.detail : 'the batch ended before this item was answered';
  item.reject(
    new ClientError(detail, { status: outcome?.status, code, problem, retryAfterSeconds: undefined }),
  );
}

function full(limit: number): ClientError {
  return new ClientError(`${limit} items wait already`, {
    status: undefined,
    code: 'BATCHER_FULL',
    problem: {},
    retryAfterSeconds: 1,
  });
}
