/**
 * Hash-tree renewal (RFC 4998 section 5.3): when SHA-256 weakens, the archived data and the earlier evidence are hashed anew with SHA-512, and a time-stamp over those
 * digests takes the place at the end of the chain of renewals. The data are the log's items: each entry, what its record discloses, its documents.
 */
import { base64, base64Decode, concat, utf8, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { decodeDisclosure } from '../evidence/disclosure.ts';
import { isObject, type Json, type JsonObject, parseJsonObject } from '../json.ts';
import { TREE_HASH_BYTES, treeLeaf } from './hash-tree.ts';

/** What the token of a hash-tree renewal stamps: a text of lines, each ended by a newline. */
export interface HashStatement {
  readonly origin: string;
  /** Items hashed: the size of the checkpoint whose time-stamp is renewed. */
  readonly size: number;
  /** SHA-512 root over them. */
  readonly root: Uint8Array;
  /** SHA-512 over the checkpoint's bytes. */
  readonly checkpoint: Uint8Array;
  /** SHA-512 over each token of the chain so far. */
  readonly tokens: readonly Uint8Array[];
}

const FIRST_LINE = 'triseal/hash-renewal/v1';
const MAX_STATEMENT = 16_384;
const SIZE = /^[1-9][0-9]{0,15}$/;

export function formatHashStatement(statement: HashStatement): Uint8Array {
  const { origin, size, root, checkpoint, tokens } = statement;
  return utf8([FIRST_LINE, origin, size, ...[root, checkpoint, ...tokens].map(base64), ''].join('\n'));
}

/** @throws CoreError `FORMAT` or `ENCODING` for any other spelling */
export function parseHashStatement(bytes: Uint8Array): HashStatement {
  if (bytes.length > MAX_STATEMENT) throw bad('is too long');
  const lines = utf8Decode(bytes, 'hash renewal').split('\n');
  const [first, origin = '', size = '', ...rest] = lines.slice(0, -1);
  if (first !== FIRST_LINE || lines.at(-1) !== '' || rest.length < 3 || !SIZE.test(size))
    throw bad('is not of the one form allowed');
  const [root, checkpoint, ...tokens] = rest.map(digestOf) as [Uint8Array, Uint8Array, ...Uint8Array[]];
  return { origin, size: Number(size), root, checkpoint, tokens };
}

/** The digests of one item, base64 each, the lists sorted. Salted like the disclosures, so they tell nothing of what is withheld. */
export interface ItemHashes {
  /** SHA-512 over the log entry. */
  readonly entry: string;
  /** SHA-512 over each encoded disclosure of the record. */
  readonly disclosures: readonly string[];
  /** SHA-512 over the encoded disclosure that names a document, a newline, and the document's SHA-512. */
  readonly documents: readonly string[];
}

/** `ItemHashes` with the way from them to the root of the statement. */
export interface ProvenHashes extends ItemHashes {
  readonly path: readonly string[];
}

export function entryHash(c: Crypto, entry: Uint8Array): string {
  return base64(c.sha512(entry));
}

export function disclosureHash(c: Crypto, disclosure: string): string {
  return base64(c.sha512(utf8(disclosure)));
}

/** @param digest SHA-512 of the document */
export function documentHash(c: Crypto, disclosure: string, digest: Uint8Array): string {
  return base64(c.sha512(concat(utf8(`${disclosure}\n`), digest)));
}

/** The disclosures that name documents, by the document's name and SHA-256 (hex). @throws CoreError for a disclosure that cannot be read */
export function documentDisclosures(disclosures: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    disclosures.flatMap((encoded) => {
      const { kind, value } = decodeDisclosure(encoded);
      if (kind !== 'element' || !isObject(value)) return [];
      const { name, sha256 } = value;
      if (typeof name !== 'string' || typeof sha256 !== 'string') return [];
      return [[documentKey(name, sha256), encoded] as const];
    }),
  );
}

export const documentKey = (name: string, sha256: string): string => `${sha256} ${name}`;

export interface HashInput {
  readonly entry: Uint8Array;
  /** All that there are; none of an item whose content is gone. */
  readonly disclosures: readonly string[];
  readonly documents: readonly {
    readonly name: string;
    /** Hex, as recorded. */
    readonly sha256: string;
    readonly sha512: Uint8Array;
  }[];
}

/** @throws CoreError `MISUSE` for a document that no disclosure names, and for disclosures that cannot be read */
export function hashItem(c: Crypto, { entry, disclosures, documents }: HashInput): ItemHashes {
  const naming = documentDisclosures(disclosures);
  const commitments = documents.map(({ name, sha256, sha512 }) => {
    const disclosure = naming.get(documentKey(name, sha256));
    if (disclosure !== undefined) return documentHash(c, disclosure, sha512);
    throw new CoreError('MISUSE', 'no disclosure of the record names this document', { facts: { sha256 } });
  });
  return {
    entry: entryHash(c, entry),
    disclosures: disclosures.map((one) => disclosureHash(c, one)).sort(),
    documents: commitments.sort(),
  };
}

/** Leaf of the tree. */
export function itemLeaf(c: Crypto, { entry, disclosures, documents }: ItemHashes): Uint8Array {
  return treeLeaf(c, canonicalBytes({ entry, disclosures: [...disclosures], documents: [...documents] }));
}

export function hashesToJson({ entry, disclosures, documents, path }: ProvenHashes): JsonObject {
  return { version: 1, entry, disclosures: [...disclosures], documents: [...documents], path: [...path] };
}

/** Canonical JSON. */
export function encodeHashes(hashes: ProvenHashes): Uint8Array {
  return canonicalBytes(hashesToJson(hashes));
}

/** @throws CoreError `FORMAT`, `JSON` or `ENCODING` */
export function hashesFromJson(json: JsonObject): ProvenHashes {
  const { version, entry, disclosures, documents, path } = json;
  if (Object.keys(json).sort().join() !== 'disclosures,documents,entry,path,version' || version !== 1)
    throw bad('has other members than those of version 1');
  const list = (value: Json | undefined): string[] => {
    if (!Array.isArray(value)) throw bad('lists its digests');
    return value.map(digestText);
  };
  return {
    entry: digestText(entry),
    disclosures: list(disclosures),
    documents: list(documents),
    path: list(path),
  };
}

export function parseHashes(bytes: Uint8Array): ProvenHashes {
  return hashesFromJson(parseJsonObject(utf8Decode(bytes, 'digests of an item')));
}

function digestText(value: Json | undefined): string {
  if (typeof value !== 'string') throw bad('gives digests as text');
  digestOf(value);
  return value;
}

function digestOf(text: string): Uint8Array {
  const bytes = base64Decode(text, 'SHA-512 digest');
  if (bytes.length !== TREE_HASH_BYTES) throw bad('holds digests of 64 bytes');
  return bytes;
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `a hash renewal ${rule}`);
}
