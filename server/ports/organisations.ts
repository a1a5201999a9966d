/** Which organisations may file, and with which certificates: registered data, never taken from a request. */
import type { Certificate } from '../../core/x509/certificate.ts';

/** What a certificate was registered for: signing statements, showing who a client is (assertion or TLS), or both. */
export const CERTIFICATE_USES = ['statement', 'client', 'both'] as const;
export type CertificateUse = (typeof CERTIFICATE_USES)[number];

export interface RegisteredCertificate {
  readonly organisation: string;
  /** Who holds the key: the organisation's own filing system, or the service on its behalf. */
  readonly holder: 'filer' | 'service';
  readonly use: CertificateUse;
  readonly certificate: Certificate;
}

export type CertificateVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'expired' | 'wrong-purpose' | 'untrusted'; readonly code: string };

export interface Organisations {
  /** @param sha256 of the certificate's DER. @returns also those that were withdrawn: `judge` says so */
  certificate(sha256: Uint8Array): RegisteredCertificate | undefined;
  /**
   * Path, purpose, validity, revocation, and standing in the register at a moment.
   * @param at milliseconds. @param forUse statements when not given
   */
  judge(
    registered: RegisteredCertificate,
    at: number,
    forUse?: Exclude<CertificateUse, 'both'>,
  ): Promise<CertificateVerdict>;
}
