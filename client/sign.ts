/** Statements that the filer signs itself: documents are hashed here, and nothing but digests and signatures needs to leave the bank. */
import { randomBytes } from 'node:crypto';
import { hex } from '../core/bytes.ts';
import type { Crypto, Signer } from '../core/crypto.ts';
import { recordFromClaims } from '../core/evidence/claims.ts';
import { createStatements } from '../core/evidence/create.ts';
import type { DocumentDigest, EvidenceRecord } from '../core/evidence/record.ts';
import { formatSdJwt } from '../core/evidence/sd-jwt.ts';
import { problemLines, validateRecord } from '../core/evidence/validate.ts';
import type { JsonObject } from '../core/json.ts';

export interface FilingKey {
  readonly organisation: string;
  /** Key of the organisation's registered filing certificate. */
  readonly signer: Signer;
  /** SHA-256 of that certificate's DER. */
  readonly certificateSha256: Uint8Array;
}

export interface DocumentBytes {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** The record does not follow docs/spec/record.md. */
export class RecordRefused extends Error {
  override readonly name = 'RecordRefused';
  /** What is wrong, a line each. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the record does not follow its schema: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/** Both digests of a document, for a record. */
export function digestDocument(c: Crypto, { name, mediaType, content }: DocumentBytes): DocumentDigest {
  return {
    name,
    mediaType,
    size: content.length,
    sha256: hex(c.sha256(content)),
    sm3: hex(c.sm3(content)),
  };
}

export interface Unsigned {
  /** The record's claims as on the wire, without `version` and `filing`. */
  readonly record: JsonObject;
  readonly documents?: readonly DocumentBytes[];
}

/**
 * @returns the SD-JWTs in the order given, with one signature for up to 32 of them (docs/spec/record.md)
 * @throws RecordRefused, CoreError as `createStatements`
 */
export async function signRecords(
  c: Crypto,
  filings: readonly Unsigned[],
  { organisation, signer, certificateSha256 }: FilingKey,
  now: number,
): Promise<string[]> {
  const records = filings.map((filing) => completeRecord(c, filing, organisation));
  const signed = await createStatements(c, records, {
    signer,
    certificateSha256,
    issuedAt: Math.floor(now / 1000),
    random: (length) => new Uint8Array(randomBytes(length)),
  });
  return signed.map(formatSdJwt);
}

/** @throws RecordRefused */
function completeRecord(
  c: Crypto,
  { record, documents = [] }: Unsigned,
  organisation: string,
): EvidenceRecord {
  const complete = {
    documents: documents.map((document) => digestDocument(c, document)),
    actors: [],
    ...recordFromClaims(record),
    version: '1',
    filing: { organisation, signedBy: 'filer' },
  } as unknown as EvidenceRecord;
  const problems = problemLines(validateRecord(complete));
  if (problems.length > 0) throw new RecordRefused(problems);
  return complete;
}
