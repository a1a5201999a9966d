/** Trust data with the register in it: every certificate that ever signed for an organisation, with its history. */
import type { Trust, TrustSigner } from '../../../core/verify/trust.ts';
import type { Snapshot } from './snapshot.ts';
import type { CertificateRecord } from './types.ts';

export function trustWithRegister(base: Trust, { certificates }: Snapshot): Trust {
  const place = new Map(base.signers.map(({ certificate }, i) => [certificate, i]));
  const placeOf = ({ certificate }: CertificateRecord) => place.get(certificate) ?? base.signers.length;
  // In the order of the installation's own data, then of registration: what has not changed keeps its fingerprint.
  const records = [...certificates.values()]
    .map(({ record }) => record)
    .sort((a, b) => placeOf(a) - placeOf(b) || compare(a.from, b.from));
  const signers = records
    .filter(({ use }) => use !== 'client')
    .map(
      ({ organisation, holder, certificate, from, to, reason }): TrustSigner => ({
        organisation,
        use: holder,
        certificate,
        // A key without history is written as it was before there were histories, so its fingerprint stays.
        ...((from !== null || to !== null) && { from, to, reason }),
      }),
    );
  const chains = records.flatMap(({ chain }) => chain);
  return {
    ...base,
    signers,
    intermediates: [...new Set([...base.intermediates, ...chains])],
  };
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
