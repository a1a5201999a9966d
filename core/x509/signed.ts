/** The outer form that certificates and revocation lists share: what is signed, how, and the signature (RFC 5280 sections 4.1.1 and 5.1.1). */
import { equal } from '../bytes.ts';
import { bitOctetsOf, DerFields } from '../der/fields.ts';
import { type DerLimits, type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { type AlgorithmIdentifier, readAlgorithm } from './algorithm.ts';

export interface Signed {
  readonly der: Uint8Array;
  /** The bytes that are signed. */
  readonly tbs: Uint8Array;
  readonly sigAlg: AlgorithmIdentifier;
  /** Contents of the BIT STRING. */
  readonly signature: Uint8Array;
}

export interface SignedForm {
  /** What is being read, for messages. */
  readonly label: string;
  /** Name of the signed part: `tbsCertificate`, `tbsCertList`. */
  readonly signedPart: string;
  readonly limits: DerLimits;
}

/**
 * @param read reads the signed part; `inner` is the algorithm that it names
 * @throws CoreError `FORMAT`, also when the unsigned copy of the algorithm is not that of the signed part (sections 4.1.1.2 and 5.1.1.2)
 */
export function readSigned<T>(
  der: Uint8Array,
  { label, signedPart, limits }: SignedForm,
  read: (tbs: DerNode) => T & { readonly inner: AlgorithmIdentifier },
): Signed & Omit<T & { readonly inner: AlgorithmIdentifier }, 'inner'> {
  const outer = new DerFields(parseDer(der, label, limits), label);
  const tbs = outer.take(TAG.sequence, signedPart);
  const sigAlg = readAlgorithm(outer.take(TAG.sequence, 'signatureAlgorithm'), label);
  const signature = bitOctetsOf(outer.take(TAG.bitString, 'signature'), label);
  outer.end();
  const { inner, ...fields } = read(tbs);
  if (!equal(inner.der, sigAlg.der)) throw derError(label, 'its two signature algorithms differ');
  return { der, tbs: tbs.bytes, ...fields, sigAlg, signature };
}
