/** Files of ours as plain descriptions, by their content alone. Reading proves nothing. */
import { base64, base64url, hex, utf8Decode } from '../core/bytes.ts';
import type { Crypto } from '../core/crypto.ts';
import { parseEntry } from '../core/entry/entry.ts';
import { parseStreamHead } from '../core/entry/head.ts';
import { recordToClaims } from '../core/evidence/claims.ts';
import { openRecord } from '../core/evidence/open.ts';
import type { EvidenceRecord } from '../core/evidence/record.ts';
import { parseSdJwt } from '../core/evidence/sd-jwt.ts';
import { readStatement, statementDigest } from '../core/evidence/statement.ts';
import { type Json, type JsonObject, parseJsonObject } from '../core/json.ts';
import { leafHash } from '../core/merkle/tree.ts';
import { type Note, parseNote } from '../core/note/note.ts';
import { PATHS } from '../core/package/layout.ts';
import { readZip } from '../core/package/zip-reader.ts';
import { parseReceipt } from '../core/receipt/receipt.ts';
import { parseCheckpoint } from '../core/tlog/checkpoint.ts';
import { readTimestampedSignature } from '../core/tlog/cosignature.ts';
import { parseTlogProof } from '../core/tlog/proof.ts';
import { trustFingerprint, trustFromJson } from '../core/verify/trust.ts';

/** @returns undefined when the bytes are none of ours. @throws CoreError when they begin like one and cannot be read */
export function describeFile(c: Crypto, bytes: Uint8Array, isText: boolean): JsonObject | undefined {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return describePackage(bytes);
  if (!isText) return undefined;
  const text = utf8Decode(bytes);
  if (text.startsWith('c2sp.org/tlog-proof@v1\n')) return describeProof(text);
  if (text.startsWith('triseal/stream-head/v1\n')) return describeHead(text);
  if (/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~/.test(text)) return describeRecord(c, text.trim());
  if (text.includes('\n\n\u2014 ')) return describeCheckpoint(text);
  return /^\s*\{/.test(text) ? describeJson(c, bytes, text) : undefined;
}

function describeJson(c: Crypto, bytes: Uint8Array, text: string): JsonObject | undefined {
  const json = parseJsonObject(text);
  if ('seq' in json && 'statement' in json) return describeEntry(c, bytes);
  if ('proof' in json && 'entry' in json) return describeReceipt(c, text);
  if ('policy' in json && 'parties' in json) {
    const trust = trustFromJson(json);
    return { kind: 'trust data', fingerprint: trustFingerprint(c, trust), ...json };
  }
  return undefined;
}

function describePackage(bytes: Uint8Array): JsonObject {
  const { files, problems } = readZip(bytes);
  const list = files?.get(PATHS.package);
  return {
    kind: 'package',
    bytes: bytes.length,
    problems: problems.map(({ code, subject, rule }) => `${code}: ${subject} ${rule}`),
    contents: list === undefined ? null : parseJsonObject(utf8Decode(list)),
    files: [...(files ?? [])].map(([name, content]) => `${name} (${content.length} bytes)`),
  };
}

function describeReceipt(c: Crypto, text: string): JsonObject {
  const { id, origin, state, entry, record, proof, timestamp, seal } = parseReceipt(text);
  return {
    kind: 'receipt',
    id,
    origin,
    state: state as unknown as Json,
    entry: describeEntry(c, entry),
    record: record === null ? null : describeRecord(c, record),
    proof: describeProof(proof),
    timestamp: timestamp === null ? null : `${timestamp.length} bytes (TimeStampResp)`,
    seal: seal as unknown as Json,
  };
}

function describeEntry(c: Crypto, bytes: Uint8Array): JsonObject {
  const { stream, sequence, link, received, statement } = parseEntry(bytes);
  return {
    kind: 'log entry',
    stream: base64url(stream),
    sequence,
    link: link && base64url(link),
    received,
    leafHash: hex(leafHash(c, bytes)),
    statement: describeStatement(c, statement),
  };
}

function describeStatement(c: Crypto, jws: string): JsonObject {
  const { alg, x5t, issuedAt, recordDigest, batch } = readStatement(jws);
  return {
    sha256: hex(statementDigest(c, jws)),
    algorithm: alg,
    certificateSha256: hex(x5t),
    issuedAt: new Date(issuedAt * 1000).toISOString(),
    recordDigest,
    ...(batch && {
      batch: { index: batch.index, size: batch.manifest.size, root: base64url(batch.manifest.root) },
    }),
  };
}

function describeRecord(c: Crypto, text: string): JsonObject {
  const sdJwt = parseSdJwt(text);
  const { record, withheld, unmatched, errors } = openRecord(c, sdJwt);
  const { documents = [], actors = [], ...rest } = record;
  return {
    kind: 'record',
    statement: describeStatement(c, sdJwt.jws),
    record: recordToClaims({ ...rest, documents, actors } as EvidenceRecord),
    withheld: withheld.map(({ path, count }) => `${path === '' ? '/' : path}: ${count}`),
    unmatched: [...unmatched],
    errors: errors.map(({ code, path, message }) => `${code} ${path}: ${message}`),
  };
}

function describeProof(text: string): JsonObject {
  const { index, hashes, checkpoint, extra } = parseTlogProof(text);
  return {
    kind: 'tlog-proof',
    index,
    hashes: hashes.map(base64),
    ...(extra === undefined ? {} : { extra: base64(extra) }),
    checkpoint: describeCheckpoint(checkpoint),
  };
}

function describeCheckpoint(text: string): JsonObject {
  const note = parseNote(text);
  const { origin, size, root, extensions } = parseCheckpoint(note.text);
  return {
    kind: 'checkpoint',
    origin,
    size,
    root: hex(root),
    extensions: [...extensions],
    signatures: signatures(note),
  };
}

function describeHead(text: string): JsonObject {
  const note = parseNote(text);
  const { origin, size, root, stream, sequence, leafHash: leaf, time } = parseStreamHead(note.text);
  return {
    kind: 'stream head',
    origin,
    size,
    root: hex(root),
    stream: base64url(stream),
    sequence,
    leafHash: hex(leaf),
    time: new Date(time * 1000).toISOString(),
    signatures: note.signatures.map(({ name, keyId }) => `${name} (key ${hex(keyId)})`),
  };
}

/** Length of a bare Ed25519 signature: longer ones on a checkpoint begin with a time. */
const BARE = 64;

function signatures({ signatures: all }: Note): string[] {
  return all.map(({ name, keyId, signature }) => {
    const stamped = signature.length > BARE ? readTimestampedSignature(signature) : undefined;
    const at =
      stamped === undefined || stamped.timestamp > 8.64e12
        ? ''
        : ` at ${new Date(stamped.timestamp * 1000).toISOString()}`;
    return `${name} (key ${hex(keyId)}, ${signature.length} bytes)${at}`;
  });
}
