/** Where each thing stands in a package (docs/spec/package.md section 3). */
import { CoreError } from '../error.ts';
import { PARTIES, type Party } from '../party.ts';

export const PATHS = {
  bagit: 'bagit.txt',
  bagInfo: 'bag-info.txt',
  manifestSha256: 'manifest-sha256.txt',
  manifestSm3: 'manifest-sm3.txt',
  tagManifest: 'tagmanifest-sha256.txt',
  readme: 'README.txt',
  package: 'data/package.json',
  checkpoint: 'proof/checkpoint',
  firstCheckpoint: 'proof/checkpoints/first',
  consistency: 'proof/consistency.json',
  seal: 'proof/chain/seal.json',
  block: 'proof/chain/block.json',
  timestamp: 'proof/timestamps/checkpoint.tsr',
  trust: 'trust/trust.json',
  policy: 'trust/policy',
} as const;

export const PAYLOAD_FOLDER = 'data/';
export const ITEMS_FOLDER = 'data/items/';
export const CERTIFICATES_FOLDER = 'trust/certificates/';
export const RECORD_FILE = 'record.sd-jwt';

/** Four digits at least, so that folders of most loans sort by sequence. */
export function sequenceName(sequence: number): string {
  return String(sequence).padStart(4, '0');
}

export function itemFolder(sequence: number, type: string): string {
  return `${ITEMS_FOLDER}${sequenceName(sequence)}-${type}`;
}

export function entryPath(sequence: number): string {
  return `proof/entries/${sequenceName(sequence)}.json`;
}

export function proofPath(sequence: number): string {
  return `proof/items/${sequenceName(sequence)}.tlog-proof`;
}

export function streamHeadPath(party: Party): string {
  return `proof/stream-heads/${party}`;
}

/** Renewals that a chain may hold: with certificates of a year, a generation. */
export const MAX_RENEWALS = 32;

/** @param number from 1 */
export function renewalPath(number: number): string {
  return `proof/timestamps/renewal-${String(number).padStart(2, '0')}.tsr`;
}

/** What the token of a hash-tree renewal stamps, beside it. */
export function hashStatementPath(number: number): string {
  return `proof/timestamps/renewal-${String(number).padStart(2, '0')}.hashes`;
}

/** Digests of an item in the hash-tree renewal. */
export function hashesPath(sequence: number): string {
  return `proof/hashes/${sequenceName(sequence)}.json`;
}

export const RENEWAL_PATHS: readonly string[] = Array.from({ length: MAX_RENEWALS }, (_, i) =>
  renewalPath(i + 1),
);

export const STREAM_HEAD_PATHS: readonly string[] = PARTIES.map(streamHeadPath);

/** What a package may hold beside its evidence and proofs: made from them, and proof of nothing by itself. */
export const EXTRA_PATHS = {
  reportPdf: 'report/report.pdf',
  reportJson: 'report/report.json',
  custody: 'report/custody.json',
  verifier: 'verify/verifier.html',
  verifierDigest: 'verify/SHA256SUMS',
} as const;

const EXTRAS: readonly string[] = Object.values(EXTRA_PATHS);

/** @throws CoreError `MISUSE` for a path that the format does not know */
export function extraPath(path: string): string {
  if (EXTRAS.includes(path)) return path;
  throw new CoreError('MISUSE', 'a package has no place for this file', { facts: { path } });
}
