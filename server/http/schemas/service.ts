/** Tokens, health and the log's policy. */
import { z } from 'zod';
import { input } from './common.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export const TokenInput = input({
  grant_type: z
    .literal('client_credentials')
    .meta({ description: 'RFC 6749 section 4.4.', example: 'client_credentials' }),
  client_assertion_type: z
    .literal(ASSERTION_TYPE)
    .optional()
    .meta({ description: 'RFC 7523 section 2.2.', example: ASSERTION_TYPE }),
  client_assertion: z.string().max(8192).optional().meta({
    description:
      "JWT signed ES256 with the key of the organisation's certificate; header x5t#S256; claims iss = sub = organisation, aud = this address, iat, exp (at most 300 s on), jti.",
    example: 'eyJhbGciOiJFUzI1NiIsIng1dCNTMjU2IjoiLi4uIn0.eyJpc3MiOiJkZW1vLWJhbmsifQ.c2ln',
  }),
  client_id: z.string().max(128).optional().meta({
    description:
      'The organisation, where the client certificate of the TLS connection stands for the assertion (RFC 8705 section 2).',
    example: 'demo-bank',
  }),
  scope: z.string().max(255).optional().meta({
    description: 'Scopes wanted, separated by spaces. Default: all that the organisation has.',
    example: 'evidence:write evidence:read',
  }),
})
  .refine((form) => (form.client_assertion === undefined) === (form.client_assertion_type === undefined), {
    path: ['client_assertion'],
    message: 'expected together with client_assertion_type',
  })
  .meta({ id: 'TokenInput', description: 'Request for a bearer token.' });

export const TokenSchema = z
  .object({
    access_token: z
      .string()
      .meta({ description: 'Bearer token.', example: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9...' }),
    token_type: z.literal('Bearer').meta({ description: 'RFC 6750.', example: 'Bearer' }),
    expires_in: z.int().meta({ description: 'Seconds that it lives.', example: 600 }),
    scope: z.string().meta({ description: 'Scopes granted.', example: 'evidence:write evidence:read' }),
  })
  .meta({ id: 'Token', description: 'Bearer token (RFC 6749 section 5.1).' });

export const HealthSchema = z
  .object({ status: z.literal('ok').meta({ description: 'The process answers.', example: 'ok' }) })
  .meta({ id: 'Health', description: 'Liveness.' });

const ComponentSchema = z
  .object({
    name: z.string().meta({ description: 'Component.', example: 'store' }),
    ok: z.boolean().meta({ description: 'Whether it works now.', example: true }),
    needed: z.boolean().meta({
      description: 'Whether filing needs it; the chain and the party nodes may catch up later.',
      example: true,
    }),
    detail: z
      .string()
      .optional()
      .meta({ description: 'What is wrong.', example: 'node of the user side: no answer' }),
  })
  .meta({ id: 'Component', description: 'State of one component.' });

export const ReadySchema = z
  .object({
    ready: z.boolean().meta({ description: 'Whether filings are taken.', example: true }),
    origin: z.string().meta({ description: 'Origin of the log.', example: 'triseal.local/demo-bank' }),
    components: z.array(ComponentSchema).meta({
      description: 'What it stands on.',
      example: [{ name: 'store', ok: true, needed: true }],
    }),
  })
  .meta({ id: 'Ready', description: 'Readiness.' });

const ItemRedactionInput = input({
  sequence: z.int().min(1).meta({ description: 'Number of the item in the loan.', example: 3 }),
  whole: z.boolean().optional().meta({
    description: 'Leave the whole item out; its entry and proof go in all the same.',
    example: true,
  }),
  withhold: z
    .array(z.string().min(1).max(64))
    .max(256)
    .optional()
    .meta({ description: 'Structured fields to leave out.', example: ['id_number'] }),
  withhold_members: z
    .array(z.string().min(1).max(64))
    .max(16)
    .optional()
    .meta({ description: 'Members of the record to leave out.', example: ['actors'] }),
  withhold_documents: z
    .array(z.int().min(1).max(9999))
    .max(100)
    .optional()
    .meta({ description: 'Documents to leave out, by number from 1.', example: [1] }),
}).meta({ id: 'ItemRedaction', description: 'What is left out of one item.' });

export const PackageInput = input({
  stage: z.enum(['logged', 'witnessed', 'sealed']).optional().meta({
    description: 'The least state that every item must have reached. Default: sealed.',
    example: 'sealed',
  }),
  withhold: z
    .array(z.string().min(1).max(64))
    .max(256)
    .optional()
    .meta({
      description: 'Names of structured fields to leave out (redaction); the proofs still hold.',
      example: ['id_number'],
    }),
  documents: z.boolean().optional().meta({
    description: 'Whether the documents themselves go in. Default: true.',
    example: true,
  }),
  withhold_personal: z.enum(['sensitive', 'all']).optional().meta({
    description:
      '`sensitive`: leave out the fields that PIPL article 28 calls so; `all`: every field with personal data, and the actors.',
    example: 'sensitive',
  }),
  items: z
    .array(ItemRedactionInput)
    .max(1000)
    .optional()
    .meta({ description: 'What is left out of single items.', example: [{ sequence: 3, whole: true }] }),
}).meta({ id: 'PackageInput', description: 'What the package should hold.' });
