/** `data/package.json`: what a package says that it holds (docs/spec/package.md section 4). Every word of it is checked against proven data. */
import { base64url, base64urlDecode, equal, hex, hexDecode, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, type JsonObject, parseJsonObject } from '../json.ts';
import { itemFolder, RECORD_FILE } from './layout.ts';
import { collisionKey, segmentProblem } from './names.ts';

export const PACKAGE_VERSION = 1;
/** A loan has some dozens of items; a bound keeps hostile packages small. */
export const MAX_ITEMS = 10_000;
export const MAX_DOCUMENTS = 64;

/** Why the content of an item is not in the package, though its entry and proof are. */
export type WithheldReason = 'redacted' | 'erased';

export interface PackageDocument {
  /** Name in the record. */
  readonly name: string;
  /** Name of the file in the item's folder: the record's, made safe for every system (`safeFileName`). */
  readonly file: string;
}

export interface PackageItem {
  /** Position in the loan's stream, from 1. */
  readonly sequence: number;
  /** Index of the entry in the log. */
  readonly index: number;
  /** Document type code; undefined for a withheld item. */
  readonly type?: string;
  /** The documents that are in the package, in the record's order. */
  readonly documents: readonly PackageDocument[];
  readonly withheld?: WithheldReason;
}

export interface PackageData {
  readonly version: typeof PACKAGE_VERSION;
  readonly origin: string;
  /** Organisation whose loan it is, as it is registered with the service. */
  readonly organisation: string;
  readonly loan: string;
  /** Opens the blinded stream id: anybody can recompute `id` from `blind` and the loan. 32 bytes each. */
  readonly stream: { readonly blind: Uint8Array; readonly id: Uint8Array };
  /** Tree size and root of the checkpoint against which everything is proven. */
  readonly closing: { readonly size: number; readonly root: Uint8Array };
  /** RFC 3339 UTC time with milliseconds, by the clock of the service. */
  readonly produced: { readonly at: string; readonly source: 'system' };
  /** By sequence, from 1, none left out. */
  readonly items: readonly PackageItem[];
}

/** Folder of an item whose content is in the package. @throws CoreError `MISUSE` for a withheld item */
export function folderOf(item: PackageItem): string {
  if (item.type === undefined) throw new CoreError('MISUSE', 'a withheld item has no folder');
  return itemFolder(item.sequence, item.type);
}

/** Canonical JSON. @throws CoreError `FORMAT` */
export function encodePackageData(data: PackageData): Uint8Array {
  check(data);
  const { version, origin, organisation, loan, stream, closing, produced, items } = data;
  return canonicalBytes({
    version,
    origin,
    organisation,
    loan,
    stream: { blind: base64url(stream.blind), id: base64url(stream.id) },
    closing: { size: closing.size, root: hex(closing.root) },
    produced: { at: produced.at, source: produced.source },
    items: items.map(itemJson),
  });
}

function itemJson(item: PackageItem): JsonObject {
  const { sequence, index } = item;
  const documents = item.documents.map(({ name, file }) => ({ name, file }));
  const place = item.type === undefined ? {} : { type: item.type, path: folderOf(item) };
  const withheld = item.withheld === undefined ? {} : { withheld: item.withheld };
  return { sequence, index, documents, ...place, ...withheld };
}

/**
 * Reads the file and accepts no other spelling of it than the canonical one; `path` must be the item's folder.
 * @throws CoreError `FORMAT`, `JSON` or `ENCODING`
 */
export function parsePackageData(bytes: Uint8Array): PackageData {
  const json = parseJsonObject(utf8Decode(bytes, 'package.json'));
  const stream = object(json.stream, 'stream');
  const closing = object(json.closing, 'closing');
  const produced = object(json.produced, 'produced');
  const data: PackageData = {
    version: json.version as typeof PACKAGE_VERSION,
    origin: text(json.origin, 'origin'),
    organisation: text(json.organisation, 'organisation'),
    loan: text(json.loan, 'loan'),
    stream: {
      blind: base64urlDecode(text(stream.blind, 'stream.blind'), 'stream.blind'),
      id: base64urlDecode(text(stream.id, 'stream.id'), 'stream.id'),
    },
    closing: {
      size: closing.size as number,
      root: hexDecode(text(closing.root, 'closing.root'), 'closing.root'),
    },
    produced: { at: text(produced.at, 'produced.at'), source: produced.source as 'system' },
    items: array(json.items, 'items').map(parseItem),
  };
  if (equal(encodePackageData(data), bytes)) return data;
  throw bad('is not in canonical form, or has a member that this version does not know');
}

