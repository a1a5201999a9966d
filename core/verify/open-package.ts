/** A package's files as the context of the checks. */
import { utf8Decode } from '../bytes.ts';
import { readBlockProof, type ShownBlock } from '../chain/block-proof.ts';
import type { Crypto } from '../crypto.ts';
import { parseEntry } from '../entry/entry.ts';
import { parseStreamHead } from '../entry/head.ts';
import { readStatement } from '../evidence/statement.ts';
import { leafHash } from '../merkle/tree.ts';
import { parseNote } from '../note/note.ts';
import { blockProofOf, parseBlock } from '../package/chain-block.ts';
import { parseSeal } from '../package/chain-seal.ts';
import { parseConsistency } from '../package/consistency.ts';
import {
  entryPath,
  hashesPath,
  hashStatementPath,
  PATHS,
  proofPath,
  RECORD_FILE,
  RENEWAL_PATHS,
  sequenceName,
  streamHeadPath,
} from '../package/layout.ts';
import { folderOf, type PackageData, type PackageItem, parsePackageData } from '../package/package-data.ts';
import type { ZipContents } from '../package/zip-reader.ts';
import { PARTIES } from '../party.ts';
import { parseSignedCheckpoint } from '../tlog/checkpoint.ts';
import { parseTlogProof } from '../tlog/proof.ts';
import { parseHashes } from '../tsp/hash-renewal.ts';
import type { Context, ItemContext, RenewalContext, SignedHead } from './context.ts';
import { fileDigests } from './digests.ts';
import { loanContext } from './loan.ts';
import {
  chooseTrust,
  discloseRecordBytes,
  judgements,
  renewalOf,
  tokenOf,
  type VerifyOptions,
} from './open-common.ts';
import { ABSENT, once, openedValue, openPart } from './opened.ts';
import { followRenewals } from './renewal-chain.ts';
import { parseTrust } from './trust.ts';

type Files = ReadonlyMap<string, Uint8Array>;

const ENTRY_PATH = /^proof\/entries\/([0-9]{4,7})\.json$/;

export function openPackage(
  c: Crypto,
  files: Files,
  archive: ZipContents | undefined,
  { trust: given, at, measured }: VerifyOptions,
): Context {
  const data = openPart(files.get(PATHS.package), parsePackageData);
  const checkpointBytes = files.get(PATHS.checkpoint);
  const read = {
    c,
    ...chooseTrust(c, given, openPart(files.get(PATHS.trust), parseTrust)),
    checkpointBytes,
    checkpoint: openPart(checkpointBytes, parseSignedCheckpoint),
    timestamp: openPart(files.get(PATHS.timestamp), tokenOf),
  };
  const packageData = openedValue(data);
  const checkpointOf = remembering(parseSignedCheckpoint);
  const context: Context = {
    ...read,
    ...judgements(read),
    kind: 'package',
    archive,
    files,
    digestsOf: fileDigests(c, files, measured),
    data,
    stage: 'sealed',
    opening: packageData && {
      file: PATHS.package,
      loan: packageData.loan,
      blind: packageData.stream.blind,
    },
    trustFile: PATHS.trust,
    checkpointFile: PATHS.checkpoint,
    items: sequencesOf(files, packageData).map(([sequence, listed]) =>
      openItem(c, files, sequence, listed, checkpointOf),
    ),
    heads: new Map(PARTIES.map((party) => [party, openPart(files.get(streamHeadPath(party)), readHead)])),
    first: openPart(files.get(PATHS.firstCheckpoint), parseSignedCheckpoint),
    growth: openPart(files.get(PATHS.consistency), parseConsistency),
    sealFile: PATHS.seal,
    seal: openPart(files.get(PATHS.seal), parseSeal),
    block: openPart(files.get(PATHS.block), readBlock),
    timestampFile: PATHS.timestamp,
    renewals: renewalsOf(files),
    renewalChain: once(() => followRenewals(context)),
    loan: loanContext(() => context),
    at,
  };
  return context;
}

/** Every sequence number that either the package's list or the entries' file names speak of. */
function sequencesOf(files: Files, data: PackageData | undefined): [number, PackageItem | undefined][] {
  const all = new Map<number, PackageItem | undefined>();
  for (const path of files.keys()) {
    const digits = ENTRY_PATH.exec(path)?.[1];
    if (digits !== undefined && sequenceName(Number(digits)) === digits) all.set(Number(digits), undefined);
  }
  for (const item of data?.items ?? []) all.set(item.sequence, item);
  return [...all].sort(([a], [b]) => a - b);
}

function renewalsOf(files: Files): RenewalContext[] {
  return RENEWAL_PATHS.flatMap((file, i) =>
    files.has(file)
      ? [
          renewalOf(i + 1, {
            file,
            response: files.get(file)!,
            statement: files.get(hashStatementPath(i + 1)),
          }),
        ]
      : [],
  );
}

/** Reads the same text once; what is refused is read again, and refused again. */
function remembering<T>(read: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: read(text) };
    return last.value;
  };
}

function openItem(
  c: Crypto,
  files: Files,
  sequence: number,
  listed: PackageItem | undefined,
  checkpointOf: (signed: string) => unknown,
): ItemContext {
  const entryFile = entryPath(sequence);
  const proofFile = proofPath(sequence);
  const bytes = files.get(entryFile);
  const entry = openPart(bytes, parseEntry);
  const text = openedValue(entry)?.statement;
  const statement = openPart(text, readStatement);
  const known =
    text !== undefined && statement.state === 'ok' ? { text, statement: statement.value } : undefined;
  const folder = listed?.type === undefined ? undefined : folderOf(listed);
  const recordFile = `${folder ?? entryFile}/${RECORD_FILE}`;
  const proof = openPart(files.get(proofFile), (bytes) =>
    parseTlogProof(utf8Decode(bytes, 'inclusion proof'), checkpointOf),
  );
  return {
    sequence,
    listed,
    entryFile,
    entry,
    entryBytes: bytes,
    leafHash: bytes && leafHash(c, bytes),
    statement,
    proofFile,
    proof,
    recordFile,
    record:
      folder === undefined
        ? ABSENT
        : openPart(files.get(recordFile), (record) => discloseRecordBytes(c, record, known)),
    documents: (listed?.documents ?? []).map(({ name, file }) => ({ name, file: `${folder}/${file}` })),
    hashesFile: hashesPath(sequence),
    hashes: openPart(files.get(hashesPath(sequence)), parseHashes),
  };
}

function readHead(bytes: Uint8Array): SignedHead {
  const note = parseNote(bytes);
  return { note, head: parseStreamHead(note.text) };
}

function readBlock(bytes: Uint8Array): ShownBlock {
  return readBlockProof(blockProofOf(parseBlock(bytes)));
}
