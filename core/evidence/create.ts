/** From a record to its SD-JWT: every member, document, actor and field behind a salted digest of its own. */
import { base64url } from '../bytes.ts';
import type { Crypto, Signer } from '../crypto.ts';
import { CoreError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { recordToClaims } from './claims.ts';
import { disclosureDigest, encodeDisclosure, RESERVED_NAMES, SALT_BYTES } from './disclosure.ts';
import type { EvidenceRecord } from './record.ts';
import type { SdJwt } from './sd-jwt.ts';
import { signStatement } from './statement.ts';

export interface StatementInput {
  readonly record: EvidenceRecord;
  readonly signer: Signer;
  /** SHA-256 of the signer's DER certificate. */
  readonly certificateSha256: Uint8Array;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Cryptographically strong bytes; called once. */
  readonly random: (length: number) => Uint8Array;
}

/** Gathers the disclosures of one record while its digests are built from the leaves up. */
class Concealer {
  readonly disclosures: string[] = [];
  private readonly c: Crypto;
  private readonly salts: Uint8Array;

  constructor(c: Crypto, salts: Uint8Array) {
    this.c = c;
    this.salts = salts;
  }

  conceal(...content: readonly Json[]): string {
    const at = this.disclosures.length * SALT_BYTES;
    const encoded = encodeDisclosure([base64url(this.salts.subarray(at, at + SALT_BYTES)), ...content]);
    this.disclosures.push(encoded);
    return disclosureDigest(this.c, encoded);
  }

  /** Sorted, so that the order of the digests does not tell the order of the members (RFC 9901 section 4.2.4.1). */
  members(object: JsonObject): JsonObject {
    return {
      _sd: Object.entries(object)
        .map(([name, value]) => this.conceal(name, value))
        .sort(),
    };
  }

  elements(list: readonly Json[]): Json {
    return list.map((value) => ({ '...': this.conceal(value) }));
  }
}

function refuseReserved(fields: JsonObject): void {
  const reserved = Object.keys(fields).find((name) => RESERVED_NAMES.includes(name));
  if (reserved !== undefined)
    throw new CoreError('SCHEMA', `${JSON.stringify(reserved)} cannot be the name of a field`, {
      facts: { path: `/fields/${reserved}` },
    });
}

function countDisclosures({ documents, actors, fields, ...members }: JsonObject): number {
  const sizes = [documents as readonly Json[], actors as readonly Json[], Object.keys(fields as JsonObject)];
  return sizes.reduce((sum, list) => sum + list.length, Object.keys(members).length + sizes.length + 1);
}

/**
 * Makes and signs the statement of a record. The record itself is not checked here: `validateRecord` first.
 * @throws CoreError `CANON` for a value that is not JSON, `SCHEMA` for a reserved field name, `ALGORITHM` or `MISUSE` as `signStatement`
 */
export async function createStatement(c: Crypto, input: StatementInput): Promise<SdJwt> {
  const { record, signer, certificateSha256, issuedAt, random } = input;
  refuseReserved(record.fields);
  const claims = recordToClaims(record);
  const concealer = new Concealer(c, random(countDisclosures(claims) * SALT_BYTES));
  const recordDigest = concealer.conceal(
    'record',
    concealer.members({
      ...claims,
      documents: concealer.elements(claims.documents as readonly Json[]),
      actors: concealer.elements(claims.actors as readonly Json[]),
      fields: concealer.members(claims.fields as JsonObject),
    }),
  );
  const jws = await signStatement({ signer, certificateSha256, issuedAt, recordDigest });
  return { jws, disclosures: concealer.disclosures.reverse() };
}
