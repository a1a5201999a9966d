/** Organisations and certificates as the operator sees and changes them. */
import { z } from 'zod';
import { END_REASONS } from '../../../core/verify/trust.ts';
import { SCOPES } from '../../ports/caller.ts';
import { CERTIFICATE_USES } from '../../ports/organisations.ts';
import { ORGANISATION_KINDS } from '../../usecases/organisations/types.ts';
import { input } from './common.ts';

export const ORGANISATION_NAME = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens')
  .meta({ description: 'Name of the organisation, as records give it.', example: 'demo-bank' });

export const CERTIFICATE_ID = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits')
  .meta({
    description: "SHA-256 of the certificate's DER, hex.",
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  });

const KIND = z.enum(ORGANISATION_KINDS).meta({ description: 'What it is.', example: 'bank' });
const STATE = z
  .enum(['active', 'suspended'])
  .meta({ description: 'Whether it may call.', example: 'active' });
const SCOPE_LIST = z
  .array(z.enum(SCOPES))
  .nullable()
  .meta({ description: 'The most that its tokens may have; null for all.', example: ['evidence:read'] });
const USE = z.enum(CERTIFICATE_USES).meta({
  description: 'For statements, for showing who the client is, or both.',
  example: 'both',
});
const REASON = z.enum(END_REASONS).meta({ description: 'RFC 5280 section 5.3.1.', example: 'superseded' });
const TIME = z.iso.datetime().meta({ description: 'UTC.', example: '2026-11-23T04:00:00.000Z' });
const most = (description: string) =>
  z
    .int()
    .min(0)
    .nullable()
    .meta({ description: `${description}; null for no limit.`, example: 100000 });

const QUOTA = {
  items_per_day: most('Items that it may file a day, UTC'),
  bytes_per_day: most('Bytes of documents a day'),
  calls_per_minute: most('Calls a minute'),
};

export const OrganisationInput = input({ name: ORGANISATION_NAME, kind: KIND }).meta({
  id: 'OrganisationInput',
  description: 'A new organisation.',
});
export const StateInput = input({ state: STATE }).meta({
  id: 'StateInput',
  description: 'Suspends or resumes.',
});
export const ScopesInput = input({ scopes: SCOPE_LIST }).meta({
  id: 'ScopesInput',
  description: 'Scopes of an organisation.',
});
export const QuotaInput = input({
  items_per_day: QUOTA.items_per_day.optional(),
  bytes_per_day: QUOTA.bytes_per_day.optional(),
  calls_per_minute: QUOTA.calls_per_minute.optional(),
}).meta({ id: 'QuotaInput', description: 'Quota; members left out stay as they are.' });

export const OrganisationSchema = z
  .object({
    name: ORGANISATION_NAME,
    kind: KIND,
    state: STATE,
    scopes: SCOPE_LIST,
    quota: z.object(QUOTA).meta({
      description: 'What it may use.',
      example: { items_per_day: 100000, bytes_per_day: null, calls_per_minute: null },
    }),
    created_at: TIME,
  })
  .meta({ id: 'Organisation', description: 'A registered organisation.' });

export const OrganisationsSchema = z
  .object({ items: z.array(OrganisationSchema).meta({ description: 'By name.', example: [] }) })
  .meta({ id: 'Organisations', description: 'All organisations.' });

export const CertificateInput = input({
  certificate: z.string().min(1).max(65_536).meta({
    description: 'PEM: the certificate, then authorities that lead towards an anchor.',
    example: '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n',
  }),
  use: USE,
  from: TIME.optional().meta({
    description: 'From when it counts; now when left out.',
    example: '2026-12-01T00:00:00.000Z',
  }),
}).meta({ id: 'CertificateInput', description: 'A certificate to be registered.' });

export const WithdrawalInput = input({
  reason: REASON,
  since: TIME.optional().meta({
    description: 'Since when statements under it are not to be believed; in the past, as after a theft.',
    example: '2026-11-20T00:00:00.000Z',
  }),
}).meta({ id: 'WithdrawalInput', description: 'The end of a certificate.' });

export const CertificateSchema = z
  .object({
    id: CERTIFICATE_ID,
    organisation: ORGANISATION_NAME,
    holder: z.enum(['filer', 'service']).meta({ description: 'Who holds the key.', example: 'filer' }),
    use: USE,
    subject: z.string().meta({ description: 'Subject.', example: 'CN=demo-bank filing system' }),
    not_after: TIME.meta({
      description: "End of the certificate's own validity.",
      example: '2029-11-23T04:00:00.000Z',
    }),
    from: TIME.nullable().meta({ description: 'From when it counts; null: since ever.', example: null }),
    to: TIME.nullable().meta({ description: 'First moment at which no entry may carry it.', example: null }),
    reason: REASON.nullable().meta({ description: 'Why it ended.', example: null }),
  })
  .meta({ id: 'RegisteredCertificate', description: 'A registered certificate with its history.' });

export const CertificatesSchema = z
  .object({ items: z.array(CertificateSchema).meta({ description: 'Oldest first.', example: [] }) })
  .meta({ id: 'Certificates', description: 'Certificates of an organisation, past and present.' });

export const UsageSchema = z
  .object({
    day: z.string().meta({ description: 'UTC day.', example: '2026-11-23' }),
    items: z.int().meta({ description: 'Items filed.', example: 417 }),
    bytes: z.int().meta({ description: 'Bytes of their documents.', example: 52428800 }),
  })
  .meta({ id: 'Usage', description: 'What was filed today.' });

export const CustodyVerdictSchema = z
  .object({
    ok: z.boolean().meta({ description: 'Whether the chain holds.', example: true }),
    lines: z.int().optional().meta({ description: 'Lines of a chain that holds.', example: 120 }),
    head: z
      .string()
      .optional()
      .meta({ description: 'Digest of its last line.', example: '0'.repeat(64) }),
    fault: z
      .string()
      .optional()
      .meta({ description: 'What is broken (docs/spec/custody.md).', example: 'LINK' }),
    line: z.int().optional().meta({ description: 'Where.', example: 17 }),
    message: z
      .string()
      .optional()
      .meta({ description: 'In words.', example: 'line 17 does not name the line before it' }),
  })
  .meta({ id: 'CustodyVerdict', description: 'Result of verifying a custody chain.' });
