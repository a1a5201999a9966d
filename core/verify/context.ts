/**
 * What all checks look at: the parts of one container, read once, each `ok`, `absent` or `malformed`. Nothing here is proven; the checks do that.
 * A package and a receipt are brought into the same shape, so one check serves both.
 */
import type { ShownBlock } from '../chain/block-proof.ts';
import type { Crypto } from '../crypto.ts';
import type { Entry } from '../entry/entry.ts';
import type { StreamHead } from '../entry/head.ts';
import type { OpenedRecord } from '../evidence/open.ts';
import type { SchemaProblem } from '../evidence/problem.ts';
import type { SdJwt } from '../evidence/sd-jwt.ts';
import type { Statement } from '../evidence/statement.ts';
import type { Note } from '../note/note.ts';
import type { SealFile } from '../package/chain-seal.ts';
import type { ConsistencyFile } from '../package/consistency.ts';
import type { PackageData, PackageItem } from '../package/package-data.ts';
import type { ZipContents } from '../package/zip-reader.ts';
import type { Party } from '../party.ts';
import type { ReceiptStage } from '../receipt/receipt.ts';
import type { SignedCheckpoint } from '../tlog/checkpoint.ts';
import type { PolicyResult } from '../tlog/policy.ts';
import type { TlogProof } from '../tlog/proof.ts';
import type { HashStatement, ProvenHashes } from '../tsp/hash-renewal.ts';
import type { TimestampResult } from '../tsp/token.ts';
import type { FileDigests } from './digests.ts';
import type { LoanContext } from './loan.ts';
import type { Opened } from './opened.ts';
import type { OpenedTrust } from './opened-trust.ts';
import type { RenewalChain } from './renewal-chain.ts';
import type { ReportKind } from './report.ts';

export interface DisclosedRecord {
  readonly sdJwt: SdJwt;
  readonly opened: OpenedRecord;
  /** What its document type does not allow of what it discloses. Computed once. */
  readonly problems: () => readonly SchemaProblem[];
}

export interface ItemDocument {
  /** Name in the record. */
  readonly name: string;
  /** Path in the package, or the name of the file that was handed over with a receipt. */
  readonly file: string;
}

export interface ItemContext {
  /** As the container numbers it. */
  readonly sequence: number;
  /** Undefined for an entry that the package does not list, and in receipts. */
  readonly listed: PackageItem | undefined;
  readonly entryFile: string;
  readonly entry: Opened<Entry>;
  readonly entryBytes: Uint8Array | undefined;
  /** Over the entry's bytes, whether or not they can be read; undefined when there are none. */
  readonly leafHash: Uint8Array | undefined;
  readonly statement: Opened<Statement>;
  readonly proofFile: string;
  readonly proof: Opened<TlogProof>;
  readonly recordFile: string;
  readonly record: Opened<DisclosedRecord>;
  readonly documents: readonly ItemDocument[];
  readonly hashesFile: string;
  /** Its digests in a hash-tree renewal. */
  readonly hashes: Opened<ProvenHashes>;
}

/** Where the trust data in use came from. */
export type TrustSource = 'given' | 'container' | 'none';

export interface SignedHead {
  readonly note: Note;
  readonly head: StreamHead;
}

export interface RenewalContext {
  /** From 1, as its file is numbered. */
  readonly number: number;
  readonly file: string;
  /** DER TimeStampToken out of the response. */
  readonly token: Opened<Uint8Array>;
  readonly hashesFile: string;
  /** Of a hash-tree renewal, what the token stamps; absent for one that stamps the token before it. */
  readonly hashes: Opened<{ readonly bytes: Uint8Array; readonly statement: HashStatement }>;
}

export interface Context {
  readonly c: Crypto;
  readonly kind: ReportKind;
  /** Undefined when the files were handed over unpacked, and for receipts. */
  readonly archive: ZipContents | undefined;
  /** Bytes by path; for a receipt the documents that were handed over with it. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly digestsOf: (path: string) => FileDigests | undefined;
  readonly data: Opened<PackageData>;
  /** What the container says of how far it has come. */
  readonly stage: ReceiptStage;
  /** Stream opening: loan and blinding value. */
  readonly opening: { readonly file: string; readonly loan: string; readonly blind: Uint8Array } | undefined;
  readonly trustSource: TrustSource;
  readonly trustFile: string;
  readonly trust: Opened<OpenedTrust>;
  /** The snapshot that came along, whether or not it is the one in use. */
  readonly snapshot: Opened<OpenedTrust>;
  readonly checkpointFile: string;
  readonly checkpointBytes: Uint8Array | undefined;
  readonly checkpoint: Opened<SignedCheckpoint>;
  /** By sequence. */
  readonly items: readonly ItemContext[];
  readonly heads: ReadonlyMap<Party, Opened<SignedHead>>;
  /** The first checkpoint that held an item of the loan, and the proof from it to the closing one; packages alone. */
  readonly first: Opened<SignedCheckpoint>;
  readonly growth: Opened<ConsistencyFile>;
  readonly sealFile: string;
  readonly seal: Opened<SealFile>;
  /** The block in which the chain sealed the checkpoint; packages alone. */
  readonly block: Opened<ShownBlock>;
  readonly timestampFile: string;
  /** DER TimeStampToken out of the response. */
  readonly timestamp: Opened<Uint8Array>;
  /** Renewals of the token, by their number. */
  readonly renewals: readonly RenewalContext[];
  /** Judgement of the checkpoint by the trust policy; undefined when one of the two could not be read. Computed once. */
  readonly policyResult: () => Promise<PolicyResult | undefined>;
  /** Undefined when token, checkpoint or trust could not be read. Computed once. */
  readonly timestampResult: () => Promise<TimestampResult | undefined>;
  /** Undefined when the timestamp does not hold. Followed once. */
  readonly renewalChain: () => Promise<RenewalChain | undefined>;
  /** The loan as its records tell it, for the checks of content. */
  readonly loan: LoanContext;
  /** Origin that a receipt names of itself; its proof has one of its own. */
  readonly claimedOrigin?: string;
  /** The package that a receipt is held against. */
  readonly against?: Context;
  /** The caller's present, milliseconds since the epoch; undefined when not given. */
  readonly at: number | undefined;
}
