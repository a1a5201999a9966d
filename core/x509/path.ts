/**
 * Certification path validation at a given time (RFC 5280 section 6). Stricter than it where that costs nothing: names chain byte for byte, a
 * self-issued certificate counts towards the path length, anchors obey their own validity and constraints. Policies are not processed, and name
 * constraints are refused when critical.
 */
import { equal } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import type { Facts } from '../error.ts';
import { isStrongKey, signatureAlgorithm, verifyDerSignature } from './algorithm.ts';
import type { Certificate } from './certificate.ts';
import type { Crl } from './crl.ts';
import { UNDERSTOOD } from './extensions.ts';
import { caAllows, type Purpose, purposeProblem } from './purpose.ts';
import { type Revocation, revocationOf } from './revocation.ts';

export type PathCode =
  | 'OK'
  /** No chain of issuer names and key identifiers leads to an anchor. */
  | 'NO_PATH'
  /** A certificate was not signed by its issuer's key. */
  | 'SIGNATURE'
  /** A certificate is signed with an algorithm that is not accepted. */
  | 'ALGORITHM'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  /** An issuer is no certificate authority. */
  | 'NOT_CA'
  /** More intermediates than an issuer's path length allows. */
  | 'PATH_LENGTH'
  | 'KEY_USAGE'
  | 'PURPOSE'
  /** A critical extension that is not understood. */
  | 'CRITICAL_EXTENSION'
  | 'REVOKED'
  /** Only with `revocation: 'required'`: no usable list covers a certificate. */
  | 'REVOCATION_UNKNOWN'
  /** More candidates than will be tried. */
  | 'LIMIT';

export interface PathInput {
  readonly leaf: Certificate;
  /** Unordered, untrusted; may hold certificates that are not needed. */
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  /** The time at which the path must be valid, milliseconds since the epoch. */
  readonly at: number;
  readonly purpose: Purpose;
  readonly crls?: readonly Crl[];
  /** Default `when-available`: lists are obeyed, and the facts say what they covered. */
  readonly revocation?: 'required' | 'when-available';
}

export interface PathResult {
  readonly ok: boolean;
  readonly code: PathCode;
  /** From the leaf to the anchor when `ok`; otherwise as far as it was tried. */
  readonly chain: readonly Certificate[];
  /** What was compared: `subject`, `at`, `why`, and `revocation` (`checked`, `partial`, `not-checked`). */
  readonly facts: Facts;
}

const MAX_LENGTH = 8;
const MAX_CANDIDATES = 64;
/** Chains that are checked, and steps that the search for them takes: names alone can be made to fit in exponentially many orders. */
const MAX_ATTEMPTS = 32;
const MAX_STEPS = 1024;

/** Finds and checks a path. Nothing is thrown for hostile certificates. */
export async function validatePath(c: Crypto, input: PathInput): Promise<PathResult> {
  if (input.intermediates.length > MAX_CANDIDATES) {
    return failure('LIMIT', [input.leaf], { why: `more than ${MAX_CANDIDATES} intermediate certificates` });
  }
  const search: Search = { input, paths: [], steps: 0 };
  extend([input.leaf], search);
  let first: PathResult | undefined;
  for (const chain of search.paths) {
    const result = await checkChain(c, chain, input);
    if (result.ok) return result;
    first ??= result;
  }
  return (
    first ??
    failure('NO_PATH', [input.leaf], {
      subject: input.leaf.subject.text,
      issuer: input.leaf.issuer.text,
      why: 'no chain of issuers leads to a trust anchor',
    })
  );
}

interface Search {
  readonly input: PathInput;
  readonly paths: (readonly Certificate[])[];
  steps: number;
}

/** Collects chains by names and key identifiers alone, depth first, as far as the limits allow. */
function extend(chain: readonly Certificate[], search: Search): void {
  const { input, paths } = search;
  const last = chain.at(-1)!;
  search.steps += 1;
  for (const anchor of input.anchors) {
    if (paths.length < MAX_ATTEMPTS && mayIssue(anchor, last)) paths.push([...chain, anchor]);
  }
  if (chain.length + 1 >= MAX_LENGTH) return;
  for (const next of input.intermediates) {
    if (paths.length >= MAX_ATTEMPTS || search.steps >= MAX_STEPS) return;
    const used = [...chain, ...input.anchors].some((seen) => equal(seen.der, next.der));
    if (!used && mayIssue(next, last)) extend([...chain, next], search);
  }
}

/** Section 6.1.3 (a)(4); key identifiers are a hint that must not contradict. */
function mayIssue(issuer: Certificate, subject: Certificate): boolean {
  if (!equal(issuer.subject.der, subject.issuer.der)) return false;
  return subject.aki === undefined || issuer.ski === undefined || subject.aki === issuer.ski;
}

