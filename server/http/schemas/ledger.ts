/** The ledger as a whole, as OpenAPI tells it. */
import { z } from 'zod';
import { PARTIES } from '../../../core/party.ts';
import { SHA256_HEX, UTC_TIME } from './common.ts';

const PARTY = z.enum(PARTIES).meta({ description: 'The party.', example: 'commission' });

const LedgerPartySchema = z
  .object({
    party: PARTY,
    url: z.string().meta({
      description:
        "Prefix of the party's node: under it stand its copy of the log, stream heads, confirmations and objections.",
      example: 'http://127.0.0.1:8441',
    }),
  })
  .meta({ id: 'LedgerParty', description: 'A party and where it serves its copy.' });

const SealSchema = z
  .object({
    chainId: z.int().meta({ description: 'EIP-155 chain id.', example: 31337 }),
    contract: z.string().meta({
      description: 'Address of EvidenceAnchor.',
      example: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
    }),
    log: z.string().meta({ description: "The contract's id of the log.", example: '0x1c…' }),
    transaction: z.string().meta({ description: 'Hash of the sealing transaction.', example: '0x9a…' }),
    blockNumber: z.int().meta({ description: 'Its block.', example: 17 }),
    blockHash: z.string().meta({ description: "The block's hash.", example: '0x4f…' }),
    blockTime: UTC_TIME.meta({ description: 'As the chain says it.', example: '2026-03-05T02:21:10.000Z' }),
  })
  .meta({ id: 'LedgerSeal', description: 'Where the chain sealed the checkpoint.' });

const LedgerRoundSchema = z
  .object({
    size: z.int().meta({ description: 'Entries of the log.', example: 1042 }),
    root: SHA256_HEX.meta({ description: 'Root hash of the tree.' }),
    witnessed: z
      .array(
        z
          .object({
            party: PARTY,
            at: UTC_TIME.meta({ description: 'Its cosignature.', example: '2026-03-05T02:21:08.000Z' }),
          })
          .meta({ id: 'LedgerWitness', description: "A party's cosignature." }),
      )
      .meta({ description: 'Who cosigned, and when.', example: [] }),
    quorumAt: UTC_TIME.optional().meta({
      description: 'When the policy was satisfied.',
      example: '2026-03-05T02:21:08.400Z',
    }),
    timestampedAt: UTC_TIME.optional().meta({
      description: 'Time of the RFC 3161 token.',
      example: '2026-03-05T02:21:08.610Z',
    }),
    seal: SealSchema.optional().meta({
      description: 'Absent until the chain sealed it.',
      example: { chainId: 31337 },
    }),
    sealedAt: UTC_TIME.optional().meta({
      description: 'When the service saw the seal.',
      example: '2026-03-05T02:21:11.000Z',
    }),
  })
  .meta({ id: 'LedgerRound', description: 'How far one checkpoint has come.' });

export const LedgerSchema = z
  .object({
    origin: z.string().meta({ description: 'Origin of the log.', example: 'triseal.local/demo-bank' }),
    parties: z.array(LedgerPartySchema).meta({ description: 'The three parties.', example: [] }),
    rounds: z
      .array(LedgerRoundSchema)
      .meta({ description: 'Witnessed checkpoints, newest first.', example: [] }),
  })
  .meta({
    id: 'Ledger',
    description: "The service's own account of the ledger; what counts is what each party serves.",
  });

export const LedgerQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(20)
    .meta({ description: 'Checkpoints at most.', example: 20 }),
});
