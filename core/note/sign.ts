/** Signing notes with raw private keys. An HSM implements `NoteSigner` instead. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';
import { utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { formatNote, type NoteSignature } from './note.ts';
import { KEY_TYPE, makeVkey, type VerifierKey } from './vkey.ts';

export interface NoteSigner {
  readonly key: VerifierKey;
  /** The bare signature over the message: 64 bytes for Ed25519, 2,420 for ML-DSA-44. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** Length of a private key: the Ed25519 secret of RFC 8032, or the seed of FIPS 204 from which both ML-DSA keys come. */
export const PRIVATE_KEY_SIZE = 32;

function requirePrivateKey(privateKey: Uint8Array): void {
  if (privateKey.length === PRIVATE_KEY_SIZE) return;
  throw new CoreError('MISUSE', `a private key has ${PRIVATE_KEY_SIZE} bytes, not ${privateKey.length}`);
}

/** 32 bytes. */
export function ed25519PublicKey(privateKey: Uint8Array): Uint8Array {
  requirePrivateKey(privateKey);
  return ed25519.getPublicKey(privateKey);
}

/** 1,312 bytes. @param seed 32 bytes */
export function mlDsa44PublicKey(seed: Uint8Array): Uint8Array {
  requirePrivateKey(seed);
  return ml_dsa44.keygen(seed).publicKey;
}

function ed25519Signer(c: Crypto, name: string, type: 1 | 4, privateKey: Uint8Array): NoteSigner {
  const key = makeVkey(c, name, type, ed25519PublicKey(privateKey));
  const secret = privateKey.slice();
  return { key, sign: async (message) => ed25519.sign(message, secret) };
}

/** Plain note signatures, type 0x01: the key of a log or of stream heads. @throws CoreError `MISUSE` for a bad name or key length */
export function createEd25519Signer(c: Crypto, name: string, privateKey: Uint8Array): NoteSigner {
  return ed25519Signer(c, name, KEY_TYPE.ed25519, privateKey);
}

/** Cosignatures, type 0x04. The message does not name the cosigner: use one key for one cosigner. */
export function createEd25519Cosigner(c: Crypto, name: string, privateKey: Uint8Array): NoteSigner {
  return ed25519Signer(c, name, KEY_TYPE.ed25519Cosignature, privateKey);
}

/**
 * Cosignatures, type 0x06.
 * @param seed 32 bytes (FIPS 204 section 5.1)
 * @param random makes the signatures hedged (section 3.4); without it they are deterministic
 */
export function createMlDsa44Cosigner(
  c: Crypto,
  name: string,
  seed: Uint8Array,
  random?: (length: number) => Uint8Array,
): NoteSigner {
  requirePrivateKey(seed);
  const { publicKey, secretKey } = ml_dsa44.keygen(seed);
  return {
    key: makeVkey(c, name, KEY_TYPE.mlDsa44Cosignature, publicKey),
    sign: async (message) =>
      ml_dsa44.sign(message, secretKey, { extraEntropy: random === undefined ? false : random(32) }),
  };
}

/** The signature of a plain Ed25519 key over the text. @throws CoreError `MISUSE` for a cosigner's key: those sign with `cosign` */
export async function noteSignature(text: string, signer: NoteSigner): Promise<NoteSignature> {
  const { key } = signer;
  if (key.type !== KEY_TYPE.ed25519) {
    throw new CoreError(
      'MISUSE',
      `key ${key.name} of type ${key.type} signs checkpoints only, with a timestamp`,
    );
  }
  return { name: key.name, keyId: key.keyId, signature: await signer.sign(utf8(text)) };
}

/** The signed note. @param text ends in a newline. @throws CoreError as `noteSignature` and `formatNote` */
export async function signNote(text: string, signer: NoteSigner): Promise<string> {
  return formatNote({ text, signatures: [await noteSignature(text, signer)] });
}
