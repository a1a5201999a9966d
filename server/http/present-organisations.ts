/** Organisations and certificates on the wire. */
import { certificateFromPem } from '../../core/x509/certificate.ts';
import type { CertificateRecord, OrganisationRecord } from '../usecases/organisations/types.ts';

export function presentOrganisation({ name, kind, state, scopes, quota, createdAt }: OrganisationRecord) {
  return {
    name,
    kind,
    state,
    scopes,
    quota: {
      items_per_day: quota.itemsPerDay,
      bytes_per_day: quota.bytesPerDay,
      calls_per_minute: quota.callsPerMinute,
    },
    created_at: createdAt,
  };
}

export function presentCertificate({
  id,
  organisation,
  holder,
  use,
  certificate,
  from,
  to,
  reason,
}: CertificateRecord) {
  const { subject, notAfter } = certificateFromPem(certificate);
  return {
    id,
    organisation,
    holder,
    use,
    subject: subject.text,
    not_after: new Date(notAfter).toISOString(),
    from,
    to,
    reason,
  };
}
