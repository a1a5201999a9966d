/**
 * The only writer of the log. Filings that wait are committed as one batch: staged, then true by one compare-and-swap of the head, then
 * answered (docs/decisions/0003-one-commit-point.md). A batch is one flush of the disk, however many filings it has.
 */
import { equal } from '../../core/bytes.ts';
import { hasCode, ServiceError } from '../errors.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { LogHead } from '../ports/log-store.ts';
import type { Clock } from '../ports/platform.ts';
import { type Filing, type Pending, type Placement, type Prepared, prepareBatch } from './batch.ts';
import { createFilingQueue, type FilingQueue, type QueueLimits } from './filing-queue.ts';
import type { FaultHook } from './gaps.ts';
import { type LogSource, type LogState, recoverLog } from './recovery.ts';
import { createStreamTails, type StreamTails } from './stream-tails.ts';

export interface SequencerOptions extends LogSource {
  readonly store: EvidenceStore;
  readonly clock: Clock;
  readonly limits: QueueLimits;
  /** Asked before each filing for a reason to refuse it (see `Copies`). */
  readonly refusal?: () => ServiceError | undefined;
  /** For tests: see `GAPS`. */
  readonly faults?: FaultHook | undefined;
  /** Told of each commit; must not throw. */
  readonly onCommit?: (commit: CommitFacts) => void;
}

export interface CommitFacts {
  readonly size: number;
  readonly filings: number;
  readonly milliseconds: number;
  /** Filings that waited behind this batch when it was done. */
  readonly waiting: number;
}

export interface Sequencer {
  /**
   * Files one item. Resolves when it is durable in the log.
   * @throws ServiceError `OVERLOADED` when too many wait, `STOPPING` before `start` and after `stop`, `LOG_CONFLICT` when another writer has the
   *   log, or the store's refusal: the item may then stand in the log or not, and a repetition under its idempotency key tells
   */
  append(filing: Filing): Promise<Placement>;
  /** Says that a filing is being prepared, so that the next commit may wait for it (`intervalMs`). @returns to be called when it is done */
  announce(): () => void;
  /** Why nothing is taken at this moment; undefined while filings are. */
  refusal(): ServiceError | undefined;
  /** The committed head. @throws ServiceError `STOPPING` before `start` */
  head(): LogHead;
  /** Recovers and checks the log, then serves. @throws ServiceError `LOG_CORRUPT`, `LOG_CONFLICT` or the store's refusal */
  start(): Promise<void>;
  /** Takes no more filings and resolves when those that wait are answered. */
  stop(): Promise<void>;
}

export function createSequencer(options: SequencerOptions): Sequencer {
  return new GroupCommit(options);
}

class GroupCommit implements Sequencer {
  private readonly options: SequencerOptions;
  private readonly queue: FilingQueue;
  private readonly tails: StreamTails;
  private state: LogState | undefined;
  /** The head that is being committed. Left behind by a failed write, of which nobody knows how far it came: the store is asked again. */
  private attempt: LogHead | undefined;
  private running: Promise<void> | undefined;
  private ended: ServiceError | undefined = new ServiceError('STOPPING', 'the log is not started yet');

  constructor(options: SequencerOptions) {
    this.options = options;
    this.queue = createFilingQueue(options.limits);
    this.tails = createStreamTails(options.store, options.origin);
  }

  append(filing: Filing): Promise<Placement> {
    const refusal = this.refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.queue.push({ filing, resolve, reject });
    });
  }

  announce(): () => void {
    return this.queue.announce();
  }

  refusal(): ServiceError | undefined {
    return this.ended ?? this.options.refusal?.();
  }

  head(): LogHead {
    if (this.state === undefined) throw new ServiceError('STOPPING', 'the log is not started yet');
    return this.state.head;
  }

  async start(): Promise<void> {
    this.state = await recoverLog(this.options);
    this.ended = undefined;
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ended ??= new ServiceError('STOPPING', 'the service is stopping', { retryAfterSeconds: 5 });
    this.queue.close();
    await this.running;
  }

  private async run(): Promise<void> {
    for (;;) {
      const taken = await this.queue.take();
      if (taken.length === 0) return;
      try {
        await this.commit(taken);
      } catch (error) {
        await this.fail(taken, error);
      }
    }
  }

  private async commit(taken: readonly Pending[]): Promise<void> {
    const { store, clock, faults } = this.options;
    const began = clock.now();
    await faults?.('batch-taken');
    const state = await this.settled();
    const tails = await this.tails.load(
      taken.map(({ filing }) => filing.stream),
      state.head.size,
    );
    const prepared = await prepareBatch(this.options, state, taken, tails, clock.now());
    if (prepared === undefined) return;
    this.attempt = prepared.next.head;
    await store.stage(prepared.batch);
    await faults?.('entries-staged');
    await store.stageRows(prepared.batch.id, prepared.rows, prepared.keys);
    await faults?.('rows-staged');
    if (!(await store.commit(state.head.size, prepared.next.head))) throw conflict(state.head);
    await faults?.('committed');
    this.accept(prepared);
    await faults?.('answered');
    this.report(prepared, clock.now() - began);
  }

  private accept(prepared: Prepared): void {
    this.attempt = undefined;
    this.state = prepared.next;
    this.tails.remember(prepared.tails);
    prepared.resolve();
  }

  private report({ batch, next }: Prepared, milliseconds: number): void {
    const filings = batch.entries.length;
    this.queue.measured(filings, milliseconds);
    this.options.onCommit?.({ size: next.head.size, filings, milliseconds, waiting: this.queue.size() });
  }

  /** The state of the log, read again when the last write failed. @throws ServiceError as `recoverLog`, and `LOG_CONFLICT` */
  private async settled(): Promise<LogState> {
    if (this.state !== undefined && this.attempt === undefined) return this.state;
    const found = await recoverLog(this.options);
    const ours = [this.state?.head, this.attempt].some((head) => head && equal(head.root, found.head.root));
    if (!ours) throw conflict(found.head);
    this.tails.clear();
    this.state = found;
    this.attempt = undefined;
    return found;
  }

  /** Tells the filers of a failed batch, and finds out what the store made of it. */
  private async fail(taken: readonly Pending[], error: unknown): Promise<void> {
    for (const { reject } of taken) reject(error);
    if (isFinal(error)) return this.giveUp(error);
    try {
      await this.settled();
    } catch (again) {
      // While the store is away `attempt` stands: the next batch asks again, and its filers hear why not.
      if (isFinal(again)) this.giveUp(again);
    }
  }

  /** A log that has another writer, or is not what was committed, takes nothing more from this process. */
  private giveUp(error: ServiceError): void {
    this.ended = error;
    for (const { reject } of this.queue.drain()) reject(error);
    this.queue.close();
  }
}

function isFinal(error: unknown): error is ServiceError {
  return hasCode(error, 'LOG_CONFLICT') || hasCode(error, 'LOG_CORRUPT');
}

function conflict(head: LogHead): ServiceError {
  return new ServiceError('LOG_CONFLICT', 'another writer has moved the head of the log', {
    facts: { origin: head.origin, size: head.size },
    remedy: 'One service writes a log. Stop this one or the other; nothing was lost or overwritten.',
  });
}
