/** Building blocks of the API's schemas. Each property carries a description and an example; a test holds them to it. */
import { z } from 'zod';
import { SERVICE_ERROR_CODES } from '../../errors.ts';

export const SHA256_HEX = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits')
  .meta({
    description: 'SHA-256, 64 lower-case hexadecimal digits.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  });

export const SM3_HEX = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits')
  .meta({
    description: 'SM3 (GB/T 32905), 64 lower-case hexadecimal digits.',
    example: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  });

export const BASE64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'expected base64');

export const UTC_TIME = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'expected RFC 3339, UTC');

export const EVIDENCE_ID = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, 'expected an evidence id')
  .meta({
    description: 'Id of the item: a UUID of version 7 (RFC 9562).',
    example: '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11',
  });

export const LOAN = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "The filer's number of the loan.", example: 'LN-2026-000417' });

/** One object for the two faces of a schema: what comes in is strict, so a misspelt member is named and not dropped. */
export const input = z.strictObject;

export const ProblemSchema = z
  .object({
    type: z.string().meta({
      description: 'Identifier of the kind of problem (RFC 9457). Not an address.',
      example: 'urn:triseal:problem:digest-mismatch',
    }),
    title: z.string().meta({
      description: 'The kind in a few words, in the language that Accept-Language prefers (en, zh).',
      example: 'A document does not match its digest',
    }),
    status: z.int().meta({ description: 'The HTTP status.', example: 422 }),
    detail: z.string().meta({
      description: 'What was wrong with this request.',
      example: 'the document "contract.pdf" has another SHA-256 than the record says',
    }),
    instance: z.string().meta({
      description: "The request's id, as in X-Request-Id and in the service's log.",
      example: 'urn:uuid:5f0c7e86-7c41-4a5e-9f0a-2c1b8f6f0f5a',
    }),
    code: z.enum(SERVICE_ERROR_CODES).meta({
      description: 'Code from the closed list in docs/errors.md.',
      example: 'DIGEST_MISMATCH',
    }),
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
      .meta({
        description: 'What was expected and what came; the members depend on the code.',
        example: { document: 'contract.pdf', algorithm: 'sha256' },
      }),
    remedy: z.string().meta({
      description: 'What to do about it.',
      example: 'Hash the very file that is sent.',
    }),
    error: z.string().optional().meta({
      description: "RFC 6749's error code; at the token address only.",
      example: 'invalid_client',
    }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem document.' });
