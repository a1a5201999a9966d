/** Disclosures of RFC 9901 section 4.2: `[salt, name, value]` for an object member, `[salt, value]` for an array element. */
import { base64url, base64urlDecode, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import { type Crypto, sha256Text } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { type Json, parseJson } from '../json.ts';

/** 128 bits, as RFC 9901 section 9.3 recommends. */
export const SALT_BYTES = 16;

/** Base64url characters that carry 128 bits; shorter salts would let a hidden value be guessed. */
const SALT_CHARS = 22;

export type Disclosure =
  | { readonly kind: 'member'; readonly name: string; readonly value: Json }
  | { readonly kind: 'element'; readonly value: Json };

/** Member names with a meaning of their own in SD-JWT. */
export const RESERVED_NAMES: readonly string[] = ['_sd', '...'];

/** @returns the encoded disclosure; the JSON inside is canonical, though no reader may count on that */
export function encodeDisclosure(content: readonly Json[]): string {
  return base64url(canonicalBytes(content));
}

/** Digest over the encoded text, base64url (RFC 9901 section 4.2.3). */
export function disclosureDigest(c: Crypto, encoded: string): string {
  return sha256Text(c, encoded);
}

function malformed(why: string): CoreError {
  return new CoreError('FORMAT', `disclosure ${why}`);
}

/**
 * @throws CoreError `FORMAT` (not such an array, reserved name, salt under 128 bits), `ENCODING` (not canonical base64url or UTF-8), `JSON`
 */
export function decodeDisclosure(encoded: string): Disclosure {
  const content = parseJson(utf8Decode(base64urlDecode(encoded, 'disclosure'), 'disclosure'));
  if (!Array.isArray(content) || content.length < 2 || content.length > 3)
    throw malformed('is not an array of two or three elements');
  const [salt, ...rest] = content as unknown as readonly [Json, ...Json[]];
  if (typeof salt !== 'string') throw malformed('has a salt that is not a string');
  if (salt.length < SALT_CHARS) throw malformed('has a salt of fewer than 128 bits');
  if (rest.length === 1) return { kind: 'element', value: rest[0]! };
  const [name, value] = rest as [Json, Json];
  if (typeof name !== 'string') throw malformed('has a member name that is not a string');
  if (RESERVED_NAMES.includes(name)) throw malformed(`uses the reserved member name ${JSON.stringify(name)}`);
  return { kind: 'member', name, value };
}
