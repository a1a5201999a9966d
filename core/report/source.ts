/** What a report for people tells beside the verification itself: the loan's items, its proofs, whom the verifier trusts. Read from a package's parts. */
import { hex, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { type Entry, parseEntry } from '../entry/entry.ts';
import { openRecord } from '../evidence/open.ts';
import type { EvidenceRecord } from '../evidence/record.ts';
import { parseSdJwt } from '../evidence/sd-jwt.ts';
import { readStatement } from '../evidence/statement.ts';
import type { JsonObject } from '../json.ts';
import { leafHash } from '../merkle/tree.ts';
import type { SealFile } from '../package/chain-seal.ts';
import type { PackageData, WithheldReason } from '../package/package-data.ts';
import { type OpenedTrust, openTrust } from '../verify/opened-trust.ts';
import type { Report } from '../verify/report.ts';
import type { Trust } from '../verify/trust.ts';

export interface SourceItem {
  readonly sequence: number;
  readonly index: number;
  readonly entry: Uint8Array;
  /** SD-JWT; undefined when the content is withheld. */
  readonly record: string | undefined;
  readonly withheld: WithheldReason | undefined;
}

/** One line of the custody log (who did what with the loan's evidence, when). */
export interface CustodyEntry {
  readonly number: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly action: string;
  readonly subject: string;
  readonly actor: { readonly organisation: string; readonly role: string; readonly id: string };
}

/** The verifier that was used and travels along. */
export interface VerifierIdentity {
  /** Hex SHA-256 of the one-file verifier. */
  readonly sha256: string;
}

export interface ReportInput {
  readonly report: Report;
  readonly data: Omit<PackageData, 'items' | 'version'>;
  readonly items: readonly SourceItem[];
  /** Signed note. */
  readonly checkpoint: string;
  readonly seal?: SealFile;
  readonly trust: Trust;
  readonly custody?: readonly CustodyEntry[];
  readonly verifier?: VerifierIdentity;
}

/** An item made ready to be told. */
export interface ReportItem {
  readonly sequence: number;
  readonly index: number;
  readonly entry: Entry;
  /** Hex. */
  readonly leaf: string;
  /** Seconds. */
  readonly signedAt: number;
  /** Empty when the content is withheld. */
  readonly record: Partial<EvidenceRecord>;
  readonly withheld: WithheldReason | undefined;
  /** Whether the filing organisation's own key signed; undefined when the certificate is not in the trust data. */
  readonly signer: { readonly organisation: string; readonly use: 'filer' | 'service' } | undefined;
}

export interface ReportSource extends Omit<ReportInput, 'items' | 'trust'> {
  readonly items: readonly ReportItem[];
  readonly trust: OpenedTrust;
}

/** @throws CoreError for parts that cannot be read; the service has just made them */
export function openSource(c: Crypto, input: ReportInput): ReportSource {
  const trust = openTrust(c, input.trust);
  const items = input.items.map(({ sequence, index, entry, record, withheld }): ReportItem => {
    const parsed = parseEntry(entry);
    const { x5t, issuedAt } = readStatement(parsed.statement);
    const signer = trust.signers.get(hex(x5t));
    return {
      sequence,
      index,
      entry: parsed,
      leaf: hex(leafHash(c, entry)),
      signedAt: issuedAt,
      record: record === undefined ? {} : openRecord(c, parseSdJwt(record)).record,
      withheld,
      signer: signer && { organisation: signer.organisation, use: signer.use },
    };
  });
  return { ...input, items, trust };
}

/** As it is attached to the report: the same bytes as the package's `report/report.json`. */
export function reportBytes(report: Report): Uint8Array {
  return utf8(`${JSON.stringify(report as unknown as JsonObject, null, 2)}\n`);
}
