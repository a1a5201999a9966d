/**
 * Has every checkpoint of the log witnessed by the parties, and by further witnesses if there are any. Each of them is served by a worker of its
 * own with its own pauses, so one that is silent delays neither the others nor filing. Whoever was away gets the newest checkpoint when it is
 * back: a round covers everything below its size, so rounds that never reached the quorum are superseded.
 */
import type { NoteSignature } from '../../core/note/note.ts';
import type { VerifierKey } from '../../core/note/vkey.ts';
import type { RoundRow } from '../ports/evidence-store.ts';
import type { LogHead } from '../ports/log-store.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import type { RoundBook } from './round-book.ts';
import { createTicker, type Ticker } from './ticker.ts';
import type { Target } from './witness-client.ts';
import { createWorker, type Worker } from './worker.ts';

/** Somebody who cosigns. */
export interface Cosigner {
  /** For the log and the status: the party, or the name of the witness. */
  readonly name: string;
  /** At least one of these must have signed for an answer to count. */
  readonly keys: readonly VerifierKey[];
  /** Whether the quorum may depend on it: then rounds wait for it while it works. */
  readonly counts: boolean;
  /** @returns undefined when it has seen a newer checkpoint and will not sign this one */
  cosign(target: Target): Promise<readonly NoteSignature[] | undefined>;
}

export interface WitnessingTimes {
  /** Pause between looks at the log's head. */
  readonly intervalMs: number;
  /** How long a round waits for cosigners that are at work before a newer head may take its place. */
  readonly patienceMs: number;
  /** How long a round with quorum waits for further witnesses that are at work. */
  readonly graceMs: number;
  /** First pause after a failure; doubles up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

export const WITNESSING_TIMES: Omit<WitnessingTimes, 'intervalMs'> = {
  patienceMs: 10_000,
  graceMs: 500,
  backoffMs: 250,
  maxBackoffMs: 30_000,
};

export interface WitnessingDeps {
  readonly head: () => Promise<LogHead | undefined>;
  readonly book: RoundBook;
  readonly cosigners: readonly Cosigner[];
  readonly clock: Clock;
  readonly times: WitnessingTimes;
  readonly logger: Logger;
  /** Told when a round reaches the quorum; must not throw. */
  readonly onQuorum?: (round: RoundRow) => void;
}

export interface CosignerStatus {
  readonly name: string;
  /** Size of the last checkpoint that it cosigned; 0 for none since the start. */
  readonly size: number;
  /** Failures since it last cosigned. */
  readonly failures: number;
}

export interface Witnessing {
  start(): void;
  stop(): Promise<void>;
  status(): readonly CosignerStatus[];
}

interface Round {
  readonly target: Target;
  readonly openedAt: number;
  /** Parties that have witnessed it. */
  witnessed: number;
  frozen: boolean;
}

export function createWitnessing(deps: WitnessingDeps): Witnessing {
  return new Rounds(deps);
}

class Rounds implements Witnessing {
  private readonly deps: WitnessingDeps;
  private readonly workers: readonly Worker[];
  private current: Round | undefined;
  /** Most parties that a round without quorum and older than the current one has. */
  private bestBefore = 0;
  private readonly ticker: Ticker;

  constructor(deps: WitnessingDeps) {
    this.deps = deps;
    const { times, clock, logger } = deps;
    this.workers = deps.cosigners.map((cosigner) =>
      createWorker({
        name: cosigner.name,
        times,
        clock,
        logger,
        target: () => this.current?.target,
        work: (target) => this.serve(cosigner, target),
      }),
    );
    this.ticker = createTicker({
      name: 'looking at the head for witnessing',
      intervalMs: times.intervalMs,
      maxBackoffMs: Math.max(times.intervalMs, times.maxBackoffMs),
      logger,
      task: () => this.look(),
    });
  }

  start(): void {
    for (const worker of this.workers) worker.start();
    this.ticker.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.ticker.stop(), ...this.workers.map((worker) => worker.stop())]);
  }

  status(): readonly CosignerStatus[] {
    return this.workers.map(({ name, done, failures }) => ({ name, size: done(), failures: failures() }));
  }

  /** Takes up the newest head when the round under way allows it. */
  private async look(): Promise<void> {
    await this.settle();
    const head = await this.deps.head();
    if (head === undefined || head.size === 0 || head.size === this.current?.target.size) return;
    if (this.mayAdvance()) await this.advance(head);
  }

  /** A round without quorum keeps its place while somebody who counts is working on it, but not for ever. */
  private mayAdvance(): boolean {
    const { current } = this;
    if (current === undefined || current.frozen) return true;
    const age = this.deps.clock.now() - current.openedAt;
    return age > this.deps.times.patienceMs || !this.atWork(true);
  }

  private atWork(counts: boolean): boolean {
    return this.workers.some((worker, i) => this.deps.cosigners[i]!.counts === counts && worker.busy());
  }

  private async advance(head: LogHead): Promise<void> {
    const round = await this.deps.book.open(head);
    const before = this.current;
    if (before !== undefined && !before.frozen) this.bestBefore = Math.max(this.bestBefore, before.witnessed);
    this.current = {
      target: { size: head.size, root: head.root, checkpoint: head.checkpoint },
      openedAt: this.deps.clock.now(),
      witnessed: round.witnessed.length,
      frozen: round.quorumAt !== undefined,
    };
    if (!this.current.frozen) for (const worker of this.workers) worker.wake();
  }

  /** One cosigner's turn at one target. */
  private async serve(cosigner: Cosigner, target: Target): Promise<void> {
    const signatures = await cosigner.cosign(target);
    if (signatures === undefined) return;
    const round = await this.deps.book.add(target.size, signatures, cosigner.keys);
    if (round === undefined) return;
    if (this.current?.target.size === target.size) this.current.witnessed = round.witnessed.length;
    // An older round that somebody has just completed is as good as any: it covers what it covers.
    await this.settle(target.size);
  }

  private async settle(size = this.current?.target.size): Promise<void> {
    if (size === undefined) return;
    const { current } = this;
    const isCurrent = current !== undefined && current.target.size === size;
    if (isCurrent && (current.frozen || this.inGrace(current))) return;
    const round = await this.deps.book.freeze(size);
    if (round?.quorumAt !== undefined) await this.reached(round);
    else await this.prune();
  }

  private inGrace({ openedAt }: Round): boolean {
    return this.atWork(false) && this.deps.clock.now() - openedAt < this.deps.times.graceMs;
  }

  private async reached(round: RoundRow): Promise<void> {
    if (this.current?.target.size === round.size) {
      if (this.current.frozen) return;
      this.current.frozen = true;
    }
    this.bestBefore = 0;
    this.deps.logger.info({ size: round.size }, 'checkpoint witnessed by the quorum');
    this.deps.onQuorum?.(round);
    await this.deps.book.dropBelow(round.size);
  }

  /** Older rounds go once the current one has come as far as they did and nobody is still working on one of them. */
  private async prune(): Promise<void> {
    const { current } = this;
    if (current === undefined || current.witnessed < this.bestBefore) return;
    const busyWith = this.workers.map((worker) => worker.busy()?.size ?? Number.POSITIVE_INFINITY);
    await this.deps.book.dropBelow(Math.min(current.target.size, ...busyWith));
    this.bestBefore = 0;
  }
}
