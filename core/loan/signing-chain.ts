/**
 * The identity chain of one signing act: each link found by the digest or the session that the act names, and judged. A link that is there but of another
 * session, or later than the act, is no link.
 */
import type { Facts } from '../error.ts';
import { text } from './fields.ts';
import type { LoanFile, LoanItem } from './loan-file.ts';

export const LINKS = ['kyc', 'liveness', 'consent-text', 'rendered-page', 'contract'] as const;
export type LinkName = (typeof LINKS)[number];

/** Documents that people sign. */
const SIGNED_TYPES = [
  'CONTRACT',
  'AMEND',
  'GUAR',
  'ARBAG',
  'EVCLAUSE',
  'SRVADDR',
  'CRAUTH',
  'CONSENT',
] as const;

export type LinkProblem = 'missing' | 'not-disclosed' | 'not-passed' | 'session' | 'digest' | 'late';

export interface Link {
  readonly name: LinkName;
  readonly sign: LoanItem;
  readonly item: LoanItem | undefined;
  readonly problem: LinkProblem | undefined;
  readonly facts: Facts;
}

export interface SigningChain {
  readonly sign: LoanItem;
  readonly links: readonly Link[];
}

export function signingChain(loan: LoanFile, sign: LoanItem): SigningChain {
  return {
    sign,
    links: [
      sessionLink(loan, sign, 'kyc', 'KYC', 'checked_at', ['result']),
      sessionLink(loan, sign, 'liveness', 'FACE', 'checked_at', ['liveness_result', 'comparison_result']),
      digestLink(loan, sign, 'consent-text', 'CONSENT', 'consent_sha256', 'text_sha256', 'consented_at'),
      digestLink(loan, sign, 'rendered-page', 'PROMPT', 'render_sha256', 'render_sha256', 'shown_at'),
      contractLink(loan, sign),
    ],
  };
}

/** A result of a provider in the session of the act. One of another session only is named as such. */
function sessionLink(
  loan: LoanFile,
  sign: LoanItem,
  name: LinkName,
  type: string,
  time: string,
  results: readonly string[],
): Link {
  const session = text(sign, 'session_id');
  if (session === undefined)
    return { name, sign, item: sign, problem: 'not-disclosed', facts: { field: 'session_id' } };
  const all = loan.of(type);
  const item = all.find((one) => text(one, 'session_id') === session);
  if (item === undefined) return otherSession(name, sign, all.at(-1), session);
  const bad = results.find((field) => (text(item, field) ?? 'passed') !== 'passed');
  if (bad !== undefined) {
    return { name, sign, item, problem: 'not-passed', facts: { field: bad, found: text(item, bad) ?? null } };
  }
  // The first result is a required field: if it is not there, it is withheld.
  const [first] = results;
  if (first !== undefined && text(item, first) === undefined) {
    return { name, sign, item, problem: 'not-disclosed', facts: { field: first } };
  }
  return inTime(name, sign, item, time);
}

function otherSession(name: LinkName, sign: LoanItem, item: LoanItem | undefined, session: string): Link {
  const found = item && text(item, 'session_id');
  if (item === undefined) return { name, sign, item, problem: 'missing', facts: {} };
  if (item.redacted && found === undefined) {
    return { name, sign, item, problem: 'not-disclosed', facts: { field: 'session_id' } };
  }
  return { name, sign, item, problem: 'session', facts: { expected: session, found: found ?? null } };
}

/** What was shown or agreed to, by the digest that the act names. */
function digestLink(
  loan: LoanFile,
  sign: LoanItem,
  name: LinkName,
  type: string,
  named: string,
  digest: string,
  time: string,
): Link {
  const expected = text(sign, named);
  if (expected === undefined) {
    if (sign.redacted) return { name, sign, item: sign, problem: 'not-disclosed', facts: { field: named } };
    return { name, sign, item: undefined, problem: 'missing', facts: { field: named } };
  }
  const all = loan.of(type);
  const item = all.find((one) => text(one, digest) === expected);
  if (item !== undefined) {
    const session = text(sign, 'session_id');
    const found = text(item, 'session_id');
    if (session !== undefined && found !== undefined && found !== session) {
      return { name, sign, item, problem: 'session', facts: { expected: session, found } };
    }
    return inTime(name, sign, item, time);
  }
  const [other] = all;
  if (other === undefined) return { name, sign, item: undefined, problem: 'missing', facts: {} };
  if (all.some((one) => text(one, digest) === undefined)) {
    return { name, sign, item: other, problem: 'not-disclosed', facts: { field: digest } };
  }
  return {
    name,
    sign,
    item: other,
    problem: 'digest',
    facts: { expected, found: text(other, digest) ?? null },
  };
}

/** The signed file is a document of the record that the act names, or of any other in the loan: amendments and guarantees are signed too. */
function contractLink(loan: LoanFile, sign: LoanItem): Link {
  const name = 'contract';
  const expected = text(sign, 'document_sha256');
  if (expected === undefined) {
    return { name, sign, item: sign, problem: 'not-disclosed', facts: { field: 'document_sha256' } };
  }
  const holds = (item: LoanItem) => (item.record.documents ?? []).some(({ sha256 }) => sha256 === expected);
  const named = loan.byReference(sign.fields.contract_reference) ?? loan.of('CONTRACT')[0];
  if (named === undefined) return { name, sign, item: undefined, problem: 'missing', facts: {} };
  const item = holds(named) ? named : loan.of(...SIGNED_TYPES).find(holds);
  if (item !== undefined) return { name, sign, item, problem: undefined, facts: {} };
  if (named.documentsRedacted) {
    return { name, sign, item: named, problem: 'not-disclosed', facts: { field: 'documents' } };
  }
  const found = (named.record.documents ?? []).map(({ sha256 }) => sha256);
  return { name, sign, item: named, problem: 'digest', facts: { expected, found } };
}

function inTime(name: LinkName, sign: LoanItem, item: LoanItem, field: string): Link {
  const [at, signedAt] = [text(item, field), text(sign, 'signed_at')];
  if (at !== undefined && signedAt !== undefined && Date.parse(at) > Date.parse(signedAt)) {
    return { name, sign, item, problem: 'late', facts: { at, signedAt } };
  }
  return { name, sign, item, problem: undefined, facts: {} };
}
