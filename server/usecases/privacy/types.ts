/** Retention, legal holds and erasure, in the words of the use cases. */
import type { ErasureGround, ErasureScope } from '../../../core/privacy/erasure-receipt.ts';
import type { Retention, RunningRule } from '../../../core/retention/clock.ts';
import type { Caller } from '../../ports/caller.ts';
import type { Actor } from '../../ports/custody.ts';
import type { Redaction } from '../redaction.ts';
import type { Summary } from '../types.ts';

/** `evidence/<id>` or `loan/<keyed hash of its number>`. */
export type HoldSubject = `evidence/${string}` | `loan/${string}`;

export interface Hold {
  readonly id: string;
  readonly subject: HoldSubject;
  /** Whose evidence it is. */
  readonly organisation: string;
  readonly setBy: Actor;
  /** RFC 3339, UTC. */
  readonly setAt: string;
  readonly reason: string;
  readonly lifted?: { readonly by: Actor; readonly at: string; readonly reason: string };
}

export interface ItemRetention extends Retention {
  /** Rules that forbid erasure now, on any ground but an order. */
  readonly blocking: readonly RunningRule[];
  /** Holds in force on the item or its loan. */
  readonly holds: readonly Hold[];
  /** Id of an open case about the loan. */
  readonly openCase?: string;
  readonly erasable: boolean;
}

export type ErasureState = 'requested' | 'refused' | 'approved' | 'done';

export interface Erasure {
  readonly id: string;
  readonly evidence: string;
  /** Code of the item's document type. */
  readonly type: string;
  /** The item's number in the loan. */
  readonly sequence: number;
  readonly organisation: string;
  readonly state: ErasureState;
  readonly scope: ErasureScope;
  readonly ground: ErasureGround;
  /** As the requester put it; sealed at rest. */
  readonly reason: string;
  readonly requestedBy: Actor;
  readonly requestedAt: string;
  readonly decidedBy?: Actor;
  readonly decidedAt?: string;
  readonly decision?: string;
  readonly erasedAt?: string;
  /** Id of the record of type ERASE. */
  readonly record?: string;
  /** Compact JWS (docs/privacy.md section 5). */
  readonly receipt?: string;
}

export interface ErasureRequest {
  readonly scope: ErasureScope;
  readonly ground: ErasureGround;
  readonly reason: string;
}

export interface ErasurePage {
  readonly erasures: readonly Erasure[];
  readonly next: string | undefined;
}

/** Something that keeps what was made of an item's content: it forgets it when the item is erased. */
export interface ContentCache {
  readonly name: string;
  forget(item: {
    readonly id: string;
    readonly organisation: string;
    readonly loanIndex: string;
  }): Promise<void>;
}

/** What is left of an erased item. */
export interface ErasedItem extends Summary {
  readonly organisation: string;
}

export interface Privacy {
  /** The record as an SD-JWT without what is to be left out. @throws ServiceError `NOT_FOUND`, `CONTENT_ERASED` */
  record(id: string, redaction: Redaction): Promise<string>;
  /** @returns undefined as long as the item has content. @throws ServiceError `NOT_FOUND` */
  erasedItem(id: string): Promise<ErasedItem | undefined>;
  loanSubject(organisation: string, loan: string): HoldSubject;
  /** @throws ServiceError `NOT_FOUND` */
  retention(id: string): Promise<ItemRetention>;
  setHold(caller: Caller, subject: HoldSubject, organisation: string, reason: string): Promise<Hold>;
  /** Holds on an item, with those on its loan; lifted ones too. */
  holdsOn(id: string): Promise<readonly Hold[]>;
  hold(id: string): Promise<Hold | undefined>;
  /** @throws ServiceError `NOT_FOUND`, `FORBIDDEN` for a hold of another party, `CONFLICT` when it is lifted already */
  liftHold(caller: Caller, id: string, reason: string): Promise<Hold>;
  /** Records the wish; nothing is destroyed yet. @throws ServiceError `NOT_FOUND`, `CONTENT_ERASED`, `REQUEST_INVALID` for a part that is not there */
  request(caller: Caller, evidence: string, request: ErasureRequest): Promise<Erasure>;
  erasure(id: string): Promise<Erasure | undefined>;
  /** Newest first. @param owner organisation, or the person who asked */
  erasures(
    owner: { readonly organisation: string } | { readonly person: string },
    page: { readonly cursor?: string; readonly limit: number },
  ): Promise<ErasurePage>;
  /** What was erased of an item, in the order in which it was done. */
  erasedOf(evidence: string): Promise<readonly Erasure[]>;
  /**
   * Refuses, or approves and destroys. An approved erasure that was interrupted is finished by `resume`.
   * @throws ServiceError `RETENTION_NOT_EXPIRED`, `LEGAL_HOLD`, `SIGNER_UNAVAILABLE`, `CONFLICT` when it was decided already
   */
  decide(
    caller: Caller,
    id: string,
    decision: { readonly approve: boolean; readonly reason: string },
  ): Promise<Erasure>;
  /** Finishes what was approved and not done. @returns number of erasures finished */
  resume(): Promise<number>;
}
