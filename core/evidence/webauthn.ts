/** Verifies a WebAuthn assertion offline (W3C Web Authentication Level 3, section 7.2), from its bytes and the public key alone. */
import { base64url, concat, equal, utf8, utf8Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { type JsonObject, parseJsonObject } from '../json.ts';
import { verifyDerSignature } from '../x509/algorithm.ts';

/** COSE -7, -8 with Ed25519, -257. */
export const WEBAUTHN_ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;
export type WebauthnAlgorithm = (typeof WEBAUTHN_ALGORITHMS)[number];

export interface Assertion {
  readonly algorithm: WebauthnAlgorithm;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly authenticatorData: Uint8Array;
  /** The very bytes; they are hashed as they stand. */
  readonly clientDataJson: Uint8Array;
  /** As the authenticator gives it: DER for ES256. */
  readonly signature: Uint8Array;
  /** Domain that the credential is for. */
  readonly rpId: string;
  /** Page on which it was asked for, such as `https://portal.example`. */
  readonly origin: string;
  readonly challenge: Uint8Array;
}

/**
 * `format`: the bytes are not those of an assertion. `type`: not `webauthn.get`. `cross-origin`: asked for inside a page of another origin.
 * `presence`, `verification`: nobody touched the authenticator; it did not find out who.
 */
export type AssertionRule =
  | 'format'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'cross-origin'
  | 'rp-id'
  | 'presence'
  | 'verification'
  | 'signature';

const RP_ID_HASH = 32;
const FLAGS = { present: 0x01, verified: 0x04, extensions: 0x80 } as const;
/** rpIdHash, flags, counter (section 6.1). */
const LEAST = 37;

/** @returns the rules that do not hold, in a fixed order; empty when all do. Never throws for hostile input */
export async function verifyAssertion(c: Crypto, assertion: Assertion): Promise<readonly AssertionRule[]> {
  const client = clientData(assertion.clientDataJson);
  const { authenticatorData, algorithm } = assertion;
  if (client === undefined || !isWhole(authenticatorData) || !WEBAUTHN_ALGORITHMS.includes(algorithm)) {
    return ['format'];
  }
  const flags = authenticatorData[RP_ID_HASH]!;
  const rules: readonly (readonly [AssertionRule, boolean])[] = [
    ['type', client.type === 'webauthn.get'],
    ['challenge', client.challenge === base64url(assertion.challenge)],
    ['origin', client.origin === assertion.origin && isWithin(assertion.origin, assertion.rpId)],
    ['cross-origin', client.crossOrigin !== true && client.topOrigin === undefined],
    ['rp-id', equal(authenticatorData.subarray(0, RP_ID_HASH), c.sha256(utf8(assertion.rpId)))],
    ['presence', (flags & FLAGS.present) !== 0],
    ['verification', (flags & FLAGS.verified) !== 0],
    ['signature', await isSigned(c, assertion)],
  ];
  return rules.flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

function isSigned(c: Crypto, { algorithm, publicKey, signature, ...signed }: Assertion): Promise<boolean> {
  const message = concat(signed.authenticatorData, c.sha256(signed.clientDataJson));
  return verifyDerSignature(c, algorithm, publicKey, message, signature);
}

/** Nothing may follow unless the flags announce it; what extensions hold is not looked at. */
function isWhole(data: Uint8Array): boolean {
  if (data.length === LEAST) return true;
  return data.length > LEAST && (data[RP_ID_HASH]! & FLAGS.extensions) !== 0;
}

function clientData(bytes: Uint8Array): JsonObject | undefined {
  try {
    return parseJsonObject(utf8Decode(bytes, 'clientDataJSON'));
  } catch (error) {
    if (error instanceof CoreError) return undefined;
    throw error;
  }
}

/** Section 5.1.3: the RP ID is the page's host or a domain above it, and the page came over TLS or from this machine. */
function isWithin(origin: string, rpId: string): boolean {
  const [, scheme, host] = /^(https?):\/\/([a-z0-9.-]+)(?::\d{1,5})?$/.exec(origin) ?? [];
  if (host === undefined || rpId === '') return false;
  const local = host === 'localhost' || host.endsWith('.localhost');
  return (scheme === 'https' || local) && (host === rpId || host.endsWith(`.${rpId}`));
}
