/** The certificates with which the service signs documents and credentials. */

import type { Pki } from '../../certs/index.ts';
import type { DocumentSigner } from '../usecases/packages/container.ts';
import type { ServiceParts } from './parts.ts';

/** The certificate with which the service signs packages, reports and receipts as documents. */
export function documentSigner({ identities, authorities }: Pki): DocumentSigner {
  const { signer, certificate } = identities['document-signing'];
  return { signer, certificate, chain: [certificate, authorities.documents.certificate] };
}

/** The certificate with which receipts are issued as credentials, with its chain. */
export function credentialIssuer({ pki }: ServiceParts) {
  const { signer, certificate } = pki.identities['credential-signing'];
  return { signer, chain: [certificate, pki.authorities.documents.certificate] };
}