async function checkChain(c: Crypto, chain: readonly Certificate[], input: PathInput): Promise<PathResult> {
  const purpose = purposeProblem(input.leaf, input.purpose);
  if (purpose !== undefined) {
    return failure(purpose.code, chain, { subject: input.leaf.subject.text, why: purpose.why });
  }
  const states: Revocation[] = [];
  // From the anchor down, so that every key has been accepted before it vouches for another.
  for (let i = chain.length - 1; i >= 0; i--) {
    const certificate = chain[i]!;
    const problem =
      certificateProblem(certificate, i, input) ?? (await issuerProblem(c, certificate, chain[i + 1]));
    if (problem !== undefined) {
      return failure(problem.code, chain, { subject: certificate.subject.text, ...problem.facts });
    }
    const issuer = chain[i + 1];
    if (issuer === undefined) continue;
    const state = await revocationOf(c, certificate, issuer, input.crls ?? [], input.at);
    states.push(state);
    const revoked = revocationProblem(state, input);
    if (revoked !== undefined) {
      return failure(revoked.code, chain, { subject: certificate.subject.text, ...revoked.facts });
    }
  }
  return { ok: true, code: 'OK', chain, facts: successFacts(chain, input, states) };
}

interface Problem {
  readonly code: PathCode;
  readonly facts: Facts;
}

/** Checks of one certificate that need no other. @param position 0 for the leaf */
function certificateProblem(
  certificate: Certificate,
  position: number,
  input: PathInput,
): Problem | undefined {
  const { notBefore, notAfter } = certificate;
  const window = { at: iso(input.at), notBefore: iso(notBefore), notAfter: iso(notAfter) };
  if (input.at < notBefore) return { code: 'NOT_YET_VALID', facts: window };
  if (!(input.at <= notAfter)) return { code: 'EXPIRED', facts: window };
  const unknown = certificate.extensions.find((ext) => ext.critical && !UNDERSTOOD.has(ext.oid));
  if (unknown !== undefined) return { code: 'CRITICAL_EXTENSION', facts: { extension: unknown.oid } };
  return position === 0 ? undefined : authorityProblem(certificate, position, input.purpose);
}

/** Section 6.1.4 (k) to (n). @param position number of certificates below it, leaf included */
function authorityProblem(ca: Certificate, position: number, purpose: Purpose): Problem | undefined {
  if (ca.basicConstraints?.ca !== true)
    return { code: 'NOT_CA', facts: { why: 'basicConstraints lacks cA' } };
  const limit = ca.basicConstraints.pathLength;
  if (limit !== undefined && position - 1 > limit) {
    return { code: 'PATH_LENGTH', facts: { allowed: limit, found: position - 1 } };
  }
  if (ca.keyUsage !== undefined && !ca.keyUsage.includes('keyCertSign')) {
    return { code: 'KEY_USAGE', facts: { why: 'key usage lacks keyCertSign' } };
  }
  return caAllows(ca, purpose)
    ? undefined
    : { code: 'PURPOSE', facts: { why: 'its authority does not issue for this purpose' } };
}

/** @param issuer undefined for the anchor, whose own signature proves nothing */
async function issuerProblem(
  c: Crypto,
  certificate: Certificate,
  issuer: Certificate | undefined,
): Promise<Problem | undefined> {
  if (issuer === undefined) return undefined;
  const alg = signatureAlgorithm(certificate.sigAlg);
  if (alg === undefined) return { code: 'ALGORITHM', facts: { algorithm: certificate.sigAlg.oid } };
  if (!isStrongKey(issuer.spki)) {
    return { code: 'ALGORITHM', facts: { issuer: issuer.subject.text, why: 'RSA key below 2048 bits' } };
  }
  const valid = await verifyDerSignature(c, alg, issuer.spki, certificate.tbs, certificate.signature);
  return valid ? undefined : { code: 'SIGNATURE', facts: { issuer: issuer.subject.text } };
}

function revocationProblem(state: Revocation, input: PathInput): Problem | undefined {
  if (state.state === 'revoked') {
    return { code: 'REVOKED', facts: { at: iso(input.at), revokedAt: iso(state.since) } };
  }
  return state.state === 'unknown' && input.revocation === 'required'
    ? { code: 'REVOCATION_UNKNOWN', facts: { at: iso(input.at) } }
    : undefined;
}

function successFacts(chain: readonly Certificate[], input: PathInput, states: readonly Revocation[]): Facts {
  const covered = states.filter(({ state }) => state === 'good').length;
  const partial = covered === 0 ? 'not-checked' : 'partial';
  return {
    subject: input.leaf.subject.text,
    at: iso(input.at),
    path: chain.map(({ subject }) => subject.text),
    revocation: covered === states.length ? 'checked' : partial,
  };
}

function failure(code: PathCode, chain: readonly Certificate[], facts: Facts): PathResult {
  return { ok: false, code, chain, facts };
}

/** A time for the facts; hostile ones may lie outside what a Date can hold. */
function iso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
