/**
 * The one error class of the service: a closed code, a sentence, the facts, what to do. It stands for a refusal that was expected; anything
 * else that reaches the edge is answered as `INTERNAL`. Status and titles are given in `http/problem.ts`, meanings in docs/errors.md.
 */
import type { ErrorDetail, Facts } from '../core/error.ts';

/** Every code with what it means, in the order of docs/errors.md, which is tested against this list. */
export const SERVICE_ERROR_CODES = [
  // How a request arrives
  'JSON_INVALID',
  'REQUEST_INVALID',
  'UNSUPPORTED_MEDIA_TYPE',
  'NOT_ACCEPTABLE',
  'PAYLOAD_TOO_LARGE',
  'UPLOAD_TRUNCATED',
  'UPLOAD_MALFORMED',
  'METHOD_NOT_ALLOWED',
  'NOT_FOUND',
  'RATE_LIMITED',
  // Who asks
  'UNAUTHENTICATED',
  'ASSERTION_INVALID',
  'ASSERTION_REPLAYED',
  'FORBIDDEN',
  'CLOCK_SKEW',
  // Invitations, passkeys, sessions
  'SESSION_ENDED',
  'CSRF_REFUSED',
  'STEP_UP_NEEDED',
  'INVITATION_UNKNOWN',
  'INVITATION_EXPIRED',
  'INVITATION_USED',
  'INVITATION_WITHDRAWN',
  'INVITATION_FOREIGN',
  'CHALLENGE_SPENT',
  'PASSKEY_REFUSED',
  'PASSKEY_UNKNOWN',
  'PASSKEY_CLONED',
  'PASSKEY_EXISTS',
  'LAST_PASSKEY',
  'SAMPLE_REFUSED',
  // What is filed
  'UNKNOWN_DOCUMENT_TYPE',
  'SCHEMA_INVALID',
  'DIGEST_MISMATCH',
  'STATEMENT_INVALID',
  'STATEMENT_SIGNATURE_INVALID',
  'STATEMENT_SIGNER_UNKNOWN',
  'STATEMENT_SIGNER_EXPIRED',
  'STATEMENT_SIGNER_WRONG_PURPOSE',
  'STATEMENT_ORGANISATION_MISMATCH',
  'ALGORITHM_REFUSED',
  'DISCLOSURE_UNMATCHED',
  'DISCLOSURE_WITHHELD',
  'IDEMPOTENCY_KEY_MISSING',
  'IDEMPOTENCY_MISMATCH',
  'SIGNER_UNAVAILABLE',
  'NOT_SEALED_YET',
  'CONTENT_ERASED',
  'PACKAGE_INVALID',
  // Organisations, certificates, quotas
  'CONFLICT',
  'CERTIFICATE_REFUSED',
  'QUOTA_EXCEEDED',
  'ITEM_LINK_INVALID',
  'ALREADY_SUPERSEDED',
  // Uploads, events and webhooks
  'UPLOAD_PROTOCOL',
  'UPLOAD_OFFSET_MISMATCH',
  'UPLOAD_CHECKSUM_MISMATCH',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_IN_USE',
  'UPLOAD_EXPIRED',
  'UPLOAD_QUOTA',
  'TOO_MANY_STREAMS',
  'EVENT_EXPIRED',
  'WEBHOOK_URL_REFUSED',
  'WEBHOOK_LIMIT',
  // Retention and erasure
  'RETENTION_NOT_EXPIRED',
  'LEGAL_HOLD',
  // Jobs, cases and kept packages
  'PRECONDITION_REQUIRED',
  'VERSION_CONFLICT',
  'CASE_TRANSITION_REFUSED',
  'CASE_GUARD_UNMET',
  'JOB_FINISHED',
  'RANGE_NOT_SATISFIABLE',
  'PACKAGE_EXPIRED',
  // The log, the stores and the outside world
  'OVERLOADED',
  'STOPPING',
  'LOG_CONFLICT',
  'LOG_DIVERGED',
  'LOG_CORRUPT',
  'STORE_UNAVAILABLE',
  'STORE_LOCKED',
  'DISK_FULL',
  'KEY_UNAVAILABLE',
  'CONTENT_CORRUPT',
  'CHAIN_UNAVAILABLE',
  'CHAIN_REJECTED',
  'CHAIN_RESET',
  'TSA_UNAVAILABLE',
  'TSA_REJECTED',
  'PARTY_UNAVAILABLE',
  'PARTY_REFUSED',
  // The installation
  'CONFIG_INVALID',
  'INTERNAL',
] as const;

export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

export interface ServiceErrorDetail extends ErrorDetail {
  /** Whole seconds after which the same request may succeed; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/**
 * A refusal. `message` and `remedy` are shown to the caller, so they name what was expected and never carry document content, field values,
 * keys or tokens; `cause` is for the operator's log alone.
 */
export class ServiceError extends Error {
  override readonly name: string = 'ServiceError';
  readonly code: ServiceErrorCode;
  readonly facts: Facts;
  readonly remedy: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ServiceErrorCode, message: string, detail: ServiceErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.facts = detail.facts ?? {};
    this.remedy = detail.remedy;
    this.retryAfterSeconds = detail.retryAfterSeconds;
  }
}

/** Whether `error` is a refusal with this code. */
export function hasCode(error: unknown, code: ServiceErrorCode): error is ServiceError {
  return error instanceof ServiceError && error.code === code;
}
