/** Key pairs for certificates. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyKind } from './profiles.ts';

const generate = promisify(generateKeyPair);

/** A new private key, made on the thread pool. */
export async function generateKey(kind: KeyKind): Promise<KeyObject> {
  if (kind === 'Ed25519') return (await generate('ed25519')).privateKey;
  if (kind === 'P-256') return (await generate('ec', { namedCurve: 'prime256v1' })).privateKey;
  return (await generate('rsa', { modulusLength: 3072 })).privateKey;
}

/** DER SubjectPublicKeyInfo of a private key. */
export function spkiOfKey(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
}

/** PKCS#8, unencrypted. */
export function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function keyFromPem(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** WebCrypto's name of the algorithm with which a key signs. */
export function webAlgorithm(key: KeyObject): { name: string; namedCurve?: string; hash?: string } {
  if (key.asymmetricKeyType === 'ed25519') return { name: 'Ed25519' };
  if (key.asymmetricKeyType === 'ec') return { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
}

/** The key as @peculiar/x509 takes it. */
export function webKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, webAlgorithm(key), false, ['sign']);
}
