/**
 * A complete package made with real keys, certificates and cosignatures, without a server: four items of one loan in a log of eleven entries, three
 * parties, a chain, a timestamp. Tests take it apart and put it together again.
 */
import { randomBytes } from 'node:crypto';
import { concat, hex, utf8 } from '../../core/bytes.ts';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import { toHex } from '../../core/chain/hex.ts';
import { logId, signConfirmation } from '../../core/chain/statements.ts';
import { encodeEntry } from '../../core/entry/entry.ts';
import { formatStreamHead } from '../../core/entry/head.ts';
import { streamId } from '../../core/entry/stream.ts';
import { createStatement, createStatements } from '../../core/evidence/create.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { formatSdJwt, type SdJwt } from '../../core/evidence/sd-jwt.ts';
import { buildConsistencyProof } from '../../core/merkle/consistency.ts';
import { buildInclusionProof } from '../../core/merkle/inclusion.ts';
import type { NodeReader } from '../../core/merkle/node.ts';
import { leafHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import { addSignatures, type NoteSignature } from '../../core/note/note.ts';
import {
  createEd25519Cosigner,
  createEd25519Signer,
  createMlDsa44Cosigner,
  type NoteSigner,
  signNote,
} from '../../core/note/sign.ts';
import { formatVkey } from '../../core/note/vkey.ts';
import { META_INF } from '../../core/package/asic.ts';
import { assemblePackage, type ItemPart, joinZip, type PackageParts } from '../../core/package/assemble.ts';
import { formatBagInfo, formatManifest } from '../../core/package/bag.ts';
import type { SealFile } from '../../core/package/chain-seal.ts';
import { crc32 } from '../../core/package/crc32.ts';
import { PATHS, PAYLOAD_FOLDER } from '../../core/package/layout.ts';
import { compareEntries, type ZipEntry, zipLayout } from '../../core/package/zip-layout.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatCheckpoint } from '../../core/tlog/checkpoint.ts';
import { cosign } from '../../core/tlog/cosignature.ts';
import { formatTlogProof } from '../../core/tlog/proof.ts';
import { encodeGranted } from '../../core/tsp/protocol.ts';
import { buildTimestampToken } from '../../core/tsp/token.ts';
import type { Trust } from '../../core/verify/trust.ts';
import { makeRecord } from '../core/evidence/fixtures.ts';
import { makeBlock } from './chain-block.ts';
import { AT, nodeCrypto as c, DAY, type TestPki, testPki } from './pki.ts';

export { c };

export const ORIGIN = 'triseal.local/test';
export const LOAN = 'XJ-2026-000123';
export const ORGANISATION = 'demo-bank';
export const MINUTE = 60_000;
/** When things happened, from the first receipt to the making of the package. */
export const TIMES = {
  filed: AT,
  witnessed: AT + 10 * MINUTE,
  stamped: AT + 11 * MINUTE,
  produced: AT + 15 * MINUTE,
};

const random = (length: number) => new Uint8Array(randomBytes(length));

interface PartyKeys {
  readonly ed25519: NoteSigner;
  readonly mlDsa44: NoteSigner;
  readonly head: NoteSigner;
  /** secp256k1. */
  readonly chain: Uint8Array;
}

export interface World {
  readonly pki: TestPki;
  readonly log: NoteSigner;
  readonly parties: Readonly<Record<Party, PartyKeys>>;
  readonly trust: Trust;
}

export async function createWorld(): Promise<World> {
  const pki = await testPki();
  const log = createEd25519Signer(c, ORIGIN, random(32));
  const parties = Object.fromEntries(PARTIES.map((party) => [party, partyKeys(party)])) as Record<
    Party,
    PartyKeys
  >;
  return { pki, log, parties, trust: trustOf(pki, log, parties) };
}

function partyKeys(party: Party): PartyKeys {
  return {
    ed25519: createEd25519Cosigner(c, `triseal.local/${party}/mirror`, random(32)),
    mlDsa44: createMlDsa44Cosigner(c, `triseal.local/${party}/mirror`, random(32)),
    head: createEd25519Signer(c, `triseal.local/${party}/heads`, random(32)),
    chain: random(32),
  };
}

function trustOf(pki: TestPki, log: NoteSigner, parties: World['parties']): Trust {
  const addresses = Object.fromEntries(
    PARTIES.map((party) => [party, addressOfPrivateKey(parties[party].chain)]),
  ) as Record<Party, string>;
  return {
    version: 1,
    origin: ORIGIN,
    policy: policyOf(log, parties),
    parties: PARTIES.map((party) => ({
      party,
      name: `${party} organisation`,
      headKey: formatVkey(parties[party].head.key),
      chainAddresses: [{ address: addresses[party], from: null, to: null }],
    })),
    chain: {
      chainId: 20_260_315,
      contract: addressOfPrivateKey(random(32)),
      log: logId(c, ORIGIN, addresses),
    },
    anchors: [pki.root.certificatePem],
    intermediates: [pki.authority.certificatePem],
    signers: [
      { organisation: ORGANISATION, use: 'filer', certificate: pki.filer.certificatePem },
      { organisation: ORGANISATION, use: 'service', certificate: pki.service.certificatePem },
    ],
    timestampAnchors: [pki.root.certificatePem],
    crls: [],
  };
}

export function policyOf(log: NoteSigner, parties: World['parties']): string {
  const witness = PARTIES.flatMap((party) => [
    `witness ${party}-ed25519 ${formatVkey(parties[party].ed25519.key)}`,
    `witness ${party}-mldsa44 ${formatVkey(parties[party].mlDsa44.key)}`,
    `group ${party} all ${party}-ed25519 ${party}-mldsa44`,
  ]);
  return [
    `log ${formatVkey(log.key)}`,
    ...witness,
    `group parties all ${PARTIES.join(' ')}`,
    'quorum parties',
    '',
  ].join('\n');
}

export interface BuildOptions {
  /** Changes to each record, by sequence. */
  readonly record?: (sequence: number) => Partial<EvidenceRecord>;
  /** Who signs the statements; the filer by default, the service for the fourth. */
  readonly signer?: (sequence: number) => 'filer' | 'service' | 'document';
  /** Milliseconds after `TIMES.filed` at which the log received each item. */
  readonly received?: (sequence: number) => number;
  readonly items?: number;
  /** One signature over the statements of each signer. */
  readonly batch?: boolean;
  /** What the log took for the statement of an item, instead of what its signer made. */
  readonly statement?: (sequence: number, statement: string) => string;
  readonly witnessedAt?: number;
  readonly stampedAt?: number;
}

export interface Fixture {
  readonly world: World;
  readonly parts: PackageParts<Uint8Array>;
  readonly files: Map<string, Uint8Array>;
  readonly zip: Uint8Array;
  /** Entries of the loan, by sequence - 1. */
  readonly entries: readonly Uint8Array[];
  readonly stream: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
}

interface LoanItem {
  readonly entry: Uint8Array;
  readonly record: string;
  readonly type: string;
  readonly documents: readonly Uint8Array[];
  readonly names: readonly string[];
}

export async function buildFixture(world: World, options: BuildOptions = {}): Promise<Fixture> {
  const blind = random(32);
  const stream = streamId(c, blind, LOAN);
  const items: LoanItem[] = [];
  const batched = options.batch === true ? await batchOf(world, options) : undefined;
  for (let sequence = 1; sequence <= (options.items ?? 4); sequence++) {
    const { jws, disclosures } = batched?.get(sequence) ?? (await statementOf(world, sequence, options));
    const sdJwt = { jws: options.statement?.(sequence, jws) ?? jws, disclosures };
    items.push(loanItem(stream, sequence, items.at(-1)?.entry, sdJwt, options));
  }
  // Foreign entries before, between and after, so that index and sequence differ.
  const leaves = [random(40), ...items.flatMap(({ entry }) => [entry, random(40)]), random(40), random(40)];
  const hashes = leaves.map((leaf) => leafHash(c, leaf));
  const root = rootOfLeaves(c, hashes);
  const size = leaves.length;
  const checkpoint = await cosigned(world, { size, root }, options.witnessedAt);
  const early = { size: 3, root: rootOfLeaves(c, hashes.slice(0, 3)) };
  const parts: PackageParts<Uint8Array> = {
    data: {
      origin: ORIGIN,
      organisation: ORGANISATION,
      loan: LOAN,
      stream: { blind, id: stream },
      closing: { size, root },
      produced: { at: new Date(TIMES.produced).toISOString(), source: 'system' },
    },
    items: await Promise.all(items.map((item, i) => itemPart(item, i + 1, hashes, checkpoint))),
    checkpoint,
    first: {
      checkpoint: await cosigned(world, early, TIMES.filed + MINUTE),
      proof: await buildConsistencyProof(c, early.size, size, readerOf(hashes)),
    },
    streamHeads: await headsOf(world, {
      size,
      root,
      stream,
      sequence: items.length,
      last: items.at(-1)!.entry,
    }),
    ...(await sealedIn(world, size, root)),
    timestamp: await stampOf(world, utf8(checkpoint), options.stampedAt),
    trust: world.trust,
  };
  const files = filesOf(parts);
  return {
    world,
    parts,
    files,
    zip: zipOf(files),
    entries: items.map(({ entry }) => entry),
    stream,
    size,
    root,
  };
}

const documentsOf = (sequence: number): Record<string, Uint8Array> =>
  sequence === 1
    ? { '借款合同 & 附件.pdf': utf8('%PDF-1.7 借款合同 '.repeat(20)), 'trace.json': utf8('{"scroll":[1,2]}') }
    : { [`还款回单-${sequence}.pdf`]: utf8(`%PDF-1.7 回单 ${sequence}`) };

const signerFor = (sequence: number, { signer }: BuildOptions) =>
  signer?.(sequence) ?? (sequence === 4 ? 'service' : 'filer');

const receivedAt = (sequence: number, { received }: BuildOptions) =>
  TIMES.filed + (received?.(sequence) ?? sequence * 1000);

function recordOf(sequence: number, options: BuildOptions): EvidenceRecord {
  return makeRecord({
    loan: LOAN,
    reference: `REPAY-${sequence}`,
    documents: Object.entries(documentsOf(sequence)).map(([name, bytes]) => ({
      name,
      mediaType: name.endsWith('.json') ? 'application/json' : 'application/pdf',
      size: bytes.length,
      sha256: hex(c.sha256(bytes)),
      sm3: hex(c.sm3(bytes)),
    })),
    filing: {
      organisation: ORGANISATION,
      signedBy: signerFor(sequence, options) === 'service' ? 'service' : 'filer',
    },
    ...options.record?.(sequence),
  });
}

function signingInput({ pki }: World, use: 'filer' | 'service' | 'document', at: number) {
  const { signer, certificate } = pki[use];
  return {
    signer,
    certificateSha256: c.sha256(certificate.der),
    issuedAt: Math.floor(at / 1000) - 1,
    random,
  };
}

function statementOf(world: World, sequence: number, options: BuildOptions): Promise<SdJwt> {
  const input = signingInput(world, signerFor(sequence, options), receivedAt(sequence, options));
  return createStatement(c, { record: recordOf(sequence, options), ...input });
}

/** By sequence, signed when the first was received. */
async function batchOf(world: World, options: BuildOptions): Promise<Map<number, SdJwt>> {
  const out = new Map<number, SdJwt>();
  const sequences = Array.from({ length: options.items ?? 4 }, (_, i) => i + 1);
  for (const use of ['filer', 'service'] as const) {
    const own = sequences.filter((sequence) => signerFor(sequence, options) === use);
    const records = own.map((sequence) => recordOf(sequence, options));
    const signed = await createStatements(c, records, signingInput(world, use, receivedAt(1, options)));
    for (const [i, sdJwt] of signed.entries()) out.set(own[i]!, sdJwt);
  }
  return out;
}

function loanItem(
  stream: Uint8Array,
  sequence: number,
  previous: Uint8Array | undefined,
  sdJwt: SdJwt,
  options: BuildOptions,
): LoanItem {
  const entry = encodeEntry({
    version: 1,
    stream,
    sequence,
    link: previous === undefined ? null : leafHash(c, previous),
    received: new Date(receivedAt(sequence, options)).toISOString(),
    statement: sdJwt.jws,
  });
  const documents = documentsOf(sequence);
  const { type } = recordOf(sequence, options);
  return {
    entry,
    record: formatSdJwt(sdJwt),
    type,
    documents: Object.values(documents),
    names: Object.keys(documents),
  };
}

async function itemPart(
  item: LoanItem,
  sequence: number,
  hashes: readonly Uint8Array[],
  checkpoint: string,
): Promise<ItemPart<Uint8Array>> {
  const index = 2 * sequence - 1;
  const proof = await buildInclusionProof(c, index, hashes.length, readerOf(hashes));
  return {
    sequence,
    index,
    entry: item.entry,
    proof: formatTlogProof({ index, hashes: proof, checkpoint }),
    content: {
      type: item.type,
      record: item.record,
      documents: item.documents.map((bytes, i) => ({
        name: item.names[i]!,
        size: bytes.length,
        crc32: crc32(bytes),
        sha256: hex(c.sha256(bytes)),
        sm3: hex(c.sm3(bytes)),
        source: bytes,
      })),
    },
  };
}

export function readerOf(hashes: readonly Uint8Array[]): NodeReader {
  return async (nodes) =>
    nodes.map(({ level, index }) =>
      rootOfLeaves(c, hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    );
}

/** A checkpoint signed by the log and cosigned by all parties with both keys. */
export async function cosigned(
  world: World,
  { size, root }: { readonly size: number; readonly root: Uint8Array },
  at = TIMES.witnessed,
  parties: readonly Party[] = PARTIES,
): Promise<string> {
  const text = formatCheckpoint({ origin: ORIGIN, size, root, extensions: [] });
  const signatures: NoteSignature[] = [];
  for (const party of parties) {
    const { ed25519, mlDsa44 } = world.parties[party];
    signatures.push(await cosign(text, ed25519, at / 1000), await cosign(text, mlDsa44, at / 1000));
  }
  return addSignatures(await signNote(text, world.log), signatures);
}

interface HeadInput {
  readonly size: number;
  readonly root: Uint8Array;
  readonly stream: Uint8Array;
  readonly sequence: number;
  /** Entry bytes of the stream's last entry. */
  readonly last: Uint8Array;
}

export async function headsOf(world: World, input: HeadInput): Promise<Record<Party, string>> {
  const heads = await Promise.all(PARTIES.map(async (party) => [party, await headOf(world, party, input)]));
  return Object.fromEntries(heads) as Record<Party, string>;
}

export function headOf(
  world: World,
  party: Party,
  { size, root, stream, sequence, last }: HeadInput,
): Promise<string> {
  const time = TIMES.stamped / 1000;
  const text = formatStreamHead({
    origin: ORIGIN,
    size,
    root,
    stream,
    sequence,
    leafHash: leafHash(c, last),
    time,
  });
  return signNote(text, world.parties[party].head);
}

export function sealOf(world: World, size: number, root: Uint8Array): SealFile {
  const chain = world.trust.chain!;
  return {
    version: 1,
    ...chain,
    size,
    root: toHex(root),
    confirmations: PARTIES.map((party) => ({
      party,
      signer: addressOfPrivateKey(world.parties[party].chain),
      signature: toHex(signConfirmation(world.parties[party].chain, { ...chain, size, root })),
    })),
    transaction: {
      hash: `0x${'ab'.repeat(32)}`,
      blockNumber: 7,
      blockHash: `0x${'cd'.repeat(32)}`,
      blockTime: new Date(TIMES.stamped).toISOString(),
    },
  };
}

/** The seal, and the block in which a chain made it. */
export async function sealedIn(
  world: World,
  size: number,
  root: Uint8Array,
): Promise<Required<Pick<PackageParts<Uint8Array>, 'seal' | 'block'>>> {
  const chain = world.trust.chain!;
  const block = await makeBlock({ chain, size, root: toHex(root), time: TIMES.stamped / 1000 });
  return { seal: { ...sealOf(world, size, root), transaction: block.transaction }, block: block.file };
}

/** A TimeStampResp over `data`. */
export async function stampOf(
  world: World,
  data: Uint8Array,
  at = TIMES.stamped,
  use: 'tsa' | 'filer' = 'tsa',
) {
  return encodeGranted(await stampDigest(world, c.sha256(data), at, use));
}

/** The token over a SHA-256 digest. */
export function stampDigest(
  world: World,
  digest: Uint8Array,
  at = TIMES.stamped,
  use: 'tsa' | 'filer' = 'tsa',
): Promise<Uint8Array> {
  const { certificate, signer } = world.pki[use];
  return buildTimestampToken(c, {
    signer,
    certificate,
    enclosed: [certificate, world.pki.authority.certificate],
    policy: '1.3.6.1.4.1.99999.1',
    algorithm: 'sha-256',
    digest,
    serial: 77n,
    genTime: at,
  });
}

export function filesOf(parts: PackageParts<Uint8Array>): Map<string, Uint8Array> {
  return new Map(
    assemblePackage(c, parts).map(({ name, content }) => [
      name,
      'bytes' in content ? content.bytes : content.source,
    ]),
  );
}

export function zipOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: ZipEntry[] = [...files]
    .map(([name, bytes]) => ({ name, size: bytes.length, crc32: crc32(bytes) }))
    .sort((a, b) => compareEntries(a.name, b.name));
  return joinZip(zipLayout(entries), (name) => files.get(name)!);
}

/** What somebody does who tampers with a package and knows BagIt: manifests, payload size and archive all fit again. */
export function rebag(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const out = new Map([...files].filter(([name]) => !isFrame(name)));
  const payload = [...out].filter(([name]) => name.startsWith(PAYLOAD_FOLDER));
  const digests = (list: [string, Uint8Array][], alg: 'sha256' | 'sm3') =>
    formatManifest(new Map(list.map(([name, bytes]) => [name, hex(c[alg](bytes))])));
  out.set(PATHS.manifestSha256, digests(payload, 'sha256'));
  out.set(PATHS.manifestSm3, digests(payload, 'sm3'));
  out.set(
    PATHS.bagInfo,
    formatBagInfo({
      sourceOrganization: ORGANISATION,
      baggingDate: '2026-03-15',
      payload: { bytes: concat(...payload.map(([, bytes]) => bytes)).length, files: payload.length },
      softwareAgent: 'tamperer',
    }),
  );
  const outside = [PAYLOAD_FOLDER, META_INF];
  const tags = [...out].filter(([name]) => !outside.some((folder) => name.startsWith(folder)));
  out.set(PATHS.tagManifest, digests(tags, 'sha256'));
  return zipOf(out);
}

function isFrame(name: string): boolean {
  const frame: readonly string[] = [
    PATHS.manifestSha256,
    PATHS.manifestSm3,
    PATHS.tagManifest,
    PATHS.bagInfo,
  ];
  return frame.includes(name);
}

export { DAY };
