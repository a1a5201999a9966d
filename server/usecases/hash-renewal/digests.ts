/**
 * The digests by which the log is hashed anew, kept in chunks of 256 items: each item is read once, and the way to the root over any size is found from one chunk and the
 * roots of the others. A chunk's tree is a subtree of the whole (RFC 9162 section 2.1), because its width is a power of two.
 */
import { createHash } from 'node:crypto';
import { base64, base64Decode, hex, utf8 } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { JsonObject } from '../../../core/json.ts';
import { hashItem, type ItemHashes, itemLeaf, type ProvenHashes } from '../../../core/tsp/hash-renewal.ts';
import { treePath, treeRoot } from '../../../core/tsp/hash-tree.ts';
import { hasCode, ServiceError } from '../../errors.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { EvidenceRow, EvidenceStore } from '../../ports/evidence-store.ts';
import type { Vault } from '../../vault/vault.ts';
import { type OpenedItem, openItem } from '../private-part.ts';

export interface DigestDeps {
  readonly origin: string;
  readonly crypto: Crypto;
  readonly store: EvidenceStore;
  readonly vault: Vault;
  readonly documents: DocumentStore;
}

const COLLECTION = 'hash-renewal';
export const CHUNK = 256;

/** Hashes what is not yet hashed of the first `size` items. @returns the root over them. @throws ServiceError as vault and stores do */
export async function hashUpTo(deps: DigestDeps, size: number): Promise<Uint8Array> {
  for (let chunk = 0; chunk * CHUNK < size; chunk++) {
    const known = await readChunk(deps, chunk);
    const end = Math.min(CHUNK, size - chunk * CHUNK);
    if (known.items.length >= end) continue;
    const added = await hashRange(deps, chunk * CHUNK + known.items.length, chunk * CHUNK + end);
    await writeChunk(deps, chunk, known.version, [...known.items, ...added]);
  }
  return treeRoot(deps.crypto, await chunkRoots(deps, size));
}

/** An item's digests and the way from them to the root over `size` items. @throws ServiceError `INTERNAL` when they were never taken */
export async function provenHashes(deps: DigestDeps, index: number, size: number): Promise<ProvenHashes> {
  const { crypto } = deps;
  const chunk = Math.floor(index / CHUNK);
  const items = (await readChunk(deps, chunk)).items.slice(0, Math.min(CHUNK, size - chunk * CHUNK));
  const item = items[index % CHUNK];
  if (item === undefined)
    throw new ServiceError('INTERNAL', 'an item was not hashed anew', { facts: { index } });
  const leaves = items.map((one) => itemLeaf(crypto, one));
  const within = treePath(crypto, leaves, index % CHUNK);
  const above = treePath(crypto, await chunkRoots(deps, size), chunk);
  return { ...item, path: [...within, ...above].map((hash) => base64(hash)) };
}

/** Of a chunk that is complete the root is kept; that of the last one depends on the size. */
async function chunkRoots(deps: DigestDeps, size: number): Promise<Uint8Array[]> {
  const { crypto } = deps;
  const roots: Uint8Array[] = [];
  for (let chunk = 0; chunk * CHUNK < size; chunk++) {
    const width = Math.min(CHUNK, size - chunk * CHUNK);
    const { items, root } = await readChunk(deps, chunk);
    const kept = width === CHUNK ? root : undefined;
    roots.push(
      kept ??
        treeRoot(
          crypto,
          items.slice(0, width).map((item) => itemLeaf(crypto, item)),
        ),
    );
  }
  return roots;
}

async function hashRange(deps: DigestDeps, from: number, before: number): Promise<ItemHashes[]> {
  const { store, origin } = deps;
  const entries = await store.entries(origin, from, before);
  const rows = new Map<number, EvidenceRow>();
  for (const row of await store.findRows({ origin, from, before, order: 'ascending', limit: before - from }))
    rows.set(row.index, row);
  const hashes: ItemHashes[] = [];
  for (const { index, bytes } of entries) {
    const content = rows.get(index) && (await contentOf(deps, rows.get(index)!));
    hashes.push(hashItem(deps.crypto, { entry: bytes, ...(content ?? NOTHING) }));
  }
  if (hashes.length === before - from) return hashes;
  throw new ServiceError('LOG_CORRUPT', 'the log lacks an entry', { facts: { from, before } });
}

const NOTHING = { disclosures: [], documents: [] };

/** Undefined of an item whose content was erased: its proof is hashed alone. */
async function contentOf(deps: DigestDeps, row: EvidenceRow) {
  const item = await openItem(deps, row).catch((error: unknown) => {
    if (hasCode(error, 'CONTENT_ERASED')) return undefined;
    throw error;
  });
  if (item === undefined) return undefined;
  const documents = [];
  for (const { name, sha256, blob } of item.documents)
    documents.push({ name, sha256, sha512: await documentDigest(deps, item, blob) });
  return { disclosures: parseSdJwt(item.statement).disclosures, documents };
}

async function documentDigest({ vault }: DigestDeps, { key }: OpenedItem, blob: string): Promise<Uint8Array> {
  const hash = createHash('sha512');
  for await (const piece of vault.openDocument(key, blob)) hash.update(piece);
  return hash.digest();
}

interface Chunk {
  readonly version: number;
  readonly items: readonly ItemHashes[];
  readonly root: Uint8Array | undefined;
}

const keyOf = ({ origin, crypto }: DigestDeps, chunk: number) =>
  `${hex(crypto.sha256(utf8(origin)))}/${String(chunk).padStart(8, '0')}`;

async function readChunk(deps: DigestDeps, chunk: number): Promise<Chunk> {
  const found = await deps.documents.get(COLLECTION, keyOf(deps, chunk));
  if (found === undefined) return { version: 0, items: [], root: undefined };
  const { items, root } = found.value as unknown as { items: ItemHashes[]; root: string | null };
  return { version: found.version, items, root: root === null ? undefined : base64Decode(root) };
}

async function writeChunk(
  deps: DigestDeps,
  chunk: number,
  version: number,
  items: readonly ItemHashes[],
): Promise<void> {
  const { crypto, documents } = deps;
  const root =
    items.length < CHUNK
      ? null
      : base64(
          treeRoot(
            crypto,
            items.map((item) => itemLeaf(crypto, item)),
          ),
        );
  const value = { items, root } as unknown as JsonObject;
  const { ok } = await documents.put(COLLECTION, { key: keyOf(deps, chunk), value }, version);
  if (!ok)
    throw new ServiceError('OVERLOADED', 'another process is hashing the log anew', {
      retryAfterSeconds: 60,
    });
}
