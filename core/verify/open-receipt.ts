/** A receipt, or a bare `.tlog-proof`, as the context of the checks. */
import { utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { type Entry, parseEntry } from '../entry/entry.ts';
import { readStatement } from '../evidence/statement.ts';
import { leafHash } from '../merkle/tree.ts';
import { readZip } from '../package/zip-reader.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { parseSignedCheckpoint } from '../tlog/checkpoint.ts';
import { parseTlogProof, type TlogProof } from '../tlog/proof.ts';
import { hashesFromJson, type ProvenHashes } from '../tsp/hash-renewal.ts';
import type { Context, DisclosedRecord, ItemContext, ItemDocument } from './context.ts';
import { fileDigests } from './digests.ts';
import { loanContext } from './loan.ts';
import {
  chooseTrust,
  discloseRecord,
  judgements,
  renewalOf,
  tokenOf,
  type VerifyOptions,
} from './open-common.ts';
import { openPackage } from './open-package.ts';
import { ABSENT, type Opened, once, openedValue, openPart } from './opened.ts';
import { followRenewals } from './renewal-chain.ts';
import type { ReportKind } from './report.ts';
import { type Trust, trustFromJson } from './trust.ts';

/** A document that was handed over with a receipt. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function openReceipt(
  c: Crypto,
  receipt: Receipt,
  given: readonly GivenFile[],
  options: VerifyOptions,
): Context {
  const record = openPart(receipt.record, (text) => discloseRecord(c, text));
  const entry = openPart(receipt.entry, parseEntry);
  const loan = openedValue(record)?.opened.record.loan;
  const { blind } = receipt;
  const { against } = options;
  const single = singleItem(c, options, given, {
    kind: 'receipt',
    stage: receipt.state.stage,
    entryBytes: receipt.entry,
    entry,
    record,
    proof: openPart(receipt.proof, parseTlogProof),
    opening: blind === null || loan === undefined ? undefined : { file: 'blind', loan, blind },
    seal: receipt.seal === null ? ABSENT : { state: 'ok', value: receipt.seal },
    timestamp: openPart(receipt.timestamp, tokenOf),
    renewals: (receipt.renewals ?? []).map(({ timestamp, hashes }, i) =>
      renewalOf(i + 1, { file: `renewals/${i + 1}.tsr`, response: timestamp, statement: hashes }),
    ),
    hashes: openPart(receipt.hashes, hashesFromJson),
    inside: openPart(receipt.trust, trustFromJson),
  });
  return {
    ...single,
    claimedOrigin: receipt.origin,
    ...(against && { against: openAgainst(c, against, options) }),
  };
}

function openAgainst(
  c: Crypto,
  input: NonNullable<VerifyOptions['against']>,
  { trust }: VerifyOptions,
): Context {
  const zip = input instanceof Uint8Array ? readZip(input, c) : undefined;
  const files = input instanceof Uint8Array ? zip?.files : input;
  return openPackage(c, files ?? new Map(), zip, trust === undefined ? {} : { trust });
}

export function openTlogProof(
  c: Crypto,
  proof: string,
  entryBytes: Uint8Array | undefined,
  options: VerifyOptions,
): Context {
  return singleItem(c, options, [], {
    kind: 'tlog-proof',
    stage: 'witnessed',
    entryBytes,
    entry: openPart(entryBytes, parseEntry),
    record: ABSENT,
    proof: openPart(proof, parseTlogProof),
    opening: undefined,
    seal: ABSENT,
    timestamp: ABSENT,
    renewals: [],
    hashes: ABSENT,
    inside: ABSENT,
  });
}

type Parts = Pick<Context, 'stage' | 'opening' | 'seal' | 'timestamp' | 'renewals'> & {
  readonly kind: ReportKind;
  readonly entryBytes: Uint8Array | undefined;
  readonly entry: Opened<Entry>;
  readonly record: Opened<DisclosedRecord>;
  readonly proof: Opened<TlogProof>;
  readonly hashes: Opened<ProvenHashes>;
  /** Trust data that came along. */
  readonly inside: Opened<Trust>;
};

function singleItem(c: Crypto, options: VerifyOptions, given: readonly GivenFile[], parts: Parts): Context {
  const files = new Map(given.map(({ name, bytes }) => [name, bytes]));
  const checkpointText = openedValue(parts.proof)?.checkpoint;
  const read = {
    c,
    ...chooseTrust(c, options.trust, parts.inside),
    checkpointBytes: checkpointText === undefined ? undefined : utf8(checkpointText),
    checkpoint: openPart(checkpointText, parseSignedCheckpoint),
    timestamp: parts.timestamp,
  };
  const digestsOf = fileDigests(c, files);
  const context: Context = {
    ...read,
    ...judgements(read),
    kind: parts.kind,
    archive: undefined,
    files,
    digestsOf,
    data: ABSENT,
    stage: parts.stage,
    opening: parts.opening,
    trustFile: 'trust',
    checkpointFile: 'proof',
    items: [itemOf(c, parts, documentsOf(given, parts.record, digestsOf))],
    heads: new Map(),
    first: ABSENT,
    growth: ABSENT,
    block: ABSENT,
    sealFile: 'seal',
    seal: parts.seal,
    timestampFile: 'timestamp',
    renewals: parts.renewals,
    renewalChain: once(() => followRenewals(context)),
    loan: loanContext(() => context),
    at: options.at,
  };
  return context;
}

/**
 * Which recorded document each given file stands for: the one of the same content, else the one of the same name, else the only one there is.
 * People rename files; a changed content must still be compared with something.
 */
function documentsOf(
  given: readonly GivenFile[],
  record: Opened<DisclosedRecord>,
  digestsOf: Context['digestsOf'],
): ItemDocument[] {
  const recorded = openedValue(record)?.opened.record.documents ?? [];
  return given.map(({ name: file }) => {
    const sha256 = digestsOf(file)!.sha256();
    const match =
      recorded.find((one) => one.sha256 === sha256) ??
      recorded.find((one) => one.name === file) ??
      (recorded.length === 1 ? recorded[0] : undefined);
    return { name: match?.name ?? file, file };
  });
}

function itemOf(c: Crypto, parts: Parts, documents: readonly ItemDocument[]): ItemContext {
  const { entry, entryBytes, proof, record, hashes } = parts;
  return {
    sequence: openedValue(entry)?.sequence ?? 0,
    listed: undefined,
    entryFile: 'entry',
    entry,
    entryBytes,
    leafHash: entryBytes && leafHash(c, entryBytes),
    statement: openPart(openedValue(entry)?.statement, readStatement),
    proofFile: 'proof',
    proof,
    recordFile: 'record',
    record,
    documents,
    hashesFile: 'hashes',
    hashes,
  };
}
