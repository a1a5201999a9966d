/** What the routes of retention, holds and erasure have in common. */
import type { z } from 'zod';
import type { ServiceErrorCode } from '../../errors.ts';
import { conform } from '../body.ts';
import { IdPath } from './evidence.ts';

const JSON_TYPE = 'application/json';
/** Bytes of a request's body. */
export const BODY_BYTES = 16 * 1024;

export const read = {
  method: 'get',
  tag: 'privacy',
  access: { scope: 'evidence:read' },
  quota: 'caller',
} as const;
export const write = {
  method: 'post',
  tag: 'privacy',
  access: { scope: 'evidence:write' },
  quota: 'caller',
} as const;
export const READ: readonly ServiceErrorCode[] = ['REQUEST_INVALID', 'NOT_FOUND', 'STORE_UNAVAILABLE'];
export const WRITE: readonly ServiceErrorCode[] = [...READ, 'JSON_INVALID', 'PAYLOAD_TOO_LARGE'];

export const answer = (description: string, schema: z.ZodType) => ({
  description,
  content: { [JSON_TYPE]: schema },
});
export const bodyOf = (description: string, schema: z.ZodType) => ({
  description,
  content: { [JSON_TYPE]: schema },
  required: true,
});

export const idOf = (params: unknown): string => conform(IdPath, params).id;
