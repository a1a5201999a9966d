/** Opens what was disclosed of a record, and leaves out what was not. */
import type { Crypto } from '../crypto.ts';
import { checkClaims } from './check-claims.ts';
import { recordFromClaims } from './claims.ts';
import type { EvidenceRecord } from './record.ts';
import { type DisclosureError, type RecordPath, reveal, type Withheld } from './reveal.ts';
import type { SdJwt } from './sd-jwt.ts';
import { readStatement, type Statement } from './statement.ts';

export interface OpenedRecord {
  /** Disclosed members of the right shape. `documents`, `actors` and `fields` may be incomplete: see `withheld`. */
  readonly record: Partial<EvidenceRecord>;
  readonly withheld: readonly Withheld[];
  /** Disclosures that no digest leads to: they are not part of what was signed. */
  readonly unmatched: readonly string[];
  readonly errors: readonly DisclosureError[];
}

/**
 * Checks every disclosure against the statement's digests (RFC 9901 section 7.1); the statement's signature is checked apart, and the fields of
 * the document type by `validateDisclosed`. The record counts as proven only when `unmatched` and `errors` are empty.
 * @param statement of the SD-JWT, when it has been read already
 * @throws as `readStatement`, for the statement only
 */
export function openRecord(
  c: Crypto,
  sdJwt: SdJwt,
  { recordDigest }: Pick<Statement, 'recordDigest'> = readStatement(sdJwt.jws),
): OpenedRecord {
  const { claims = {}, withheld, unmatched, errors } = reveal(c, recordDigest, sdJwt.disclosures);
  const problems = checkClaims(claims, 'disclosed');
  const faulty = new Set(problems.map(({ path }) => path.split('/')[1] as string));
  const sound = Object.entries(claims).filter(([name]) => !faulty.has(name));
  const shape = problems.map(
    ({ path, found, allowed }): DisclosureError => ({
      code: 'SHAPE',
      path,
      message: `found ${found}, allowed is ${allowed}`,
    }),
  );
  return {
    record: recordFromClaims(Object.fromEntries(sound)),
    withheld,
    unmatched,
    errors: [...errors, ...shape],
  };
}

/**
 * Leaves out the disclosures that `keep` refuses. It is asked for each disclosure but the record's own; those above a kept one stay.
 * Disclosures that no digest leads to are dropped. @throws as `readStatement`
 */
export function redact(c: Crypto, sdJwt: SdJwt, keep: (path: RecordPath) => boolean): SdJwt {
  const { recordDigest } = readStatement(sdJwt.jws);
  const paths = [...reveal(c, recordDigest, sdJwt.disclosures).paths];
  const kept = paths.map(([, path]) => path).filter((path) => path.length > 0 && keep(path));
  const needed = new Set(
    kept.flatMap((path) => [...path.keys(), path.length].map((n) => key(path.slice(0, n)))),
  );
  const disclosures = paths.filter(([, path]) => needed.has(key(path))).map(([encoded]) => encoded);
  return { jws: sdJwt.jws, disclosures };
}

const key = (path: RecordPath) => JSON.stringify(path);
