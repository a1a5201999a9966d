/**
 * Certificate policies of the project's own profiles (certs/README.md). They stand in the arc for examples (ITU-T X.660, 2.999): whoever runs a
 * real authority replaces them by its own.
 */
import type { Certificate } from './certificate.ts';

export const POLICY = {
  /** Statement signed with the filing system's own key. */
  filerStatement: '2.999.7365.1.1',
  /** Statement signed by the service for an organisation that only uploads. */
  serviceStatement: '2.999.7365.1.2',
  /** Documents: PDF reports, containers. */
  documentSigning: '2.999.7365.1.3',
  /** Policy of the time-stamps of the embedded TSA. */
  timestamp: '2.999.7365.2.1',
} as const;

/** Who holds the key that signs: the filing organisation's system, or the service on its behalf. */
export type StatementUse = 'filer' | 'service';

/** @returns undefined for a certificate that has neither policy, or both */
export function statementUse(certificate: Certificate): StatementUse | undefined {
  const filer = certificate.policies.includes(POLICY.filerStatement);
  const service = certificate.policies.includes(POLICY.serviceStatement);
  if (filer === service) return undefined;
  return filer ? 'filer' : 'service';
}
