/**
 * From the parts of a loan to the files of its package, ready to be laid out as a zip. Documents are named by size and digests only, so the
 * shell can stream them; everything else is small and is made here.
 */
import { base64, concat, hex, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import type { Party } from '../party.ts';
import { parseSignedCheckpoint } from '../tlog/checkpoint.ts';
import type { Trust } from '../verify/trust.ts';
import { trustFiles } from '../verify/trust-files.ts';
import { ASIC_MIMETYPE, ASIC_PATHS } from './asic.ts';
import { BAG_DECLARATION, formatBagInfo, formatManifest, type Manifest } from './bag.ts';
import { type BlockFile, encodeBlock } from './chain-block.ts';
import { encodeSeal, type SealFile } from './chain-seal.ts';
import { encodeConsistency, treeState } from './consistency.ts';
import type { ContainerFiles } from './container.ts';
import { crc32Of } from './crc32.ts';
import {
  entryPath,
  extraPath,
  hashesPath,
  hashStatementPath,
  PATHS,
  proofPath,
  RECORD_FILE,
  renewalPath,
  streamHeadPath,
} from './layout.ts';
import { collisionKey, safeFileName } from './names.ts';
import { encodePackageData, folderOf, type PackageData, type PackageItem } from './package-data.ts';
import { README } from './readme.ts';
import { compareEntries, type ZipEntry } from './zip-layout.ts';

/** Name of this software in bag-info.txt. */
const SOFTWARE_AGENT = 'TriSeal package/1';

/** A document whose bytes the shell holds. `source` is the shell's own handle, given back with the file. */
export interface DocumentPart<S> {
  /** As in the record. */
  readonly name: string;
  readonly size: number;
  readonly crc32: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly sm3: string;
  readonly source: S;
}

export interface ItemPart<S> {
  readonly sequence: number;
  readonly index: number;
  /** Entry bytes, verbatim. */
  readonly entry: Uint8Array;
  /** Its digests in the hash-tree renewal, where there is one. */
  readonly hashes?: Uint8Array;
  /** `.tlog-proof` text against the closing checkpoint. */
  readonly proof: string;
  readonly content:
    | { readonly type: string; readonly record: string; readonly documents: readonly DocumentPart<S>[] }
    | { readonly withheld: NonNullable<PackageItem['withheld']> };
}

export interface PackageParts<S> {
  /** All but the items, which follow from `items`. */
  readonly data: Omit<PackageData, 'items' | 'version'>;
  /** By sequence. */
  readonly items: readonly ItemPart<S>[];
  /** Signed note with all cosignatures. */
  readonly checkpoint: string;
  /** The first checkpoint with quorum that holds an item of the loan, and the proof from it to `checkpoint`. */
  readonly first?: { readonly checkpoint: string; readonly proof: readonly Uint8Array[] };
  readonly streamHeads: Readonly<Partial<Record<Party, string>>>;
  readonly seal?: SealFile;
  /** The block in which the chain sealed it. */
  readonly block?: BlockFile;
  /** DER TimeStampResp over the bytes of `checkpoint`. */
  readonly timestamp?: Uint8Array;
  /** DER TimeStampResp each, the first over the token of `timestamp`, each further one over the token before it; or over `hashes`, what a hash-tree renewal stamps. */
  readonly renewals?: readonly { readonly response: Uint8Array; readonly hashes?: Uint8Array }[];
  readonly trust: Trust;
  /** Report, verifier and whatever else `EXTRA_PATHS` allows. */
  readonly extras?: ReadonlyMap<string, Uint8Array>;
}

/** One file of the package: its place and size for the zip, and its bytes or the handle from which the shell reads them. */
export interface PackageFile<S> extends ZipEntry {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly content: { readonly bytes: Uint8Array } | { readonly source: S };
}

interface Digested<S> {
  readonly file: PackageFile<S>;
  /** Needed in the payload manifest only. */
  readonly sm3?: string;
}

/** @returns the files in the order of the zip. @throws CoreError `FORMAT` when a part does not follow the specification */
export function assemblePackage<S>(c: Crypto, parts: PackageParts<S>): readonly PackageFile<S>[] {
  const items = parts.items.map(toPackageItem);
  const payload = [
    small<S>(c, PATHS.package, encodePackageData({ ...parts.data, version: 1, items }), 'payload'),
    ...parts.items.flatMap((part, i) => contentFiles(c, part, items[i]!)),
  ];
  const extras = [...(parts.extras ?? [])].map(([name, bytes]) => small<S>(c, extraPath(name), bytes, 'tag'));
  const trust = trustSnapshot<S>(c, parts.trust);
  const tags = [...tagFiles(c, parts, payload), ...proofFiles(c, parts), ...trust, ...extras];
  const tagManifest = small<S>(c, PATHS.tagManifest, manifestOf(tags, 'sha256'), 'tag');
  return [...payload, ...tags, tagManifest]
    .map(({ file }) => file)
    .sort((a, b) => compareEntries(a.name, b.name));
}

/** The package with the container's manifest and signature beside its files (see `signContainer`). */
export function withContainer<S>(
  c: Crypto,
  files: readonly PackageFile<S>[],
  { manifest, signature }: ContainerFiles,
): readonly PackageFile<S>[] {
  const added = [
    small<S>(c, ASIC_PATHS.manifest, manifest, 'tag').file,
    small<S>(c, ASIC_PATHS.signature, signature, 'tag').file,
  ];
  return [...files, ...added].sort((a, b) => compareEntries(a.name, b.name));
}

function toPackageItem<S>({ sequence, index, content }: ItemPart<S>): PackageItem {
  if ('withheld' in content) return { sequence, index, documents: [], withheld: content.withheld };
  const taken = new Set([collisionKey(RECORD_FILE)]);
  const documents = content.documents.map(({ name }) => ({ name, file: safeFileName(name, taken) }));
  return { sequence, index, type: content.type, documents };
}

function contentFiles<S>(c: Crypto, { content }: ItemPart<S>, item: PackageItem): Digested<S>[] {
  if ('withheld' in content) return [];
  const folder = folderOf(item);
  const documents = content.documents.map(
    ({ size, crc32, sha256, sm3, source }, i): Digested<S> => ({
      file: { name: `${folder}/${item.documents[i]!.file}`, size, crc32, sha256, content: { source } },
      sm3,
    }),
  );
  return [small(c, `${folder}/${RECORD_FILE}`, utf8(content.record), 'payload'), ...documents];
}

function small<S>(c: Crypto, name: string, bytes: Uint8Array, kind: 'payload' | 'tag'): Digested<S> {
  const sha256 = hex(c.sha256(bytes));
  const file = { name, size: bytes.length, crc32: crc32Of(c)(bytes), sha256, content: { bytes } };
  return kind === 'payload' ? { file, sm3: hex(c.sm3(bytes)) } : { file };
}

function manifestOf<S>(files: readonly Digested<S>[], alg: 'sha256' | 'sm3'): Uint8Array {
  const digestOf = ({ file, sm3 }: Digested<S>) => (alg === 'sha256' ? file.sha256 : (sm3 as string));
  const digests: Manifest = new Map(files.map((one) => [one.file.name, digestOf(one)]));
  return formatManifest(digests);
}

function tagFiles<S>(c: Crypto, { data }: PackageParts<S>, payload: readonly Digested<S>[]): Digested<S>[] {
  const bagInfo = formatBagInfo({
    sourceOrganization: data.organisation,
    baggingDate: data.produced.at.slice(0, 10),
    payload: { bytes: payload.reduce((n, { file }) => n + file.size, 0), files: payload.length },
    softwareAgent: SOFTWARE_AGENT,
  });
  return [
    small(c, ASIC_PATHS.mimetype, ASIC_MIMETYPE, 'tag'),
    small(c, PATHS.bagit, BAG_DECLARATION, 'tag'),
    small(c, PATHS.bagInfo, bagInfo, 'tag'),
    small(c, PATHS.manifestSha256, manifestOf(payload, 'sha256'), 'tag'),
    small(c, PATHS.manifestSm3, manifestOf(payload, 'sm3'), 'tag'),
    small(c, PATHS.readme, README, 'tag'),
  ];
}

function proofFiles<S>(c: Crypto, parts: PackageParts<S>): Digested<S>[] {
  const tag = (name: string, bytes: Uint8Array) => small<S>(c, name, bytes, 'tag');
  const heads = Object.entries(parts.streamHeads) as [Party, string][];
  return [
    ...parts.items.map(({ sequence, entry }) => tag(entryPath(sequence), entry)),
    ...parts.items.map(({ sequence, proof }) => tag(proofPath(sequence), utf8(proof))),
    tag(PATHS.checkpoint, utf8(parts.checkpoint)),
    ...(parts.first === undefined ? [] : growthFiles<S>(c, parts, parts.first)),
    ...heads.map(([party, note]) => tag(streamHeadPath(party), utf8(note))),
    ...(parts.seal === undefined ? [] : [tag(PATHS.seal, encodeSeal(parts.seal))]),
    ...(parts.block === undefined ? [] : [tag(PATHS.block, encodeBlock(parts.block))]),
    ...(parts.timestamp === undefined ? [] : [tag(PATHS.timestamp, parts.timestamp)]),
    ...(parts.renewals ?? []).flatMap(({ response, hashes }, i) => [
      tag(renewalPath(i + 1), response),
      ...(hashes === undefined ? [] : [tag(hashStatementPath(i + 1), hashes)]),
    ]),
    ...parts.items.flatMap(({ sequence, hashes }) =>
      hashes === undefined ? [] : [tag(hashesPath(sequence), hashes)],
    ),
  ];
}

function growthFiles<S>(
  c: Crypto,
  { data }: PackageParts<S>,
  { checkpoint, proof }: NonNullable<PackageParts<S>['first']>,
): Digested<S>[] {
  const from = treeState(parseSignedCheckpoint(checkpoint).checkpoint);
  const hashes = proof.map((hash) => base64(hash));
  const file = encodeConsistency({ version: 1, from, to: treeState(data.closing), hashes });
  return [small(c, PATHS.firstCheckpoint, utf8(checkpoint), 'tag'), small(c, PATHS.consistency, file, 'tag')];
}

function trustSnapshot<S>(c: Crypto, trust: Trust): Digested<S>[] {
  return [...trustFiles(trust)].map(([name, bytes]) => small(c, `trust/${name}`, bytes, 'tag'));
}

/** The zip of files whose bytes are all at hand. The shell streams instead (server/usecases/build-package.ts). */
export function joinZip(
  layout: {
    readonly parts: readonly { readonly header: Uint8Array; readonly entry: ZipEntry }[];
    readonly trailer: Uint8Array;
  },
  contents: (name: string) => Uint8Array,
): Uint8Array {
  const pieces = layout.parts.flatMap(({ header, entry }) => [header, contents(entry.name)]);
  return concat(...pieces, layout.trailer);
}
