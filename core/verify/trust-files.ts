/** Trust data as the files of a package's `trust/` folder, for people with common tools (docs/spec/package.md section 3). */
import { utf8 } from '../bytes.ts';
import { encodeTrust, type Trust } from './trust.ts';

/** Names of the files that `trustFiles` makes, relative to `trust/`. */
export const TRUST_FILE_NAMES = [
  'trust.json',
  'policy',
  'certificates/anchors.pem',
  'certificates/intermediates.pem',
  'certificates/signers.pem',
  'certificates/timestamp-anchors.pem',
  'certificates/revocation.pem',
] as const;
export type TrustFileName = (typeof TRUST_FILE_NAMES)[number];

/** The same data as files for people with common tools: the policy, and the certificates as PEM bundles. Path to bytes, relative to `trust/`. */
export function trustFiles(trust: Trust): ReadonlyMap<string, Uint8Array> {
  const bundle = (certificates: readonly string[]) =>
    utf8(certificates.map((pem) => (pem.endsWith('\n') ? pem : `${pem}\n`)).join(''));
  return new Map([
    ['trust.json', encodeTrust(trust)],
    ['policy', utf8(trust.policy)],
    ['certificates/anchors.pem', bundle(trust.anchors)],
    ['certificates/intermediates.pem', bundle(trust.intermediates)],
    ['certificates/signers.pem', bundle(trust.signers.map((one) => one.certificate))],
    ['certificates/timestamp-anchors.pem', bundle(trust.timestampAnchors)],
    ['certificates/revocation.pem', bundle(trust.crls)],
  ] satisfies [TrustFileName, Uint8Array][]);
}
