/** How filing goes, in the words of the use cases: what came in by the minute, what waits, what was refused and why. */
import type { Facts } from '../../../core/error.ts';
import type { ServiceErrorCode } from '../../errors.ts';

export interface MinuteCount {
  /** RFC 3339, UTC: the minute's first moment. */
  readonly at: string;
  readonly created: number;
  /** Repetitions, answered with the item of then. */
  readonly replayed: number;
  readonly refused: number;
}

/** What items wait for: a quorum of cosignatures, a time-stamp over it, the seal on the chain. */
export const WAITING_STAGES = ['witness', 'stamp', 'seal'] as const;
export type WaitingStage = (typeof WAITING_STAGES)[number];

export interface Waiting {
  readonly stage: WaitingStage;
  readonly items: number;
  /** Whether there are more than were counted. */
  readonly more: boolean;
  /** When the oldest of them was received; undefined when nothing waits, or when the whole log is meant. */
  readonly oldest: string | undefined;
}

/** Sizes of the log, as far as each step has reached. */
export interface Reached {
  readonly size: number;
  readonly witnessed: number;
  readonly stamped: number;
  readonly sealed: number;
}

export interface Activity {
  /** Since when filings are counted; what came before is not known. */
  readonly countedFrom: string;
  /** Oldest first, the running minute last, no minute left out. */
  readonly minutes: readonly MinuteCount[];
  readonly reached: Reached;
  readonly waiting: readonly Waiting[];
}

/** A filing that was refused, as far as it could be read. */
export interface RefusedFiling {
  readonly code: ServiceErrorCode;
  readonly message: string;
  readonly facts: Facts;
  readonly key?: string;
  readonly type?: string;
  readonly loan?: string;
  readonly reference?: string;
}

export interface Refusal extends RefusedFiling {
  readonly id: string;
  readonly at: string;
  /** Id of the item that was filed under the same idempotency key after all. */
  readonly filedAs?: string;
}

export interface RefusalPage {
  /** Newest first. */
  readonly refusals: readonly Refusal[];
  readonly next: string | undefined;
}

export interface Monitoring {
  /** Counts a filing that was taken. */
  taken(organisation: string, outcome: 'created' | 'replayed'): void;
  /** Counts a filing that was refused, and keeps what is known of it for a week; of many in one minute only the first ones. */
  refused(organisation: string, filing: RefusedFiling): void;
  /** @param organisation whose filings and items; undefined: of the whole log */
  activity(organisation: string | undefined): Promise<Activity>;
  refusals(
    organisation: string,
    page: { readonly cursor?: string; readonly limit: number },
  ): Promise<RefusalPage>;
  /** Writes down what was counted, and drops refusals whose time is over. */
  flush(): Promise<void>;
}
