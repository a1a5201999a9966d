/** What every use case stands on: the log, the vault, the signers. */

import type { JsonObject } from '../../core/json.ts';
import { openBlobFiles } from '../adapters/blob-files.ts';
import type { RotatingKeys } from '../ports/platform.ts';
import { loadOrCreateSecret } from '../secret-file.ts';
import { DEFAULT_FILING_LIMITS, type ServiceDeps } from '../usecases/deps.ts';
import type { OrganisationRegister } from '../usecases/organisations/create.ts';
import { createVault } from '../vault/vault.ts';
import { clock, random, type ServiceParts } from './parts.ts';

export async function serviceDeps(
  { home, crypto, pki, trust }: ServiceParts,
  keys: RotatingKeys,
  given: Pick<ServiceDeps, 'store' | 'reader' | 'sequencer'> & {
    readonly organisations: OrganisationRegister;
  },
): Promise<ServiceDeps> {
  const vault = createVault({
    blobs: await openBlobFiles(home.blobs),
    keys,
    random,
    clock,
    indexKey: loadOrCreateSecret(home.key('loan-index')),
  });
  return {
    ...given,
    origin: trust.origin,
    crypto,
    clock,
    random,
    vault,
    signerOf: (organisation) => {
      const held = Object.values(pki.identities).find(
        (identity) => identity.profile === 'serviceStatement' && identity.organisation === organisation,
      );
      return held && { signer: held.signer, certificateSha256: crypto.sha256(held.certificate.der) };
    },
    trust: () => given.organisations.trust() as unknown as JsonObject,
    limits: DEFAULT_FILING_LIMITS,
  };
}