function parseItem(value: Json): PackageItem {
  const item = object(value, 'items[]');
  return {
    sequence: item.sequence as number,
    index: item.index as number,
    documents: array(item.documents, 'items[].documents').map((one) => {
      const { name, file } = object(one, 'items[].documents[]');
      return { name: text(name, 'items[].documents[].name'), file: text(file, 'items[].documents[].file') };
    }),
    ...(item.type === undefined ? {} : { type: text(item.type, 'items[].type') }),
    ...(item.withheld === undefined ? {} : { withheld: item.withheld as WithheldReason }),
  };
}

function check(data: PackageData): void {
  if (data.version !== PACKAGE_VERSION) throw bad(`has version ${PACKAGE_VERSION}`);
  for (const name of ['origin', 'organisation', 'loan'] as const) {
    if (data[name] === '' || data[name].length > 256) throw bad(`has a ${name} of 1 to 256 characters`);
  }
  if (data.stream.blind.length !== 32 || data.stream.id.length !== 32)
    throw bad('opens a stream with 32 bytes');
  whole(data.closing.size, 1, 'closing.size');
  if (data.closing.root.length !== 32) throw bad('has a closing root of 32 bytes');
  if (
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(data.produced.at) ||
    data.produced.source !== 'system'
  ) {
    throw bad('says when it was produced, in UTC, by the system');
  }
  if (data.items.length > MAX_ITEMS) throw bad(`has at most ${MAX_ITEMS} items`);
  data.items.forEach(checkItem);
}

function checkItem(item: PackageItem, position: number, items: readonly PackageItem[]): void {
  whole(item.sequence, 1, 'items[].sequence');
  whole(item.index, 0, 'items[].index');
  const previous = items[position - 1];
  if (previous !== undefined && item.sequence <= previous.sequence) throw bad('lists its items by sequence');
  const { type, withheld, documents } = item;
  if (withheld !== undefined && withheld !== 'redacted' && withheld !== 'erased') {
    throw bad('gives "redacted" or "erased" as the reason for withholding');
  }
  if ((type === undefined) !== (withheld !== undefined)) {
    throw bad('gives a type for each item that is not withheld, and for no other');
  }
  if (type !== undefined && !/^[A-Z][A-Z0-9]{0,15}$/.test(type)) throw bad('has an unknown form of type');
  if (documents.length > MAX_DOCUMENTS || (withheld !== undefined && documents.length > 0)) {
    throw bad(`has at most ${MAX_DOCUMENTS} documents an item, none for a withheld one`);
  }
  checkDocuments(documents);
}

function checkDocuments(documents: readonly PackageDocument[]): void {
  const files = new Set([collisionKey(RECORD_FILE)]);
  for (const { file } of documents) {
    if (segmentProblem(file) !== undefined)
      throw bad(`has a document file whose name ${segmentProblem(file)}`);
    if (files.has(collisionKey(file))) throw bad('has distinct document files in an item');
    files.add(collisionKey(file));
  }
  if (new Set(documents.map(({ name }) => name)).size !== documents.length) {
    throw bad('has distinct document names in an item');
  }
}

function object(value: Json | undefined, name: string): JsonObject {
  if (!isObject(value)) throw bad(`has an object ${name}`);
  return value;
}

function array(value: Json | undefined, name: string): readonly Json[] {
  if (!Array.isArray(value)) throw bad(`has an array ${name}`);
  return value;
}

function text(value: Json | undefined, name: string): string {
  if (typeof value !== 'string') throw bad(`has a text ${name}`);
  return value;
}

function whole(value: number, least: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < least) throw bad(`has a whole number from ${least} as ${name}`);
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `package.json ${rule}`);
}
