/**
 * The statement: what goes on the log of a record, one digest under the filer's signature. It has two forms: a JWT of its own, the signed part of an
 * SD-JWT (RFC 9901), or a place in a batch that was signed as a whole (`batch.ts`).
 */
import { utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { BATCH_SEPARATOR, type BatchManifest, type BatchPlace, readManifest, readPlace } from './batch.ts';
import {
  digest32,
  type Envelope,
  type EnvelopeSigner,
  MAX_STATEMENT_LENGTH,
  malformed,
  readEnvelope,
  signEnvelope,
} from './jws.ts';

export { MAX_STATEMENT_LENGTH, type StatementAlgorithm } from './jws.ts';

export const STATEMENT_TYPE = 'evidence+sd-jwt';

/** The envelope is that of the statement, or of the manifest of its batch. */
export interface Statement extends Envelope {
  /** Base64url digest of the record's disclosure. */
  readonly recordDigest: string;
  /** Where it stands in a batch. That this leads to what was signed is for `statementFault`. */
  readonly batch?: BatchPlace;
}

const PAYLOAD = ['_sd', '_sd_alg'] as const;

export interface StatementContent extends EnvelopeSigner {
  readonly recordDigest: string;
}

/** @throws CoreError `ALGORITHM` for a signer that statements do not admit, `MISUSE` for a digest or time that cannot stand in a header */
export function signStatement({ recordDigest, ...by }: StatementContent): Promise<string> {
  return signEnvelope(by, STATEMENT_TYPE, { _sd: [recordDigest], _sd_alg: 'sha-256' });
}

/**
 * Reads a statement without checking its signature or its place in a batch.
 * @param manifest reads the manifest of a batch: something that remembers, where many items come under one
 * @throws CoreError `FORMAT`, `ALGORITHM` (`none`, RSA, HMAC, ...), `ENCODING`, `JSON`
 */
export function readStatement(
  text: string,
  manifest: (jws: string) => BatchManifest = readManifest,
): Statement {
  if (text.length > MAX_STATEMENT_LENGTH)
    throw malformed(`longer than ${MAX_STATEMENT_LENGTH} characters`, { length: text.length });
  return text.includes(BATCH_SEPARATOR) ? inBatch(text, manifest) : alone(text);
}

function alone(jws: string): Statement {
  const { envelope, payload } = readEnvelope(jws, STATEMENT_TYPE, PAYLOAD);
  const { _sd, _sd_alg } = payload;
  if (_sd_alg !== 'sha-256') throw malformed('_sd_alg is not sha-256');
  if (!Array.isArray(_sd) || _sd.length !== 1) throw malformed('_sd does not hold exactly one digest');
  digest32('_sd', _sd[0]);
  return { ...envelope, recordDigest: _sd[0] as string };
}

function inBatch(text: string, read: (jws: string) => BatchManifest): Statement {
  const { recordDigest, manifest, index, path } = readPlace(text, read);
  const { alg, x5t, issuedAt, signingInput, signature } = manifest;
  const batch = { manifest, index, path };
  return { alg, x5t, issuedAt, signingInput, signature, recordDigest, batch };
}

/** SHA-256 over the statement's ASCII bytes: its content id. */
export function statementDigest(c: Crypto, text: string): Uint8Array {
  return c.sha256(utf8(text));
}
