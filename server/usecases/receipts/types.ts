/** Receipts in the forms that people keep: a page to read and print, all of a loan in one file, a credential for a wallet; and the public look-up. */
import type { JsonObject } from '../../../core/json.ts';
import type { EvidenceState } from '../types.ts';

export interface ReceiptFile {
  /** Proposed file name, ASCII. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface ReceiptArchive {
  readonly fileName: string;
  /** Made while it is read, one receipt after the other. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** What is public of an item anyway: its log entry and how far it has come. No loan, type, name or document. */
export interface PublicReceipt {
  readonly number: string;
  readonly origin: string;
  readonly index: number;
  /** Hex. */
  readonly leafHash: string;
  readonly receivedAt: string;
  readonly state: EvidenceState;
  /** Tree size of the checkpoint that shows the state; undefined while nobody has witnessed it. */
  readonly checkpointSize: number | undefined;
  /** Of the certificate that signed the statement; undefined when it is no longer registered. */
  readonly signer: { readonly organisation: string; readonly holder: 'filer' | 'service' } | undefined;
  /** The log entry, as the log publishes it. */
  readonly entry: Uint8Array;
  /** `.tlog-proof` text: that the entry is in the log, by the checkpoint that shows the state. */
  readonly proof: string;
}

export interface Receipts {
  /** @throws ServiceError `NOT_FOUND`, `KEY_UNAVAILABLE`, `CONTENT_CORRUPT` */
  pdf(organisation: string, id: string): Promise<ReceiptFile>;
  /** A zip of each item's PDF and machine receipt. @throws ServiceError `NOT_FOUND` before the first byte */
  loanArchive(organisation: string, loan: string): Promise<ReceiptArchive>;
  /** Public. @throws ServiceError `NOT_FOUND`, also for what is no number */
  lookUp(number: string): Promise<PublicReceipt>;
  /**
   * SD-JWT VC.
   * @param proof compact JWT by which a wallet shows its key (OpenID4VCI, `openid4vci-proof+jwt`); undefined binds the credential to nobody
   * @throws ServiceError `REQUEST_INVALID` for a proof that does not hold, `NOT_FOUND`
   */
  credential(organisation: string, id: string, proof: string | undefined): Promise<string>;
  /** JWT VC issuer metadata: the issuer and its keys. */
  issuerMetadata(): JsonObject;
}
