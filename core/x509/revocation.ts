/** What the revocation lists at hand say about one certificate at one time (RFC 5280 section 6.3, complete lists of the issuer itself). */
import { equal } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { signatureAlgorithm, verifyDerSignature } from './algorithm.ts';
import type { Certificate } from './certificate.ts';
import type { Crl } from './crl.ts';

export type Revocation =
  | { readonly state: 'good' }
  /** @property since milliseconds since the epoch */
  | { readonly state: 'revoked'; readonly since: number }
  /** No list of this issuer is authentic and current. */
  | { readonly state: 'unknown' };

/**
 * A list made after `at` tells more than one made before it, so only lists that had run out by `at` do not count as current. A certificate that was
 * revoked later than `at` was good at `at`; a revocation found in any authentic list stands.
 */
export async function revocationOf(
  c: Crypto,
  certificate: Certificate,
  issuer: Certificate,
  crls: readonly Crl[],
  at: number,
): Promise<Revocation> {
  let current = false;
  for (const crl of crls) {
    if (!(await isAuthentic(c, crl, issuer))) continue;
    const entry = crl.revoked.get(certificate.serial);
    const since = Math.min(entry?.revokedAt ?? Infinity, entry?.invalidSince ?? Infinity);
    if (since <= at) return { state: 'revoked', since };
    // A list made after the certificate's end may have dropped it.
    current ||= at <= crl.nextUpdate && crl.thisUpdate <= certificate.notAfter;
  }
  return current ? { state: 'good' } : { state: 'unknown' };
}

async function isAuthentic(c: Crypto, crl: Crl, issuer: Certificate): Promise<boolean> {
  if (!equal(crl.issuer.der, issuer.subject.der) || crl.thisUpdate > crl.nextUpdate) return false;
  if (issuer.keyUsage !== undefined && !issuer.keyUsage.includes('cRLSign')) return false;
  const alg = signatureAlgorithm(crl.sigAlg);
  return alg !== undefined && verifyDerSignature(c, alg, issuer.spki, crl.tbs, crl.signature);
}
