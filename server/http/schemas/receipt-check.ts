/** The public look-up of a receipt, issuer metadata, and the proof of a wallet, as OpenAPI tells them. */
import { z } from 'zod';
import { BASE64, SHA256_HEX, UTC_TIME } from './common.ts';
import { StateSchema } from './evidence.ts';

export const RECEIPT_NUMBER = z.string().min(1).max(64).meta({
  description: 'Number of a receipt, as printed on it (docs/spec/receipt.md section 5).',
  example: '01KA-7JWT-RWFN-A9MF-JF1G-NQV7-GH8Z',
});

const SignerSchema = z
  .object({
    organisation: z.string().meta({ description: 'Organisation of the certificate.', example: 'demo-bank' }),
    holder: z
      .enum(['filer', 'service'])
      .meta({ description: 'Whether it signed itself, or the service on its behalf.', example: 'filer' }),
  })
  .meta({ id: 'ReceiptSigner', description: 'Who signed the statement, by its registered certificate.' });

export const ReceiptCheckSchema = z
  .object({
    number: RECEIPT_NUMBER,
    origin: z.string().meta({ description: 'Origin of the log.', example: 'triseal.local/demo-bank' }),
    index: z.int().meta({ description: 'Index of the entry in the log.', example: 1041 }),
    leaf_hash: SHA256_HEX.meta({ description: "The entry's leaf hash; the receipt prints the same." }),
    received_at: UTC_TIME.meta({
      description: 'Time of receipt by the log.',
      example: '2026-03-05T02:21:07.991Z',
    }),
    state: StateSchema.meta({ description: 'How far it has come.', example: { stage: 'sealed' } }),
    checkpoint_size: z.int().nullable().meta({
      description: 'Tree size of the checkpoint that shows it; null before anybody witnessed it.',
      example: 1042,
    }),
    signer: SignerSchema.nullable().meta({
      description: 'Null when the certificate is no longer registered.',
      example: { organisation: 'demo-bank', holder: 'filer' },
    }),
    entry: BASE64.meta({
      description: 'The log entry, base64, as the log publishes it: what the leaf hash is of.',
      example: 'eyJ2IjoxfQ==',
    }),
    proof: z.string().meta({
      description: 'C2SP tlog-proof that the entry is in the log.',
      example: 'c2sp.org/tlog-proof@v1\nindex 1041\n\ntriseal.local/demo-bank\n1042\n',
    }),
  })
  .meta({
    id: 'ReceiptCheck',
    description: 'What is public of an item: its log entry and its state. No personal data.',
  });

const JwkSchema = z
  .object({
    kty: z.literal('EC').meta({ description: 'Kind of key.', example: 'EC' }),
    crv: z.literal('P-256').meta({ description: 'Curve.', example: 'P-256' }),
    x: z.string().meta({
      description: 'Coordinate, base64url.',
      example: 'TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc',
    }),
    y: z.string().meta({
      description: 'Coordinate, base64url.',
      example: 'ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ',
    }),
    kid: z
      .string()
      .meta({ description: 'RFC 7638 thumbprint.', example: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }),
    use: z.literal('sig').meta({ description: 'Use.', example: 'sig' }),
    alg: z.literal('ES256').meta({ description: 'Algorithm.', example: 'ES256' }),
  })
  .meta({ id: 'IssuerKey', description: 'A key that signs credentials.' });

const IssuerKeys = z
  .object({ keys: z.array(JwkSchema).meta({ description: 'Keys.', example: [] }) })
  .meta({ id: 'IssuerKeys', description: 'RFC 7517.' });

export const IssuerMetadataSchema = z
  .object({
    issuer: z
      .string()
      .meta({ description: "As in a credential's `iss`.", example: 'https://evidence.example.org' }),
    jwks: IssuerKeys.meta({ description: "The issuer's keys.", example: { keys: [] } }),
  })
  .meta({ id: 'CredentialIssuer', description: 'JWT VC issuer metadata (draft-ietf-oauth-sd-jwt-vc).' });

export const CredentialInput = z
  .strictObject({
    proof: z.string().min(1).max(4096).optional().meta({
      description:
        "Proof of the wallet's key (OpenID4VCI, `openid4vci-proof+jwt`, `aud` this service); without it the credential is bound to nobody.",
      example: 'eyJhbGciOiJFUzI1NiIsInR5cCI6Im9wZW5pZDR2Y2ktcHJvb2Yrand0In0.eyJhdWQiOiIuLi4ifQ.c2ln',
    }),
  })
  .meta({ id: 'CredentialInput', description: 'To whom the credential is bound.' });
