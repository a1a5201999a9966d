/** Trust data made ready for use: keys and certificates parsed once. */
import { hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { parseVkey, type VerifierKey } from '../note/vkey.ts';
import type { Party } from '../party.ts';
import { type Policy, parsePolicy } from '../tlog/policy.ts';
import { type Certificate, certificateFromPem } from '../x509/certificate.ts';
import { type Crl, parseCrl } from '../x509/crl.ts';
import { pemDecode } from '../x509/pem.ts';
import { type EndReason, type SignerUse, type Trust, trustFingerprint } from './trust.ts';

export interface TrustedSigner {
  readonly organisation: string;
  readonly use: SignerUse;
  readonly certificate: Certificate;
  /** Milliseconds between which it was registered, the end exclusive. */
  readonly from: number;
  readonly to: number;
  /** Why it ended, where somebody said so. */
  readonly reason: EndReason | null;
}

export interface OpenedTrust {
  readonly trust: Trust;
  /** Hex SHA-256 of the canonical trust data. */
  readonly fingerprint: string;
  readonly policy: Policy;
  readonly headKeys: ReadonlyMap<Party, VerifierKey>;
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  readonly timestampAnchors: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** By hex SHA-256 of the certificate's DER. */
  readonly signers: ReadonlyMap<string, TrustedSigner>;
}

/** @throws CoreError naming what cannot be read */
export function openTrust(c: Crypto, trust: Trust): OpenedTrust {
  const signers = trust.signers.map((signer): [string, TrustedSigner] => {
    const { organisation, use, from, to, reason = null } = signer;
    const certificate = certificateFromPem(signer.certificate);
    const times = { from: ms(from, Number.NEGATIVE_INFINITY), to: ms(to, Number.POSITIVE_INFINITY) };
    return [hex(c.sha256(certificate.der)), { organisation, use, certificate, ...times, reason }];
  });
  return {
    trust,
    fingerprint: trustFingerprint(c, trust),
    policy: parsePolicy(trust.policy),
    headKeys: new Map(trust.parties.map(({ party, headKey }) => [party, parseVkey(headKey)])),
    anchors: trust.anchors.map(certificateFromPem),
    intermediates: trust.intermediates.map(certificateFromPem),
    timestampAnchors: trust.timestampAnchors.map(certificateFromPem),
    crls: trust.crls.map(oneCrl),
    signers: new Map(signers),
  };
}

const ms = (time: string | null | undefined, open: number): number =>
  time === null || time === undefined ? open : Date.parse(time);

function oneCrl(pem: string): Crl {
  const [der, ...more] = pemDecode(pem, 'X509 CRL');
  if (der === undefined || more.length > 0) {
    throw new CoreError('FORMAT', 'each entry of crls holds exactly one revocation list');
  }
  return parseCrl(der);
}
