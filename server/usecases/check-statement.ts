/** A statement that the organisation signed itself: everything about it is checked before it may enter the log. */
import { hex } from '../../core/bytes.ts';
import { CoreError } from '../../core/error.ts';
import { type OpenedRecord, openRecord } from '../../core/evidence/open.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { parseSdJwt, type SdJwt } from '../../core/evidence/sd-jwt.ts';
import type { Statement } from '../../core/evidence/statement.ts';
import type { StatementFault, StatementReader } from '../../core/evidence/statement-fault.ts';
import { validateRecord } from '../../core/evidence/validate.ts';
import { ServiceError } from '../errors.ts';
import type { RegisteredCertificate } from '../ports/organisations.ts';
import { refuseProblems } from './assemble-record.ts';
import type { ServiceDeps } from './deps.ts';

export interface ReadyStatement {
  /** As it was sent. */
  readonly text: string;
  readonly sdJwt: SdJwt;
  readonly statement: Statement;
}

/** @throws ServiceError `STATEMENT_INVALID`, `ALGORITHM_REFUSED` */
export function readReady(reader: StatementReader, text: string): ReadyStatement {
  return translated(() => {
    const sdJwt = parseSdJwt(text);
    return { text, sdJwt, statement: reader.read(sdJwt.jws) };
  });
}

type StatementDeps = Pick<ServiceDeps, 'crypto' | 'clock' | 'organisations' | 'limits'>;

/**
 * @returns the record, whole and proven to be what was signed
 * @throws ServiceError `STATEMENT_*`, `DISCLOSURE_*`, `CLOCK_SKEW`, `SCHEMA_INVALID`, `UNKNOWN_DOCUMENT_TYPE`
 */
export async function checkReady(
  deps: StatementDeps,
  reader: StatementReader,
  organisation: string,
  { sdJwt, statement }: ReadyStatement,
): Promise<EvidenceRecord> {
  const registered = knownSigner(deps, organisation, statement);
  await judgeSigner(deps, registered);
  checkIssued(deps, statement);
  const fault = await reader.fault(statement, registered.certificate.spki);
  if (fault !== undefined) throw unsigned(fault, statement);
  const record = disclosedRecord(translated(() => openRecord(deps.crypto, sdJwt, statement)));
  refuseProblems(record.type, validateRecord(record));
  checkFiling(organisation, record);
  return record;
}

function knownSigner(
  { organisations }: StatementDeps,
  organisation: string,
  { x5t }: Statement,
): RegisteredCertificate {
  const registered = organisations.certificate(x5t);
  // A certificate of another organisation is answered as unknown: who else files here is nobody's business.
  if (registered !== undefined && registered.organisation === organisation && registered.holder === 'filer') {
    return registered;
  }
  throw new ServiceError(
    'STATEMENT_SIGNER_UNKNOWN',
    'the certificate is not one that this organisation signs with',
    {
      facts: { certificate: hex(x5t), organisation },
    },
  );
}

async function judgeSigner(deps: StatementDeps, registered: RegisteredCertificate): Promise<void> {
  const verdict = await deps.organisations.judge(registered, deps.clock.now());
  if (verdict.ok) return;
  const facts = { rule: verdict.code, subject: registered.certificate.subject.text };
  if (verdict.reason === 'wrong-purpose') {
    throw new ServiceError(
      'STATEMENT_SIGNER_WRONG_PURPOSE',
      'the certificate is not one for signing statements',
      {
        facts: { ...facts, expected: ['digitalSignature', 'documentSigning'] },
      },
    );
  }
  if (verdict.reason === 'expired') {
    const { notBefore, notAfter } = registered.certificate;
    throw new ServiceError(
      'STATEMENT_SIGNER_EXPIRED',
      'the certificate is expired, not valid yet, or revoked',
      {
        facts: { ...facts, notBefore: iso(notBefore), notAfter: iso(notAfter), now: iso(deps.clock.now()) },
      },
    );
  }
  throw new ServiceError('STATEMENT_SIGNER_UNKNOWN', 'no path leads from the certificate to a trust anchor', {
    facts,
  });
}

function unsigned(fault: StatementFault, { alg, x5t }: Statement): ServiceError {
  const messages: Record<StatementFault, string> = {
    signature: "the signature does not verify under the named certificate's key",
    place: 'the path in the statement does not lead from the record to the root of the signed batch',
  };
  return new ServiceError('STATEMENT_SIGNATURE_INVALID', messages[fault], {
    facts: { alg, certificate: hex(x5t) },
  });
}

function checkIssued({ clock, limits }: StatementDeps, { issuedAt }: Statement): void {
  const now = Math.floor(clock.now() / 1000);
  const { skewSeconds, maxStatementAgeSeconds } = limits;
  const facts = () => ({ issued: iso(issuedAt * 1000), now: iso(now * 1000) });
  if (issuedAt > now + skewSeconds) {
    throw new ServiceError('CLOCK_SKEW', "the statement was signed in the service's future", {
      facts: { ...facts(), allowedSeconds: skewSeconds },
    });
  }
  if (issuedAt < now - maxStatementAgeSeconds) {
    throw new ServiceError('CLOCK_SKEW', 'the statement was signed too long ago to be filed now', {
      facts: { ...facts(), allowedSeconds: maxStatementAgeSeconds },
      remedy: 'Sign a new statement about the same documents; the event keeps its own time.',
    });
  }
}

/** @throws ServiceError unless everything disclosed was signed, and everything signed is disclosed */
function disclosedRecord({ record, withheld, unmatched, errors }: OpenedRecord): EvidenceRecord {
  if (unmatched.length > 0) {
    throw new ServiceError('DISCLOSURE_UNMATCHED', 'a disclosure matches no digest of the statement', {
      facts: { unmatched: unmatched.length },
    });
  }
  const [error] = errors;
  if (error !== undefined) {
    const code = error.code === 'SHAPE' ? 'SCHEMA_INVALID' : 'STATEMENT_INVALID';
    throw new ServiceError(code, `the record cannot be opened: ${error.code} at ${error.path || '/'}`, {
      facts: { problems: errors.slice(0, 20).map(({ path, message }) => `${path}: ${message}`) },
    });
  }
  if (withheld.length > 0) {
    throw new ServiceError(
      'DISCLOSURE_WITHHELD',
      'the statement has digests whose disclosures were not sent',
      {
        facts: { withheld: withheld.length },
      },
    );
  }
  // Nothing is withheld and every member has the right shape; `validateRecord` tells if one was never there.
  return record as EvidenceRecord;
}

function checkFiling(organisation: string, { filing }: EvidenceRecord): void {
  if (filing.organisation === organisation && filing.signedBy === 'filer') return;
  throw new ServiceError(
    'STATEMENT_ORGANISATION_MISMATCH',
    "the record's `filing` is not that of this organisation signing itself",
    { facts: { expected: [organisation, 'filer'], received: [filing.organisation, filing.signedBy] } },
  );
}

function translated<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    const code = cause.code === 'ALGORITHM' ? 'ALGORITHM_REFUSED' : 'STATEMENT_INVALID';
    throw new ServiceError(code, cause.message, { facts: cause.facts, cause });
  }
}

function iso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
