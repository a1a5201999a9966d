/**
 * What the service keeps beside the log: the private side of each item, idempotency, the loans' streams, and the rounds in which checkpoints
 * were witnessed, time-stamped and sealed. Rows of items are staged with their batch and visible with its commit.
 */
import type { BlockFile } from '../../core/package/chain-block.ts';
import type { Party } from '../../core/party.ts';
import type { EvidenceErasure } from './erasure.ts';
import type { LogStore } from './log-store.ts';

/** The private side of one item. Holds no plain personal data: names, fields and disclosures are inside `sealed`. */
export interface EvidenceRow {
  /** Public id of the item, unique in the service. */
  readonly id: string;
  readonly origin: string;
  readonly index: number;
  readonly stream: Uint8Array;
  readonly sequence: number;
  readonly organisation: string;
  /** Keyed hash of the loan's number, hex (see `vault`): rows of a loan are found without keeping its number in plain text. */
  readonly loanIndex: string;
  /** Document type code. */
  readonly type: string;
  /** Keyed hash of the filer's own number of the item, hex, as `loanIndex`; absent for items without one. */
  readonly referenceIndex?: string;
  /** Id of the earlier item that this one takes the place of, or says something about. */
  readonly supersedes?: string;
  readonly annotates?: string;
  /** Millisecond UTC time of receipt, as in the entry. */
  readonly receivedAt: string;
  /** Hex SHA-256 over (organisation, idempotency key): unique. Ready-made statements without a key use the statement's digest. */
  readonly idempotency: string;
  /** Hex SHA-256 of the canonical request, to tell a repetition from another content under the same key. */
  readonly fingerprint: string;
  /** Name of the item's content key. */
  readonly keyId: string;
  /** Encrypted under the item's key: canonical JSON of the private part (SD-JWT with all disclosures, documents). */
  readonly sealed: Uint8Array;
  /** Blobs of the item's documents, in the record's order. */
  readonly blobs: readonly string[];
}

/** A content key, wrapped by the key-encryption key. Deleting it erases what it encrypts. */
export interface WrappedKey {
  readonly id: string;
  readonly wrapped: Uint8Array;
  /** Name of the wrapping key. */
  readonly wrappedBy: string;
}

/** One loan's stream: its blinding value stays off the log. */
export interface StreamRow {
  readonly origin: string;
  readonly organisation: string;
  readonly loanIndex: string;
  readonly stream: Uint8Array;
  /** The 32-byte blinding value, encrypted under `keyId`. */
  readonly sealed: Uint8Array;
  readonly keyId: string;
}

export interface PartyTime {
  readonly party: Party;
  /** UTC time of the party's cosignature. */
  readonly at: string;
}

export interface ChainConfirmation {
  readonly party: Party;
  /** 0x-hex address of the party's chain key. */
  readonly signer: string;
  /** 0x-hex 65-byte signature of the EIP-712 confirmation. */
  readonly signature: string;
}

export interface ChainSeal {
  readonly chainId: number;
  readonly contract: string;
  /** The contract's id of the log, 0x-hex. */
  readonly log: string;
  readonly transaction: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  /** UTC time of the block, as the chain says it. */
  readonly blockTime: string;
  /** Transaction, receipt and header; null when the chain gives none that can be shown, absent while it has not been asked. */
  readonly block?: BlockFile | null;
}

export interface TimestampRenewal {
  /** Base64 RFC 3161 token. */
  readonly token: string;
  /** UTC time that it gives. */
  readonly at: string;
  /** What it stamps, when everything was hashed anew with it (`core/tsp/hash-renewal.ts`); else it stamps the token before it. */
  readonly hashes?: string;
}

