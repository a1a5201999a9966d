/** Signs a package as an ASiC-E container at CAdES-BASELINE-T (ETSI EN 319 122-1): the manifest of all files, and the signature over it. */
import { hexDecode } from '../bytes.ts';
import { attribute } from '../cms/attributes.ts';
import { buildSignedData } from '../cms/build.ts';
import type { Crypto, Signer } from '../crypto.ts';
import { OID } from '../der/oid.ts';
import type { Certificate } from '../x509/certificate.ts';
import { formatAsicManifest } from './asic.ts';

export interface ContainerSigner {
  readonly signer: Signer;
  readonly certificate: Certificate;
  /** Certificates to enclose: the signer's and its authorities', without the anchor. */
  readonly chain: readonly Certificate[];
  /** An RFC 3161 token over these bytes, DER. */
  readonly stamp: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Milliseconds; CAdES baseline demands it as a signed attribute. */
  readonly signingTime: number;
}

export interface ContainerFiles {
  readonly manifest: Uint8Array;
  readonly signature: Uint8Array;
}

/** @param sha256 hex digest of each file by path, of all files of the package. @throws what the signer or the time-stamping authority throws */
export async function signContainer(
  c: Crypto,
  sha256: ReadonlyMap<string, string>,
  { signer, certificate, chain, stamp, signingTime }: ContainerSigner,
): Promise<ContainerFiles> {
  const manifest = formatAsicManifest(
    new Map([...sha256].map(([path, digest]) => [path, hexDecode(digest)])),
  );
  const signature = await buildSignedData(c, {
    contentType: OID.data,
    content: { detachedDigest: c.sha256(manifest) },
    signer,
    certificate,
    enclosed: chain,
    signingTime,
    unsignedAttributes: async (value) => [attribute(OID.signatureTimeStamp, await stamp(value))],
  });
  return { manifest, signature };
}
