/** Bodies: the content type is demanded, the size bounded, the JSON strict. */
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { utf8Decode } from '../../core/bytes.ts';
import { CoreError } from '../../core/error.ts';
import { type JsonObject, parseJsonObject } from '../../core/json.ts';
import { ServiceError, type ServiceErrorCode } from '../errors.ts';

/** Refuses other content types. @param types media types without parameters */
export function consumes(...types: readonly string[]): RequestHandler {
  return (req, _res, next) => {
    const type = req.is([...types]);
    if (type !== false && type !== null) return next();
    throw new ServiceError('UNSUPPORTED_MEDIA_TYPE', `the body must be ${types.join(' or ')}`, {
      facts: { expected: types, received: mediaType(req) },
    });
  };
}

function mediaType(req: Request): string | null {
  return req.get('content-type')?.split(';', 1)[0]?.trim().slice(0, 127) ?? null;
}

/** Reads the whole body into `req.body` as bytes; uncompressed, at most `limit` bytes. */
export function rawBody(limit: number): RequestHandler {
  return express.raw({ type: () => true, limit, inflate: false });
}

/** The body that `rawBody` read. An absent body is an empty one. */
export function bytesOf(req: Request): Uint8Array {
  return Buffer.isBuffer(req.body) ? req.body : new Uint8Array();
}

const DEPTH = 32;

/** @throws ServiceError `JSON_INVALID` naming the rule and the offset */
export function strictJson(text: string): JsonObject {
  try {
    return parseJsonObject(text, { maxDepth: DEPTH, maxLength: text.length });
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    // A duplicate name is quoted in the parser's message, and names may be personal: the offset says enough.
    const message = cause.message.replace(/ "(?:[^"\\]|\\.)*"$/, '');
    throw new ServiceError('JSON_INVALID', message, { facts: { ...cause.facts, maxDepth: DEPTH }, cause });
  }
}

/** @throws ServiceError `JSON_INVALID` also when the bytes are not UTF-8 */
export function jsonOf(bytes: Uint8Array): JsonObject {
  let text: string;
  try {
    text = utf8Decode(bytes, 'the body');
  } catch (cause) {
    throw new ServiceError('JSON_INVALID', 'the body is not well-formed UTF-8', { cause });
  }
  return strictJson(text);
}

/** At most this many problems are told at once. */
const TOLD = 20;

/**
 * Holds a value against its schema. @param codes code by first member of the path, `REQUEST_INVALID` for the others
 * @throws ServiceError naming each member that is wrong and what was expected; never the value that was sent
 */
export function conform<T extends z.ZodType>(
  schema: T,
  value: unknown,
  codes: Readonly<Record<string, ServiceErrorCode>> = {},
): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const first = issues[0]!;
  const code = codes[String(first.path[0])] ?? 'REQUEST_INVALID';
  throw new ServiceError(code, `${pointer(first.path)}: ${first.message}`, {
    facts: { problems: issues.slice(0, TOLD).map((issue) => `${pointer(issue.path)}: ${issue.message}`) },
  });
}

function pointer(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the request' : path.map((part) => `/${String(part)}`).join('');
}
