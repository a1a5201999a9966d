/**
 * Renewal of time-stamps (RFC 4998 section 5.2; section 5.3 is in `hash-renewal.ts`): a token is itself stamped before its certificate runs out, so that the newer one vouches for its having
 * existed while its certificate was good. A chain is as long as the evidence is needed.
 */
import type { Crypto } from '../crypto.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Crl } from '../x509/crl.ts';
import { type PathResult, validatePath } from '../x509/path.ts';
import { parseTimestampToken } from './token.ts';

/**
 * @param token DER TimeStampToken
 * @param algorithm SHA-512 from a hash-tree renewal on
 * @returns what its renewal stamps: the digest over it
 */
export function renewalDigest(
  c: Crypto,
  token: Uint8Array,
  algorithm: 'sha-256' | 'sha-512' = 'sha-256',
): Uint8Array {
  return algorithm === 'sha-256' ? c.sha256(token) : c.sha512(token);
}

/** Until when a token stands by itself: the first end of a certificate from the TSA's to the anchor. Milliseconds since the epoch. */
export function standsUntil(chain: readonly Certificate[]): number {
  return Math.min(...chain.map(({ notAfter }) => notAfter));
}

/**
 * The same, told from the certificates that the token encloses and without judging it: for choosing between tokens of one's own.
 * @throws CoreError `FORMAT` when it is no token
 */
export function enclosedUntil(token: Uint8Array): number {
  return standsUntil(parseTimestampToken(token).signedData.certificates);
}

export interface TsaTrust {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

/** Whether the certificate that signed a token could still be relied on at a later time. @param chain as `verifyTimestampToken` found it */
export function tsaPathAt(
  c: Crypto,
  chain: readonly Certificate[],
  { anchors, intermediates, crls }: TsaTrust,
  at: number,
): Promise<PathResult> {
  const [leaf, ...others] = chain;
  const input = { leaf: leaf!, intermediates: [...others, ...intermediates], anchors, crls };
  return validatePath(c, { ...input, at, purpose: 'timestamping' });
}
