/** The receipt as OpenAPI tells it; its meaning is in docs/spec/receipt.md. */
import { z } from 'zod';
import { PARTIES } from '../../../core/party.ts';
import { BASE64, EVIDENCE_ID, UTC_TIME } from './common.ts';

const ReceiptStateSchema = z
  .object({
    stage: z
      .enum(['logged', 'witnessed', 'sealed'])
      .meta({ description: 'How far it has come.', example: 'sealed' }),
    loggedAt: UTC_TIME.meta({
      description: 'Time of receipt by the log.',
      example: '2026-03-05T02:21:07.991Z',
    }),
    witnessed: z
      .array(
        z
          .object({
            party: z.enum(PARTIES).meta({ description: 'The party.', example: 'commission' }),
            at: UTC_TIME.meta({
              description: 'Time of its cosignature.',
              example: '2026-03-05T02:21:08.000Z',
            }),
          })
          .meta({ id: 'ReceiptWitness', description: "A party's cosignature." }),
      )
      .meta({ description: 'Parties whose cosignature the proof carries.', example: [] }),
    timestampedAt: UTC_TIME.nullable().meta({
      description: 'Time of the RFC 3161 token.',
      example: '2026-03-05T02:21:08.610Z',
    }),
    sealedAt: UTC_TIME.nullable().meta({
      description: 'Time of the block that sealed it, as the chain says.',
      example: '2026-03-05T02:21:10.000Z',
    }),
  })
  .meta({
    id: 'ReceiptState',
    description: "The service's own account of the stages; what counts is the proof.",
  });

const Sealed = z.record(z.string(), z.unknown());

export const ReceiptSchema = z
  .object({
    version: z.literal(1).meta({ description: 'Version of the format.', example: 1 }),
    id: EVIDENCE_ID,
    origin: z.string().meta({ description: 'Origin of the log.', example: 'triseal.local/demo-bank' }),
    state: ReceiptStateSchema.meta({ description: 'How far it has come.', example: { stage: 'sealed' } }),
    entry: z
      .string()
      .meta({ description: "The log entry's canonical JSON text.", example: '{"link":null,"seq":1}' }),
    record: z.string().nullable().meta({
      description: 'SD-JWT with the disclosures.',
      example: 'eyJhbGciOiJFUzI1NiJ9.eyJfc2QiOlsiLi4uIl19.c2ln~WyJzYWx0Iiwi~',
    }),
    blind: z.string().nullable().meta({
      description: "Blinding value of the loan's stream, base64url.",
      example: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
    }),
    proof: z
      .string()
      .meta({ description: 'C2SP tlog-proof.', example: 'c2sp.org/tlog-proof@v1\nindex 1041\n...' }),
    timestamp: BASE64.nullable().meta({
      description: "RFC 3161 over the proof's checkpoint, base64 DER.",
      example: 'MIICxDCCAcugAwIBAgIBATAKBggqhkjOPQ==',
    }),
    renewals: z
      .array(
        z
          .strictObject({
            timestamp: BASE64.meta({
              description: 'RFC 3161, base64 DER.',
              example: 'MIICxDCCAcugAwIBAgIBATAKBggqhkjOPQ==',
            }),
            hashes: z.string().nullable().meta({
              description:
                'What it stamps when it renews the digests as well; null when it stamps the token before it.',
              example: null,
            }),
          })
          .meta({ id: 'ReceiptRenewal', description: 'A renewal of the timestamp (docs/spec/time.md).' }),
      )
      .optional()
      .meta({ description: 'Renewals of the timestamp; left out while none was needed.', example: [] }),
    hashes: Sealed.optional().meta({
      description: "The item's digests in the hash-tree renewal (docs/spec/time.md); with one alone.",
      example: { version: 1, path: [] },
    }),
    seal: Sealed.nullable().meta({
      description: "The parties' confirmations and where the chain sealed them (docs/spec/package.md).",
      example: { version: 1, chainId: 31337 },
    }),
    trust: Sealed.nullable().meta({
      description: 'Trust data as published then (docs/spec/trust.md); a snapshot, to be compared.',
      example: { version: 1, origin: 'triseal.local/demo-bank' },
    }),
  })
  .meta({ id: 'Receipt', description: 'The receipt of one item (docs/spec/receipt.md).' });
