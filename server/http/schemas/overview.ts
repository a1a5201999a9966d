/** What an organisation sees of its own registration, and an operator of the service, in the browser. */
import { z } from 'zod';
import { JobSchema } from './jobs.ts';
import { CertificateSchema, OrganisationSchema, OrganisationsSchema, UsageSchema } from './organisations.ts';

const StandingCertificateSchema = CertificateSchema.extend({
  not_before: z.iso.datetime().meta({
    description: "Begin of the certificate's own validity, UTC.",
    example: '2026-11-23T04:00:00.000Z',
  }),
  standing: z.enum(['good', 'not-yet', 'expired', 'withdrawn']).meta({
    description: 'Whether statements and calls under it are taken now, as far as register and validity go.',
    example: 'good',
  }),
}).meta({ id: 'StandingCertificate', description: 'A registered certificate and whether it is good now.' });

export const OwnOrganisationSchema = z
  .object({
    organisation: OrganisationSchema.meta({ example: { name: 'demo-bank', kind: 'bank', state: 'active' } }),
    usage: UsageSchema.meta({ example: { day: '2026-11-23', items: 417, bytes: 52428800 } }),
    certificates: z
      .array(StandingCertificateSchema)
      .meta({ description: 'Past and present, oldest first.', example: [] }),
  })
  .meta({ id: 'OwnOrganisation', description: 'An organisation with its certificates and use.' });

export { OrganisationsSchema };

export const OperationJobsSchema = z
  .object({
    jobs: z.array(JobSchema).meta({
      description: 'Running, queued, failed, cancelled and done ones, at most 50 of each.',
      example: [],
    }),
    key_rotation: JobSchema.optional().meta({
      description: 'The newest change of the key-encryption key.',
      example: { kind: 'keys.rewrap', state: 'done' },
    }),
  })
  .meta({ id: 'OperationJobs', description: 'What the service works on.' });
