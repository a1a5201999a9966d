/** The register in memory: what every request is held against, without asking the store. */
import { certificateFromPem, parseCertificates } from '../../../core/x509/certificate.ts';
import type { RegisteredCertificate } from '../../ports/organisations.ts';
import type { RegisterRows, Versioned } from './persistence.ts';
import type { CertificateRecord, OrganisationRecord } from './types.ts';

/** A certificate as the checks use it, with its record. */
export interface KnownCertificate extends Versioned<CertificateRecord> {
  readonly registered: RegisteredCertificate;
  /** Milliseconds between which the service takes something under it. */
  readonly from: number;
  readonly until: number;
}

export interface Snapshot {
  readonly organisations: ReadonlyMap<string, Versioned<OrganisationRecord>>;
  /** By hex SHA-256, oldest registration first within an organisation. */
  readonly certificates: ReadonlyMap<string, KnownCertificate>;
}

/** @param before keeps the parsed certificates of records that have not changed */
export function snapshotOf({ organisations, certificates }: RegisterRows, before?: Snapshot): Snapshot {
  return {
    organisations: new Map(organisations.map((one) => [one.record.name, one])),
    certificates: new Map(
      certificates.map((one) => {
        const known = before?.certificates.get(one.record.id);
        return [one.record.id, known?.version === one.version ? known : open(one)];
      }),
    ),
  };
}

function open({ version, record }: Versioned<CertificateRecord>): KnownCertificate {
  const { organisation, holder, use, certificate, from, withdrawnAt } = record;
  return {
    version,
    record,
    registered: { organisation, holder, use, certificate: certificateFromPem(certificate) },
    from: from === null ? Number.NEGATIVE_INFINITY : Date.parse(from),
    until: withdrawnAt === null ? Number.POSITIVE_INFINITY : Date.parse(withdrawnAt),
  };
}

/** Whether two snapshots say the same. */
export function sameSnapshot(a: Snapshot, b: Snapshot): boolean {
  const versions = (map: ReadonlyMap<string, { readonly version: number }>) =>
    [...map].map(([key, { version }]) => `${key} ${version}`).join();
  return (
    versions(a.organisations) === versions(b.organisations) &&
    versions(a.certificates) === versions(b.certificates)
  );
}

/** Authorities that were handed in with certificates, parsed. */
export function chainsOf({ certificates }: Snapshot) {
  return [...new Set([...certificates.values()].flatMap(({ record }) => record.chain))].flatMap(
    parseCertificates,
  );
}
