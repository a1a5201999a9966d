/**
 * The one error class of `core`: a closed code, a sentence, the facts. Thrown for malformed input and misuse; a proof that does not hold
 * is never an exception but a failed check in the report (docs/spec/report.md).
 */
export type CoreErrorCode =
  /** Bytes or text are not in the encoding demanded (UTF-8, hex, base64). */
  | 'ENCODING'
  /** A number lies outside what the format allows. */
  | 'RANGE'
  /** JSON that is malformed, too deep, too long, or holds a duplicate key. */
  | 'JSON'
  /** A value that has no canonical JSON form (RFC 8785), such as NaN or a lone surrogate. */
  | 'CANON'
  /** A structure does not follow its specification (note, checkpoint, proof, policy, entry, statement, DER). */
  | 'FORMAT'
  /** A record does not follow the schema of its document type. */
  | 'SCHEMA'
  /** A Merkle or signature proof does not hold. Only where a function promises to return proven data. */
  | 'PROOF'
  /** An algorithm that this project does not accept. */
  | 'ALGORITHM'
  /** The caller broke the contract of a function. */
  | 'MISUSE';

export type Facts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface ErrorDetail {
  readonly facts?: Facts;
  readonly remedy?: string;
  readonly cause?: unknown;
}

export class CoreError extends Error {
  override readonly name: string = 'CoreError';
  readonly code: CoreErrorCode;
  readonly facts: Facts;
  readonly remedy: string | undefined;

  constructor(code: CoreErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.facts = detail.facts ?? {};
    this.remedy = detail.remedy;
  }
}
