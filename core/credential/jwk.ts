/** Keys as JSON (RFC 7517), P-256 alone: what wallets hold. */
import { base64url, base64urlDecode, concat, utf8 } from '../bytes.ts';
import { canonicalText } from '../canon.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { publicKeyPoint, spkiOf } from '../spki.ts';

export interface PublicJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** @throws CoreError `ALGORITHM` for a key that is not P-256 */
export function jwkOf(spki: Uint8Array): PublicJwk {
  const key = publicKeyPoint(spki);
  if (key?.alg !== 'ES256')
    throw new CoreError('ALGORITHM', 'credentials are signed and held with P-256 keys');
  const { point } = key;
  return { kty: 'EC', crv: 'P-256', x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
}

/** The key itself, without what else a JWK may say of it. @throws CoreError `FORMAT`, also for a private key */
export function parseJwk(value: Json | undefined): PublicJwk {
  const fail = (why: string) => new CoreError('FORMAT', `the key is not a public P-256 JWK: ${why}`);
  if (!isObject(value)) throw fail('not an object');
  const { kty, crv, x, y, d } = value;
  if (d !== undefined) throw fail('it holds the private key');
  if (kty !== 'EC' || crv !== 'P-256') throw fail('kty or crv differs');
  if (typeof x !== 'string' || typeof y !== 'string') throw fail('x and y are texts');
  if ([x, y].some((one) => base64urlDecode(one, 'coordinate').length !== 32)) throw fail('32 bytes each');
  return { kty, crv, x, y };
}

export function spkiOfJwk({ x, y }: PublicJwk): Uint8Array {
  const point = concat(Uint8Array.of(4), base64urlDecode(x, 'x'), base64urlDecode(y, 'y'));
  return spkiOf({ alg: 'ES256', point });
}

/** RFC 7638. */
export function jwkThumbprint(c: Crypto, { kty, crv, x, y }: PublicJwk): string {
  const members: JsonObject = { crv, kty, x, y };
  return base64url(c.sha256(utf8(canonicalText(members))));
}
