/** AlgorithmIdentifier (RFC 5280 section 4.1.1.2) to and from the algorithms of `Crypto`, and the two spellings of an ECDSA signature. */
import { readUintBE } from '../bytes.ts';
import type { Crypto, SignatureAlgorithm } from '../crypto.ts';
import { bitOctetsOf, DerFields, oidOf } from '../der/fields.ts';
import { OID } from '../der/oid.ts';
import { type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { integer, NULL, oid, sequence } from '../der/writer.ts';
import { CoreError } from '../error.ts';

export interface AlgorithmIdentifier {
  readonly oid: string;
  /** Parameters as DER; undefined when absent. */
  readonly parameters: Uint8Array | undefined;
  readonly der: Uint8Array;
}

/** @throws CoreError `FORMAT` */
export function readAlgorithm(node: DerNode, label: string): AlgorithmIdentifier {
  const fields = new DerFields(node, label);
  const name = oidOf(fields.take(TAG.oid, 'algorithm'), label);
  const parameters = node.children.length > 1 ? fields.any('parameters').bytes : undefined;
  fields.end();
  return { oid: name, parameters, der: node.bytes };
}

type Parameters = 'absent' | 'null';

const SIGNATURES: Readonly<Record<string, { alg: SignatureAlgorithm; parameters: Parameters }>> = {
  [OID.ecdsaWithSha256]: { alg: 'ES256', parameters: 'absent' },
  [OID.ecdsaWithSha384]: { alg: 'ES384', parameters: 'absent' },
  [OID.ed25519]: { alg: 'EdDSA', parameters: 'absent' },
  [OID.sha256WithRsa]: { alg: 'RS256', parameters: 'null' },
  [OID.sha384WithRsa]: { alg: 'RS384', parameters: 'null' },
  [OID.sha512WithRsa]: { alg: 'RS512', parameters: 'null' },
};

/** @returns undefined for an algorithm that is not accepted, or with parameters that its specification does not have */
export function signatureAlgorithm(id: AlgorithmIdentifier): SignatureAlgorithm | undefined {
  const known = Object.hasOwn(SIGNATURES, id.oid) ? SIGNATURES[id.oid] : undefined;
  return known !== undefined && hasParameters(id, known.parameters) ? known.alg : undefined;
}

function hasParameters({ parameters }: AlgorithmIdentifier, wanted: Parameters): boolean {
  return wanted === 'absent'
    ? parameters === undefined
    : parameters?.length === 2 && parameters[0] === TAG.null;
}

/** Digest algorithms of CMS and RFC 3161. */
export type CmsDigest = 'sha-256' | 'sha-384' | 'sha-512';

const DIGESTS: Readonly<Record<string, CmsDigest>> = {
  [OID.sha256]: 'sha-256',
  [OID.sha384]: 'sha-384',
  [OID.sha512]: 'sha-512',
};
const DIGEST_OID: Record<CmsDigest, string> = {
  'sha-256': OID.sha256,
  'sha-384': OID.sha384,
  'sha-512': OID.sha512,
};

/** RFC 5754 section 2: parameters absent or NULL. @returns undefined for an algorithm that is not accepted */
export function digestAlgorithm(id: AlgorithmIdentifier): CmsDigest | undefined {
  const plain = id.parameters === undefined || hasParameters(id, 'null');
  return plain && Object.hasOwn(DIGESTS, id.oid) ? DIGESTS[id.oid] : undefined;
}

export function cmsDigest(c: Crypto, alg: CmsDigest, bytes: Uint8Array): Uint8Array {
  if (alg === 'sha-256') return c.sha256(bytes);
  return alg === 'sha-384' ? c.sha384(bytes) : c.sha512(bytes);
}

/** Octets of a digest. */
export function digestLength(alg: CmsDigest): number {
  return Number(alg.slice(4)) / 8;
}

/** AlgorithmIdentifier of a digest, parameters absent (RFC 5754 section 2). */
export function digestIdentifier(alg: CmsDigest): Uint8Array {
  return sequence(oid(DIGEST_OID[alg]));
}

/** AlgorithmIdentifier of a signature. */
export function signatureIdentifier(alg: SignatureAlgorithm): Uint8Array {
  const entry = Object.entries(SIGNATURES).find(([, known]) => known.alg === alg)!;
  return entry[1].parameters === 'null' ? sequence(oid(entry[0]), NULL) : sequence(oid(entry[0]));
}

const MIN_RSA_OCTETS = 256;

/** Whether a public key is not an RSA key below 2048 bits. Keys of other kinds are judged when they verify. */
export function isStrongKey(spki: Uint8Array): boolean {
  try {
    const fields = new DerFields(parseDer(spki, 'SubjectPublicKeyInfo'), 'SubjectPublicKeyInfo');
    const { oid: kind } = readAlgorithm(fields.take(TAG.sequence, 'algorithm'), 'SubjectPublicKeyInfo');
    if (kind !== OID.rsaEncryption) return true;
    const key = bitOctetsOf(fields.take(TAG.bitString, 'subjectPublicKey'), 'SubjectPublicKeyInfo');
    const [modulus] = parseDer(key, 'RSAPublicKey').children;
    // A positive INTEGER of exactly 2048 bits has an octet 00 in front.
    return modulus !== undefined && modulus.content.length > MIN_RSA_OCTETS;
  } catch (error) {
    if (error instanceof CoreError) return false;
    throw error;
  }
}

const COORDINATE: Partial<Record<SignatureAlgorithm, number>> = { ES256: 32, ES384: 48 };

/**
 * From the form of X.509 and CMS (for ECDSA the SEQUENCE of r and s, RFC 3279 section 2.2.3) to the form of `Crypto.verify`.
 * @throws CoreError `FORMAT` when r or s is not a positive integer of the curve's size, or the DER is not strict
 */
export function signatureFromDer(alg: SignatureAlgorithm, signature: Uint8Array): Uint8Array {
  const width = COORDINATE[alg];
  if (width === undefined) return signature;
  const label = 'ECDSA signature';
  const fields = new DerFields(parseDer(signature, label), label);
  const out = new Uint8Array(2 * width);
  putScalar(out.subarray(0, width), fields.take(TAG.integer, 'r').content);
  putScalar(out.subarray(width), fields.take(TAG.integer, 's').content);
  fields.end();
  return out;
}

/** @param content of an INTEGER in its shortest form, as `parseDer` leaves no other. @throws CoreError `FORMAT` */
function putScalar(out: Uint8Array, content: Uint8Array): void {
  const octets = content[0] === 0 ? content.subarray(1) : content;
  const negative = content[0]! >= 0x80;
  if (negative || octets.length === 0 || octets.length > out.length) {
    throw derError('ECDSA signature', 'r or s is out of range');
  }
  out.set(octets, out.length - octets.length);
}

/** The inverse of `signatureFromDer`. @throws CoreError `MISUSE` for an ECDSA signature of the wrong length */
export function signatureToDer(alg: SignatureAlgorithm, signature: Uint8Array): Uint8Array {
  const width = COORDINATE[alg];
  if (width === undefined) return signature;
  if (signature.length !== 2 * width) {
    throw new CoreError('MISUSE', `${alg} signature must have ${2 * width} bytes`, {
      facts: { length: signature.length },
    });
  }
  return sequence(
    integer(readUintBE(signature.subarray(0, width))),
    integer(readUintBE(signature.subarray(width))),
  );
}

/** Verifies a signature in the form of X.509 and CMS. A malformed one does not verify; nothing is thrown for hostile input. */
export async function verifyDerSignature(
  c: Crypto,
  alg: SignatureAlgorithm,
  spki: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  try {
    return await c.verify(alg, spki, message, signatureFromDer(alg, signature));
  } catch (error) {
    if (error instanceof CoreError) return false;
    throw error;
  }
}
