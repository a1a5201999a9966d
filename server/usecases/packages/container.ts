/** The service's signature over a package as a whole: who put it together, and when at the latest. */

import type { Crypto, Signer } from '../../../core/crypto.ts';
import type { PackageFile } from '../../../core/package/assemble.ts';
import { type ContainerFiles, signContainer } from '../../../core/package/container.ts';
import type { Certificate } from '../../../core/x509/certificate.ts';
import type { Clock, Timestamper } from '../../ports/platform.ts';

/** A certificate for signing documents, with its key. */
export interface DocumentSigner {
  readonly signer: Signer;
  readonly certificate: Certificate;
  /** To enclose: the certificate and its authorities' without the anchor. */
  readonly chain: readonly Certificate[];
}

export interface ContainerDeps {
  readonly document: DocumentSigner;
  readonly timestamper: Timestamper;
}

/** @throws ServiceError as the time-stamping authority does */
export function signFiles(
  { crypto, clock }: { readonly crypto: Crypto; readonly clock: Clock },
  { document, timestamper }: ContainerDeps,
  files: readonly PackageFile<unknown>[],
): Promise<ContainerFiles> {
  return signContainer(crypto, new Map(files.map(({ name, sha256 }) => [name, sha256])), {
    ...document,
    stamp: (bytes) => timestamper.stamp(crypto.sha256(bytes)),
    signingTime: clock.now(),
  });
}