/** How far one checkpoint has come. Grows; nothing in it is ever replaced by something weaker. */
export interface RoundRow {
  readonly origin: string;
  readonly size: number;
  /** Hex root hash. */
  readonly root: string;
  /** Signed note with the cosignatures gathered so far. */
  readonly checkpoint: string;
  readonly witnessed: readonly PartyTime[];
  /** UTC time when the policy's quorum was reached. */
  readonly quorumAt?: string;
  /** Base64 RFC 3161 token over the bytes of `checkpoint` as it stood at quorum; from then on `checkpoint` no longer changes. */
  readonly timestamp?: string;
  readonly timestampedAt?: string;
  /** Tokens that keep `timestamp` alive, each over the DER of the token before it. Only ever added to. */
  readonly renewals?: readonly TimestampRenewal[];
  readonly confirmations: readonly ChainConfirmation[];
  readonly seal?: ChainSeal;
  readonly sealedAt?: string;
}

export interface RowQuery {
  readonly organisation: string;
  readonly loanIndex: string;
  /** Rows with a sequence above this one. */
  readonly after: number;
  readonly limit: number;
}

/** Which rows are wanted; what is left out does not narrow. Rows come by index, which is also the order of their receipt. */
export interface RowSearch {
  readonly origin: string;
  /** Left out: of all organisations, by nothing but the place. */
  readonly organisation?: string;
  readonly loanIndex?: string;
  readonly type?: string;
  readonly referenceIndex?: string;
  /** Rows of [from, before). */
  readonly from: number;
  readonly before: number;
  readonly order: 'ascending' | 'descending';
  readonly limit: number;
}

/** One item says of itself that it supersedes or annotates another. */
export interface RowLink {
  readonly kind: 'supersedes' | 'annotates';
  /** Id of the later item, which says so. */
  readonly by: string;
  /** Id of the earlier one. */
  readonly of: string;
  readonly organisation: string;
}

export interface EvidenceStore extends LogStore, EvidenceErasure {
  /**
   * Stages rows and their wrapped keys with a batch that has been staged; visible when that batch is committed. Same promises as `stage`.
   * @throws ServiceError `INTERNAL` when a committed row has the same id or the same idempotency: an item is never doubled,
   *   though callers should not get that far
   */
  stageRows(batchId: string, rows: readonly EvidenceRow[], keys: readonly WrappedKey[]): Promise<void>;
  row(id: string): Promise<EvidenceRow | undefined>;
  rowByIdempotency(idempotency: string): Promise<EvidenceRow | undefined>;
  rowsOfLoan(query: RowQuery): Promise<readonly EvidenceRow[]>;
  /** Committed rows alone; each kind of search has an index. */
  findRows(search: RowSearch): Promise<readonly EvidenceRow[]>;
  /** Index of the first committed row that was received at `at` or later (RFC 3339, UTC, milliseconds); the head's size when there is none. */
  firstReceived(origin: string, at: string): Promise<number>;
  /** What supersedes or annotates these items, in the order in which it was filed. */
  linksTo(origin: string, ids: readonly string[]): Promise<readonly RowLink[]>;
  key(id: string): Promise<WrappedKey | undefined>;
  /** Registers the loan's stream if it has none. @returns the one that stands: the first registered wins */
  claimStream(row: StreamRow, key: WrappedKey): Promise<StreamRow>;
  streamOfLoan(origin: string, organisation: string, loanIndex: string): Promise<StreamRow | undefined>;
  saveRound(round: RoundRow): Promise<void>;
  /** Forgets rounds smaller than `size` that never reached quorum: a larger one covers all that they covered. */
  dropSuperseded(origin: string, size: number): Promise<void>;
  /** The round with the smallest size above `index`, i.e. the first one that covers it; with `sealed`, the first sealed one. */
  roundCovering(
    origin: string,
    index: number,
    stage: 'any' | 'quorum' | 'sealed',
  ): Promise<RoundRow | undefined>;
  latestRound(origin: string, stage: 'any' | 'quorum' | 'sealed'): Promise<RoundRow | undefined>;
  round(origin: string, size: number): Promise<RoundRow | undefined>;
  /** The newest rounds with quorum, largest first. */
  recentRounds(origin: string, limit: number): Promise<readonly RoundRow[]>;
  /** Rounds with quorum that are not sealed yet, by size. */
  unsealedRounds(origin: string): Promise<readonly RoundRow[]>;
}
