/** From a record to its SD-JWT: every member, document, actor and field behind a salted digest of its own. */
import { base64url } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import type { Json, JsonObject } from '../json.ts';
import { BATCH_SIZES, signBatch } from './batch.ts';
import { recordToClaims } from './claims.ts';
import { disclosureDigest, encodeDisclosure, RESERVED_NAMES, SALT_BYTES } from './disclosure.ts';
import type { EnvelopeSigner } from './jws.ts';
import type { EvidenceRecord } from './record.ts';
import type { SdJwt } from './sd-jwt.ts';
import { signStatement } from './statement.ts';

export interface SigningInput extends EnvelopeSigner {
  /** Cryptographically strong bytes; called once a record. */
  readonly random: (length: number) => Uint8Array;
}

export interface StatementInput extends SigningInput {
  readonly record: EvidenceRecord;
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

interface Concealed {
  readonly recordDigest: string;
  /** From the record's own to the innermost. */
  readonly disclosures: readonly string[];
}

function concealRecord(c: Crypto, record: EvidenceRecord, random: SigningInput['random']): Concealed {
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
  return { recordDigest, disclosures: concealer.disclosures.reverse() };
}

/**
 * Makes and signs the statement of a record. The record itself is not checked here: `validateRecord` first.
 * @throws CoreError `CANON` for a value that is not JSON, `SCHEMA` for a reserved field name, `ALGORITHM` or `MISUSE` as `signStatement`
 */
export async function createStatement(c: Crypto, { record, random, ...by }: StatementInput): Promise<SdJwt> {
  const { recordDigest, disclosures } = concealRecord(c, record, random);
  return { jws: await signStatement({ ...by, recordDigest }), disclosures };
}

/** Entries of up to 32 items stay under 800 bytes, and one signature over 32 weighs nothing beside hashing them. */
export const DEFAULT_BATCH = 32;

/**
 * Makes the statements of many records with one signature for each `batchSize` of them; a record left over has one of its own. The order stays.
 * @throws as `createStatement`, and CoreError `MISUSE` for a batch size that no manifest can have
 */
export async function createStatements(
  c: Crypto,
  records: readonly EvidenceRecord[],
  { random, ...by }: SigningInput,
  batchSize = DEFAULT_BATCH,
): Promise<SdJwt[]> {
  if (!Number.isInteger(batchSize) || batchSize < BATCH_SIZES.least || batchSize > BATCH_SIZES.most)
    throw new CoreError('MISUSE', `a batch has ${BATCH_SIZES.least} to ${BATCH_SIZES.most} records`, {
      facts: { size: batchSize },
    });
  const out: SdJwt[] = [];
  for (let at = 0; at < records.length; at += batchSize) {
    const concealed = records.slice(at, at + batchSize).map((record) => concealRecord(c, record, random));
    const digests = concealed.map(({ recordDigest }) => recordDigest);
    const [only] = digests as [string];
    const signed =
      digests.length > 1
        ? await signBatch(c, by, digests)
        : [await signStatement({ ...by, recordDigest: only })];
    out.push(...concealed.map(({ disclosures }, i) => ({ jws: signed[i]!, disclosures })));
  }
  return out;
}
