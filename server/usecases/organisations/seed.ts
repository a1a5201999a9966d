/** Fills an empty register with the signers of the installation's own trust data, and adds those that a later version of it brings. */
import { hex } from '../../../core/bytes.ts';
import { certificateFromPem } from '../../../core/x509/certificate.ts';
import { hasCode } from '../../errors.ts';
import type { RegisterDeps } from './create.ts';
import { readRegister, saveCertificate, saveOrganisation } from './persistence.ts';
import type { CertificateRecord, OrganisationRecord } from './types.ts';
import { NO_QUOTA } from './types.ts';

/** Can be repeated after a crash, and does not bring back what was withdrawn: a withdrawn certificate stays registered. */
export async function seedRegister(deps: Omit<RegisterDeps, 'custody' | 'onChange'>): Promise<void> {
  const { documents, base } = deps;
  const { organisations, certificates } = await readRegister(documents);
  const names = new Set(organisations.map(({ record }) => record.name));
  const ids = new Set(certificates.map(({ record }) => record.id));
  for (const name of new Set(base.signers.map(({ organisation }) => organisation))) {
    if (!names.has(name)) await unlessThere(saveOrganisation(documents, organisationOf(deps, name), 0));
  }
  for (const record of base.signers.map((signer) => certificateOf(deps, signer))) {
    if (!ids.has(record.id)) await unlessThere(saveCertificate(documents, record, 0));
  }
}

/** Two processes may seed at once; what the other wrote is the same. */
async function unlessThere(saved: Promise<void>): Promise<void> {
  try {
    await saved;
  } catch (error) {
    if (!hasCode(error, 'CONFLICT')) throw error;
  }
}

function organisationOf(
  { kinds, clock }: Pick<RegisterDeps, 'kinds' | 'clock'>,
  name: string,
): OrganisationRecord {
  return {
    name,
    kind: kinds[name] ?? 'bank',
    state: 'active',
    scopes: null,
    quota: NO_QUOTA,
    tokensFrom: 0,
    createdAt: new Date(clock.now()).toISOString(),
  };
}

function certificateOf(
  { crypto }: Pick<RegisterDeps, 'crypto'>,
  { organisation, use, certificate }: RegisterDeps['base']['signers'][number],
): CertificateRecord {
  return {
    id: hex(crypto.sha256(certificateFromPem(certificate).der)),
    organisation,
    holder: use,
    // The service signs with its certificates and shows itself to nobody.
    use: use === 'service' ? 'statement' : 'both',
    certificate,
    chain: [],
    from: null,
    to: null,
    reason: null,
    withdrawnAt: null,
  };
}
