/** RFC 9457 problem documents: from a thrown error to the answer, in the caller's language, without the operator's details. */
import type { Request } from 'express';
import type { Facts } from '../../core/error.ts';
import { ServiceError, type ServiceErrorCode } from '../errors.ts';
import { type Language, PROBLEMS } from './problem-catalogue.ts';

/** The body of every answer that is not a success, `application/problem+json`. */
export interface Problem {
  /** `urn:triseal:problem:<code in lower case>`: an identifier, not an address. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was wrong with this request, in English. */
  readonly detail: string;
  /** `urn:uuid:` of the request, as in the header `X-Request-Id` and in the service's log. */
  readonly instance: string;
  readonly code: ServiceErrorCode;
  readonly facts: Facts;
  readonly remedy: string;
}

export const PROBLEM_TYPE = 'application/problem+json';

export function problemType(code: ServiceErrorCode): string {
  return `urn:triseal:problem:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** The caller's language: Chinese when Accept-Language prefers it, else English. */
export function languageOf(req: Pick<Request, 'acceptsLanguages'>): Language {
  return req.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
}

/** Whatever was thrown, as a refusal of the closed list. Unexpected errors become `INTERNAL`, their message stays with the operator. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (isNoSpace(error)) return new ServiceError('DISK_FULL', 'no space left to store this', { cause: error });
  return new ServiceError('INTERNAL', 'an unexpected error stopped this request', { cause: error });
}

function isNoSpace(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export function problemOf(error: ServiceError, requestId: string, language: Language): Problem {
  const { status, title, remedy } = PROBLEMS[error.code];
  return {
    type: problemType(error.code),
    title: title[language],
    status,
    detail: error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    facts: error.facts,
    remedy: language === 'en' && error.remedy !== undefined ? error.remedy : remedy[language],
  };
}
