/** Resumable uploads: documents that come in parts, before the filing that refers to them. */
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock, Random } from '../../ports/platform.ts';
import type { Vault } from '../../vault/vault.ts';

export interface UploadPolicy {
  /** Bytes of one upload. */
  readonly maxBytes: number;
  /** Bytes that one organisation may have uploaded or announced, and not filed. */
  readonly quotaBytes: number;
  /** Uploads that one organisation may have open. */
  readonly quotaCount: number;
  /** Milliseconds after the last part at which an upload that was not filed is dropped. */
  readonly lifetimeMs: number;
  /** Bytes of one stored part: what a killed process loses at most of what it has received. */
  readonly partBytes: number;
}

export const DEFAULT_UPLOAD_POLICY: UploadPolicy = {
  maxBytes: 2 * 2 ** 30,
  quotaBytes: 20 * 2 ** 30,
  quotaCount: 1000,
  lifetimeMs: 24 * 3_600_000,
  partBytes: 8 * 2 ** 20,
};

/** What the client said of the file, as given. */
export interface UploadLabels {
  readonly name?: string;
  readonly mediaType?: string;
}

export interface NewUpload {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  readonly labels: UploadLabels;
}

export interface Upload extends NewUpload {
  /** Bytes that are durable. */
  readonly offset: number;
  /** RFC 3339, UTC: dropped then unless more comes or it is filed. */
  readonly expires: string;
}

export const CHECKSUM_ALGORITHMS = ['sha1', 'sha256'] as const;

export interface Checksum {
  readonly algorithm: (typeof CHECKSUM_ALGORITHMS)[number];
  readonly digest: Uint8Array;
}

/** An upload that is whole and held for one filing. */
export interface HeldUpload extends Upload {
  content(): AsyncIterable<Uint8Array>;
}

/** How an upload that has been filed is remembered, so that the repetition of its filing finds the item. */
export interface FiledUpload {
  /** Id of the item. */
  readonly evidence: string;
  /** Name of the filing by its idempotency key, and digest of its request; hex. */
  readonly filing: string;
  readonly request: string;
}

/** Uploads of other organisations are `NOT_FOUND`. */
export interface Uploads {
  readonly policy: UploadPolicy;
  /** @throws ServiceError `UPLOAD_QUOTA`, `PAYLOAD_TOO_LARGE` */
  create(organisation: string, upload: NewUpload): Promise<Upload>;
  /** @throws ServiceError `NOT_FOUND`, also when it has been filed; `UPLOAD_EXPIRED` */
  get(organisation: string, id: string): Promise<Upload>;
  /**
   * Adds to the upload what comes, encrypted. When the content breaks off, what came is kept; with a checksum nothing is, unless all of it fits.
   * @throws ServiceError `UPLOAD_OFFSET_MISMATCH`, `PAYLOAD_TOO_LARGE`, `UPLOAD_CHECKSUM_MISMATCH`, and what the content throws
   */
  append(
    organisation: string,
    id: string,
    offset: number,
    content: AsyncIterable<Uint8Array>,
    checksum?: Checksum,
  ): Promise<Upload>;
  /** Drops it with its parts. */
  remove(organisation: string, id: string): Promise<void>;
  /** @returns how it was filed; undefined while it was not */
  filed(organisation: string, id: string): Promise<FiledUpload | undefined>;
  /** @param filing names the filing that wants it. @throws ServiceError `UPLOAD_INCOMPLETE`, `UPLOAD_IN_USE`, `UPLOAD_EXPIRED`, `NOT_FOUND` */
  hold(organisation: string, id: string, filing: string): Promise<HeldUpload>;
  /** Lets another filing have it. */
  release(organisation: string, id: string, filing: string): Promise<void>;
  /** Drops parts, names and key, and remembers which item it became. */
  settle(organisation: string, id: string, filed: FiledUpload): Promise<void>;
  /** Drops what has expired. @returns how many */
  sweep(): Promise<number>;
}

export interface UploadsDeps {
  readonly documents: DocumentStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: UploadPolicy;
}
