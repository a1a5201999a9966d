/** Which organisations may file, and with which certificates: registered data, never taken from a request. */
import type { Certificate } from '../../core/x509/certificate.ts';

export interface RegisteredCertificate {
  readonly organisation: string;
  /** Who holds the key: the organisation's own filing system, or the service on its behalf. */
  readonly holder: 'filer' | 'service';
  readonly certificate: Certificate;
}

export type CertificateVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'expired' | 'wrong-purpose' | 'untrusted'; readonly code: string };

export interface Organisations {
  /** @param sha256 of the certificate's DER */
  certificate(sha256: Uint8Array): RegisteredCertificate | undefined;
  /** Path, purpose (statement signing), validity and revocation at a moment. @param at milliseconds */
  judge(registered: RegisteredCertificate, at: number): Promise<CertificateVerdict>;
}
