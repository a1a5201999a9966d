/** Packages that are kept. */
import { z } from 'zod';
import { SHA256_HEX, UTC_TIME } from './common.ts';
import { UUID7 } from './jobs.ts';

const ID_EXAMPLE = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
export const PACKAGE_ID = UUID7.meta({
  description: 'Id of the package, which is that of the job that built it.',
  example: ID_EXAMPLE,
});

const time = (description: string) => UTC_TIME.meta({ description, example: '2026-11-23T04:10:00.000Z' });

export const KeptPackageSchema = z
  .object({
    id: PACKAGE_ID,
    state: z.enum(['building', 'kept', 'expired']).meta({ description: 'State.', example: 'kept' }),
    case: UUID7.optional().meta({ description: 'The case that it was built for.', example: ID_EXAMPLE }),
    revision: z.int().optional().meta({ description: 'Revision of the case then.', example: 4 }),
    file_name: z.string().optional().meta({
      description: 'Under which it is handed out; once it is planned, until it expires.',
      example: 'LN-2026-000417-sealed.zip',
    }),
    built_by_role: z.string().meta({ description: 'Role of the one who had it built.', example: 'bank' }),
    stage: z
      .enum(['logged', 'witnessed', 'sealed'])
      .meta({ description: 'The least state of its items.', example: 'sealed' }),
    withheld: z.array(z.string()).meta({ description: 'Fields left out.', example: ['id_number'] }),
    documents: z.boolean().meta({ description: 'Whether the documents are in.', example: true }),
    items: z.int().meta({ description: 'Items of the loan that it holds.', example: 31 }),
    size: z.int().optional().meta({ description: 'Bytes.', example: 1823004 }),
    sha256: SHA256_HEX.optional().meta({
      description: 'SHA-256 of the package.',
      example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    }),
    created_at: time('When it was begun.'),
    expires_at: time('When it is deleted.').optional(),
  })
  .meta({ id: 'KeptPackage', description: 'A package that is kept, or was.' });

export const KeptPackagePageSchema = z
  .object({
    items: z.array(KeptPackageSchema).meta({ description: 'Newest first.', example: [] }),
    next_cursor: z.string().optional().meta({ description: 'For the next page.', example: 'WyJhIiwiYiJd' }),
  })
  .meta({ id: 'KeptPackagePage', description: 'Packages.' });
