/** What a certificate is good for at a moment: its path to a pinned anchor, and its standing in the register. */
import { hex } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import { type Certificate, parseCertificates } from '../../../core/x509/certificate.ts';
import { type Crl, parseCrl } from '../../../core/x509/crl.ts';
import { type PathCode, validatePath } from '../../../core/x509/path.ts';
import { pemDecode } from '../../../core/x509/pem.ts';
import type { CertificateUse, CertificateVerdict, Organisations } from '../../ports/organisations.ts';
import { chainsOf, type KnownCertificate, type Snapshot } from './snapshot.ts';

const REASON: Partial<Record<PathCode, 'expired' | 'wrong-purpose'>> = {
  EXPIRED: 'expired',
  NOT_YET_VALID: 'expired',
  REVOKED: 'expired',
  KEY_USAGE: 'wrong-purpose',
  PURPOSE: 'wrong-purpose',
};

export const PURPOSE = { statement: 'statement-signing', client: 'client-authentication' } as const;

/** Milliseconds for which a path stands: it costs several signature checks, and thousands of statements come under one certificate. */
const VERDICT_LIFE = 10_000;

export interface PathTrust {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

/** @throws CoreError `FORMAT` when a certificate or list of the trust data cannot be read */
export function pathTrustOf({ anchors, intermediates, crls }: Trust): PathTrust {
  return {
    anchors: anchors.flatMap(parseCertificates),
    intermediates: intermediates.flatMap(parseCertificates),
    crls: crls.flatMap((pem) => pemDecode(pem, 'X509 CRL').map(parseCrl)),
  };
}

export async function judgePath(
  crypto: Crypto,
  trust: PathTrust,
  leaf: Certificate,
  at: number,
  forUse: Exclude<CertificateUse, 'both'>,
): Promise<CertificateVerdict> {
  const { ok, code } = await validatePath(crypto, { leaf, ...trust, at, purpose: PURPOSE[forUse] });
  return ok ? { ok } : { ok, reason: REASON[code] ?? 'untrusted', code };
}

interface Remembered {
  readonly at: number;
  readonly verdict: CertificateVerdict;
}

/** Standing is looked up each time and costs nothing; the path is asked for again after `VERDICT_LIFE`, and when the certificate's own validity turns. */
export function createJudge(
  crypto: Crypto,
  trust: PathTrust,
  snapshot: () => Snapshot,
): Organisations['judge'] {
  const paths = new Map<string, Remembered>();
  /** Hundreds of statements may ask at the moment at which a verdict has run out: one answer serves them all. */
  const asking = new Map<string, Promise<CertificateVerdict>>();
  const ask = async (key: string, leaf: Certificate, at: number, forUse: Exclude<CertificateUse, 'both'>) => {
    const intermediates = [...trust.intermediates, ...chainsOf(snapshot())];
    const verdict = await judgePath(crypto, { ...trust, intermediates }, leaf, at, forUse);
    paths.set(key, { at, verdict });
    return verdict;
  };
  return async (registered, at, forUse = 'statement') => {
    const { certificate, use } = registered;
    const id = hex(crypto.sha256(certificate.der));
    const refused = standing(snapshot(), id, at) ?? wrongUse(use, forUse);
    if (refused !== undefined) return refused;
    const key = `${forUse} ${id}`;
    const known = paths.get(key);
    const inTime = certificate.notBefore <= at && at <= certificate.notAfter;
    if (known !== undefined && Math.abs(at - known.at) < VERDICT_LIFE && known.verdict.ok === inTime) {
      return known.verdict;
    }
    const asked = asking.get(key) ?? ask(key, certificate, at, forUse);
    asking.set(key, asked);
    return asked.finally(() => asking.delete(key));
  };
}

function wrongUse(use: CertificateUse, forUse: CertificateUse): CertificateVerdict | undefined {
  if (use === 'both' || use === forUse) return undefined;
  return { ok: false, reason: 'wrong-purpose', code: 'REGISTERED_USE' };
}

/** @returns undefined when organisation and certificate stand at that moment */
export function standing({ organisations, certificates }: Snapshot, id: string, at: number) {
  const known: KnownCertificate | undefined = certificates.get(id);
  const ended = (code: string): CertificateVerdict => ({ ok: false, reason: 'expired', code });
  if (known === undefined) return ended('WITHDRAWN');
  const state = organisations.get(known.record.organisation)?.record.state;
  if (state !== 'active') return ended('ORGANISATION_SUSPENDED');
  if (at < known.from) return ended('NOT_YET_REGISTERED');
  return at < known.until ? undefined : ended('WITHDRAWN');
}
