/** Verifier keys of signed notes (C2SP signed-note, "Verifier keys"): `<name>+<hex key id>+<base64 of type and public key>`. */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64, base64Decode, concat, equal, hex, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';

/** The signature types in use here: plain Ed25519, timestamped Ed25519 cosignature, timestamped ML-DSA-44 cosignature. */
export const KEY_TYPE = { ed25519: 1, ed25519Cosignature: 4, mlDsa44Cosignature: 6 } as const;

export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

export interface VerifierKey {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  readonly type: KeyType;
  /** 32 bytes for Ed25519, 1,312 for ML-DSA-44. */
  readonly publicKey: Uint8Array;
}

const PUBLIC_KEY_SIZE: Record<KeyType, number> = { 1: 32, 4: 32, 6: 1312 };

export function isKeyType(value: unknown): value is KeyType {
  return value === 1 || value === 4 || value === 6;
}

/** A key name is not empty and has no Unicode space, no plus and no control character. */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}+]+$/u.test(name) && name.isWellFormed();
}

function malformed(why: string, text: string): never {
  throw new CoreError('FORMAT', `the verifier key is malformed: ${why}`, {
    facts: { key: text.slice(0, 120) },
    remedy: 'Expected <name>+<8 hex digits>+<base64 of the type byte and the public key>.',
  });
}

function keyIdOf(
  hash: (bytes: Uint8Array) => Uint8Array,
  name: string,
  type: KeyType,
  publicKey: Uint8Array,
): Uint8Array {
  return hash(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4);
}

/**
 * The key with its id, SHA-256(name || LF || type || public key)[:4].
 * @throws CoreError `MISUSE` for a name or a key length that the format cannot hold
 */
export function makeVkey(c: Crypto, name: string, type: KeyType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) {
    throw new CoreError('MISUSE', 'a key name is not empty and has no space, plus or control character', {
      facts: { name },
    });
  }
  if (publicKey.length !== PUBLIC_KEY_SIZE[type]) {
    throw new CoreError('MISUSE', `a public key of type ${type} has ${PUBLIC_KEY_SIZE[type]} bytes`, {
      facts: { name, length: publicKey.length },
    });
  }
  return { name, keyId: keyIdOf(c.sha256, name, type, publicKey), type, publicKey };
}

export function formatVkey(key: VerifierKey): string {
  return `${key.name}+${hex(key.keyId)}+${base64(concat(Uint8Array.of(key.type), key.publicKey))}`;
}

/**
 * Reads a key and recomputes its id, so that a mistyped name or key is noticed here and not as a missing signature later.
 * @throws CoreError `FORMAT` for a malformed key or an id that does not belong to it, `ALGORITHM` for another signature type, `ENCODING` for bad base64
 */
export function parseVkey(text: string): VerifierKey {
  // The name and the id have no plus; base64 may have.
  const [, name = '', id = '', rest = ''] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text) ?? [];
  if (!isKeyName(name)) malformed('no key name', text);
  if (!/^[0-9a-f]{8}$/.test(id)) malformed('the key id is not 8 lower-case hex digits', text);
  const material = base64Decode(rest, 'the verifier key');
  const type = material[0];
  const publicKey = material.slice(1);
  if (!isKeyType(type)) {
    throw new CoreError(
      'ALGORITHM',
      `signature type ${type ?? '(none)'} of the verifier key is not accepted`,
      {
        facts: { name, type: type ?? null },
        remedy: 'Accepted are 1 (Ed25519), 4 (Ed25519 cosignature) and 6 (ML-DSA-44 cosignature).',
      },
    );
  }
  if (publicKey.length !== PUBLIC_KEY_SIZE[type]) malformed('wrong length of the public key', text);
  const keyId = keyIdOf(sha256, name, type, publicKey);
  if (hex(keyId) !== id) malformed('the key id does not belong to this name and key', text);
  return { name, keyId, type, publicKey };
}

/** Name and id together say which key signed. */
export function sameKey(
  a: { readonly name: string; readonly keyId: Uint8Array },
  b: { readonly name: string; readonly keyId: Uint8Array },
): boolean {
  return a.name === b.name && equal(a.keyId, b.keyId);
}
