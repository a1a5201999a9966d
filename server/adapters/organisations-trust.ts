/** `Organisations` from trust data: what verifiers are told about signers is what filers are held to. */
import { hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { Trust } from '../../core/verify/trust.ts';
import { certificateFromPem, parseCertificates } from '../../core/x509/certificate.ts';
import { parseCrl } from '../../core/x509/crl.ts';
import { type PathCode, validatePath } from '../../core/x509/path.ts';
import { pemDecode } from '../../core/x509/pem.ts';
import type { CertificateVerdict, Organisations, RegisteredCertificate } from '../ports/organisations.ts';

const REASON: Partial<Record<PathCode, 'expired' | 'wrong-purpose'>> = {
  EXPIRED: 'expired',
  NOT_YET_VALID: 'expired',
  REVOKED: 'expired',
  KEY_USAGE: 'wrong-purpose',
  PURPOSE: 'wrong-purpose',
};

/** Milliseconds for which a verdict stands: a path costs several signature checks, and thousands of statements come under one certificate. */
const VERDICT_LIFE = 10_000;

/** @throws CoreError `FORMAT` when a certificate or list of the trust data cannot be read */
export function createOrganisations(crypto: Crypto, trust: Trust): Organisations {
  const registered = new Map<string, RegisteredCertificate>();
  for (const { organisation, use, certificate: pem } of trust.signers) {
    const certificate = certificateFromPem(pem);
    registered.set(hex(crypto.sha256(certificate.der)), { organisation, holder: use, certificate });
  }
  const anchors = trust.anchors.flatMap(parseCertificates);
  const intermediates = trust.intermediates.flatMap(parseCertificates);
  const crls = trust.crls.flatMap((pem) => pemDecode(pem, 'X509 CRL').map(parseCrl));

  const judge = async ({ certificate }: RegisteredCertificate, at: number): Promise<CertificateVerdict> => {
    const purpose = 'statement-signing';
    const { ok, code } = await validatePath(crypto, {
      leaf: certificate,
      intermediates,
      anchors,
      at,
      purpose,
      crls,
    });
    return ok ? { ok } : { ok, reason: REASON[code] ?? 'untrusted', code };
  };
  return { certificate: (sha256) => registered.get(hex(sha256)), judge: remembering(judge) };
}

/** Asks again after `VERDICT_LIFE`, and at once when the certificate's own validity begins or ends. */
function remembering(judge: Organisations['judge']): Organisations['judge'] {
  const verdicts = new Map<
    RegisteredCertificate,
    { readonly at: number; readonly verdict: CertificateVerdict }
  >();
  return async (registered, at) => {
    const { notBefore, notAfter } = registered.certificate;
    const known = verdicts.get(registered);
    const stands = known !== undefined && Math.abs(at - known.at) < VERDICT_LIFE;
    if (stands && known.verdict.ok === (notBefore <= at && at <= notAfter)) return known.verdict;
    const verdict = await judge(registered, at);
    verdicts.set(registered, { at, verdict });
    return verdict;
  };
}
