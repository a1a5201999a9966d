/** What a receipt's page tells, read out of the machine receipt once. */
import { hex } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { parseEntry } from '../entry/entry.ts';
import { openRecord } from '../evidence/open.ts';
import type { EvidenceRecord } from '../evidence/record.ts';
import { parseSdJwt } from '../evidence/sd-jwt.ts';
import { readStatement, type Statement } from '../evidence/statement.ts';
import { leafHash } from '../merkle/tree.ts';
import { parseNote } from '../note/note.ts';
import { parseCheckpoint } from '../tlog/checkpoint.ts';
import { parseTlogProof } from '../tlog/proof.ts';
import { openedValue, openPart } from '../verify/opened.ts';
import { type OpenedTrust, openTrust } from '../verify/opened-trust.ts';
import { trustFromJson } from '../verify/trust.ts';
import type { Receipt } from './receipt.ts';

export interface PageFacts {
  readonly record: Partial<EvidenceRecord>;
  readonly statement: Statement;
  readonly received: string;
  readonly sequence: number;
  readonly leaf: string;
  readonly index: number;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly trust: OpenedTrust | undefined;
}

/** @throws CoreError for parts that cannot be read */
export function factsOf(c: Crypto, receipt: Receipt): PageFacts {
  const entry = parseEntry(receipt.entry);
  const proof = parseTlogProof(receipt.proof);
  const { origin, size, root } = parseCheckpoint(parseNote(proof.checkpoint).text);
  return {
    record: receipt.record === null ? {} : openRecord(c, parseSdJwt(receipt.record)).record,
    statement: readStatement(entry.statement),
    received: entry.received,
    sequence: entry.sequence,
    leaf: hex(leafHash(c, receipt.entry)),
    index: proof.index,
    origin,
    size,
    root: hex(root),
    // A snapshot that cannot be read takes names and a fingerprint from the page, and nothing from the proof.
    trust: openedValue(openPart(receipt.trust, (json) => openTrust(c, trustFromJson(json)))),
  };
}
