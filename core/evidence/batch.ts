/**
 * One signature for many statements (docs/spec/record.md section 4.2): the filer signs a *batch manifest*, the root of a Merkle tree over the
 * records' digests, and each item's statement is that manifest with the item's place in the tree. It stands by itself: nothing of the other
 * items is needed to check it, and nothing of them is told.
 */
import { base64url, base64urlDecode, concat } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import type { JsonObject } from '../json.ts';
import { verifyInclusion } from '../merkle/inclusion.ts';
import { HASH_SIZE, leafHash, nodeHash } from '../merkle/tree.ts';
import {
  digest32,
  type Envelope,
  type EnvelopeSigner,
  malformed,
  readEnvelope,
  signEnvelope,
} from './jws.ts';

export const BATCH_TYPE = 'evidence-batch+jwt';

/** Between the parts of a statement in a batch; occurs neither in a compact JWS nor in base64url, nor between disclosures. */
export const BATCH_SEPARATOR = ';';

/** A batch of one would be a statement with needless parts; the limit keeps an entry at some 900 bytes. */
export const BATCH_SIZES = { least: 2, most: 256 } as const;

export interface BatchManifest extends Envelope {
  /** The manifest itself. */
  readonly jws: string;
  /** RFC 9162 root over the record digests, 32 bytes. */
  readonly root: Uint8Array;
  /** Number of records. */
  readonly size: number;
}

export interface BatchPlace {
  readonly manifest: BatchManifest;
  /** From 0. */
  readonly index: number;
  /** Sibling hashes from the leaf upwards. */
  readonly path: readonly Uint8Array[];
}

const PAYLOAD = ['root', 'size'] as const;
const INDEX = /^(?:0|[1-9][0-9]{0,2})$/;

/**
 * The statements of records signed together, in their order.
 * @param recordDigests 2 to 256, base64url
 * @throws CoreError `MISUSE` for another number, and as `signEnvelope`
 */
export async function signBatch(
  c: Crypto,
  by: EnvelopeSigner,
  recordDigests: readonly string[],
): Promise<string[]> {
  const size = recordDigests.length;
  if (size < BATCH_SIZES.least || size > BATCH_SIZES.most)
    throw new CoreError('MISUSE', `a batch has ${BATCH_SIZES.least} to ${BATCH_SIZES.most} records`, {
      facts: { size },
    });
  const rows = treeRows(
    c,
    recordDigests.map((digest) => leafHash(c, digest32('record digest', digest))),
  );
  const payload: JsonObject = { root: base64url(rows.at(-1)![0]!), size };
  const manifest = await signEnvelope(by, BATCH_TYPE, payload);
  return recordDigests.map((digest, index) =>
    [manifest, index, digest, base64url(concat(...pathOf(rows, index)))].join(BATCH_SEPARATOR),
  );
}

/** The tree row by row, from the leaves to the root; a last node without a sibling moves up as it is. */
function treeRows(c: Crypto, leaves: readonly Uint8Array[]): (readonly Uint8Array[])[] {
  const rows: (readonly Uint8Array[])[] = [leaves];
  for (let row = leaves; row.length > 1; ) {
    const parents: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2)
      parents.push(row[i + 1] === undefined ? row[i]! : nodeHash(c, row[i]!, row[i + 1]!));
    rows.push(parents);
    row = parents;
  }
  return rows;
}

function pathOf(rows: readonly (readonly Uint8Array[])[], index: number): Uint8Array[] {
  return rows.flatMap((row, level) => {
    const sibling = (index >> level) ^ 1;
    return row.length > 1 && sibling < row.length ? [row[sibling]!] : [];
  });
}

/** @throws CoreError as `readEnvelope` */
export function readManifest(jws: string): BatchManifest {
  const { envelope, payload } = readEnvelope(jws, BATCH_TYPE, PAYLOAD);
  const { root, size } = payload;
  const { least, most } = BATCH_SIZES;
  if (!Number.isInteger(size) || (size as number) < least || (size as number) > most)
    throw malformed(`size is not a whole number from ${least} to ${most}`);
  return { ...envelope, jws, root: digest32('root', root), size: size as number };
}

/**
 * Reads a statement in a batch without checking anything but its form.
 * @param read reads the manifest: `readManifest`, or something that remembers
 * @throws CoreError `FORMAT`, `ALGORITHM`, `ENCODING`, `JSON`
 */
export function readPlace(
  text: string,
  read: (jws: string) => BatchManifest,
): BatchPlace & { readonly recordDigest: string } {
  const [jws, index, digest, path, ...rest] = text.split(BATCH_SEPARATOR) as [string, ...string[]];
  if (index === undefined || digest === undefined || path === undefined || rest.length > 0)
    throw malformed('a statement in a batch does not have four parts');
  const manifest = read(jws);
  if (!INDEX.test(index) || Number(index) >= manifest.size)
    throw malformed('the index is not that of a record of the batch', { size: manifest.size });
  digest32('the record digest', digest);
  return { manifest, index: Number(index), path: hashes(path), recordDigest: digest };
}

function hashes(text: string): Uint8Array[] {
  const bytes = base64urlDecode(text, 'the path');
  if (bytes.length === 0 || bytes.length % HASH_SIZE !== 0)
    throw malformed('the path is not made of SHA-256 hashes', { bytes: bytes.length });
  return Array.from({ length: bytes.length / HASH_SIZE }, (_, i) =>
    bytes.subarray(i * HASH_SIZE, (i + 1) * HASH_SIZE),
  );
}

/** Whether the record is one of those whose root was signed. A path that is longer or shorter than the one that exists leads nowhere. */
export function leadsToRoot(c: Crypto, recordDigest: string, { manifest, index, path }: BatchPlace): boolean {
  const leaf = leafHash(c, digest32('the record digest', recordDigest));
  const { size, root } = manifest;
  return verifyInclusion(c, { leafHash: leaf, index, size, proof: path, root });
}
