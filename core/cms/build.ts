/** Builds a CMS SignedData with one signer: the one place where such bytes are made, for time-stamp tokens, documents and containers. */

import { equal, hexDecode } from '../bytes.ts';
import type { Crypto, Signer } from '../crypto.ts';
import { OID } from '../der/oid.ts';
import { contextTag, TAG } from '../der/reader.ts';
import { explicit, integer, octetString, oid, sequence, setOf, sorted, time, tlv } from '../der/writer.ts';
import { CoreError } from '../error.ts';
import {
  cmsDigest,
  digestIdentifier,
  digestLength,
  signatureIdentifier,
  signatureToDer,
} from '../x509/algorithm.ts';
import type { Certificate } from '../x509/certificate.ts';
import { attribute, signingCertificateV2 } from './attributes.ts';
import { DIGEST_OF } from './verify.ts';

export interface SignedDataInput {
  /** Dotted object identifier of the content's type. */
  readonly contentType: string;
  /** The content itself, enclosed; or, for a detached signature, its digest by the algorithm that `DIGEST_OF` gives for the signer. */
  readonly content: { readonly enclosed: Uint8Array } | { readonly detachedDigest: Uint8Array };
  readonly signer: Signer;
  /** The signer's certificate. */
  readonly certificate: Certificate;
  /** Certificates to enclose, in any order: usually the signer's and its authorities' without the anchor. */
  readonly enclosed: readonly Certificate[];
  /** Milliseconds since the epoch; CAdES in containers has it, PAdES and RFC 3161 do not. */
  readonly signingTime?: number;
  /** Makes DER attributes over the signature value as CMS carries it, such as a signature time-stamp. */
  readonly unsignedAttributes?: (signature: Uint8Array) => Promise<readonly Uint8Array[]>;
}

/** @returns DER ContentInfo. @throws CoreError `MISUSE` when the signer's key is not the certificate's, or the digest has the wrong length */
export async function buildSignedData(c: Crypto, input: SignedDataInput): Promise<Uint8Array> {
  const { contentType, content, signer, certificate } = input;
  if (!equal(signer.spki, certificate.spki)) {
    throw new CoreError('MISUSE', "the certificate is not that of the signer's key", {
      facts: { subject: certificate.subject.text },
    });
  }
  const attributes = setOf(...signedAttributes(c, input));
  const signature = signatureToDer(signer.alg, await signer.sign(attributes));
  const digest = digestIdentifier(DIGEST_OF[signer.alg]);
  const unsigned = (await input.unsignedAttributes?.(signature)) ?? [];
  const info = sequence(
    integer(1),
    sequence(certificate.issuer.der, tlv(TAG.integer, hexDecode(certificate.serial))),
    digest,
    // The same octets as were signed, under the IMPLICIT tag (RFC 5652 section 5.4).
    retag(0, attributes),
    signatureIdentifier(signer.alg),
    octetString(signature),
    ...(unsigned.length === 0 ? [] : [retag(1, setOf(...unsigned))]),
  );
  const enclosed = 'enclosed' in content ? [explicit(0, octetString(content.enclosed))] : [];
  const certificates = sorted(input.enclosed.map(({ der }) => der));
  const signedData = sequence(
    integer(contentType === OID.data ? 1 : 3),
    setOf(digest),
    sequence(oid(contentType), ...enclosed),
    ...(certificates.length === 0 ? [] : [tlv(contextTag(0, true), ...certificates)]),
    setOf(info),
  );
  return sequence(oid(OID.signedData), explicit(0, signedData));
}

function signedAttributes(c: Crypto, input: SignedDataInput): Uint8Array[] {
  const alg = DIGEST_OF[input.signer.alg];
  const digest =
    'enclosed' in input.content ? cmsDigest(c, alg, input.content.enclosed) : input.content.detachedDigest;
  if (digest.length !== digestLength(alg)) {
    throw new CoreError('MISUSE', `digest of the content must be ${alg}`, {
      facts: { length: digest.length },
    });
  }
  return [
    attribute(OID.contentType, oid(input.contentType)),
    attribute(OID.messageDigest, octetString(digest)),
    attribute(OID.signingCertificateV2, signingCertificateV2(c, input.certificate.der)),
    ...(input.signingTime === undefined ? [] : [attribute(OID.signingTime, time(input.signingTime))]),
  ];
}

/** A SET OF under context tag `n` IMPLICIT. */
function retag(n: number, set: Uint8Array): Uint8Array {
  const out = set.slice();
  out[0] = contextTag(n, true);
  return out;
}
