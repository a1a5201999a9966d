/** `proof/chain/block.json`: the transaction that sealed the checkpoint, its receipt and the block's header (docs/spec/package.md section 6). */
import { equal, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import type { BlockProof } from '../chain/block-proof.ts';
import { fromHex, toHex } from '../chain/hex.ts';
import { CoreError } from '../error.ts';
import { type Json, parseJsonObject } from '../json.ts';

/** Bytes as 0x and lower-case hexadecimal digits. */
export interface BlockFile {
  readonly version: 1;
  readonly header: string;
  readonly index: number;
  readonly transaction: string;
  readonly transactionProof: readonly string[];
  readonly receipt: string;
  readonly receiptProof: readonly string[];
}

/** Bytes of one part. Transactions of more are taken by no engine known; a seal's receipt has less than a thousand. */
const MAX_PART = 131_072;
/** Nodes on the way to a leaf; a key of three bytes needs eight at most. */
const MAX_NODES = 16;
const MAX_INDEX = 0xffff_ffff;

const BYTES = /^0x[0-9a-f]+$/;

export function blockFile(proof: BlockProof): BlockFile {
  return {
    version: 1,
    header: toHex(proof.header),
    index: proof.index,
    transaction: toHex(proof.transaction),
    transactionProof: proof.transactionProof.map(toHex),
    receipt: toHex(proof.receipt),
    receiptProof: proof.receiptProof.map(toHex),
  };
}

/** Canonical JSON. @throws CoreError `FORMAT` */
export function encodeBlock(file: BlockFile): Uint8Array {
  check(file);
  return canonicalBytes(file as unknown as Json);
}

/** Accepts what `encodeBlock` writes and nothing else. @throws CoreError `FORMAT`, `JSON` or `ENCODING` */
export function parseBlock(bytes: Uint8Array): BlockFile {
  const json = parseJsonObject(utf8Decode(bytes, 'block.json'));
  const file: BlockFile = {
    version: json.version as 1,
    header: json.header as string,
    index: json.index as number,
    transaction: json.transaction as string,
    transactionProof: list(json.transactionProof),
    receipt: json.receipt as string,
    receiptProof: list(json.receiptProof),
  };
  if (equal(encodeBlock(file), bytes)) return file;
  throw bad('is not in canonical form, or has a member that this version does not know');
}

/** @throws CoreError `ENCODING` */
export function blockProofOf(file: BlockFile): BlockProof {
  return {
    header: fromHex(file.header),
    index: file.index,
    transaction: fromHex(file.transaction),
    transactionProof: file.transactionProof.map((node) => fromHex(node)),
    receipt: fromHex(file.receipt),
    receiptProof: file.receiptProof.map((node) => fromHex(node)),
  };
}

function list(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}

function check({ version, header, index, transaction, transactionProof, receipt, receiptProof }: BlockFile) {
  if (version !== 1) throw bad('has version 1');
  if (!Number.isSafeInteger(index) || index < 0 || index > MAX_INDEX)
    throw bad('has a place in the block as index');
  for (const nodes of [transactionProof, receiptProof]) {
    if (nodes.length < 1 || nodes.length > MAX_NODES) throw bad(`has proofs of 1 to ${MAX_NODES} nodes`);
  }
  for (const part of [header, transaction, receipt, ...transactionProof, ...receiptProof]) {
    if (!isBytes(part)) throw bad(`has lower-case hexadecimal of at most ${MAX_PART} bytes as each part`);
  }
}

function isBytes(part: unknown): boolean {
  return (
    typeof part === 'string' && part.length % 2 === 0 && part.length <= 2 + 2 * MAX_PART && BYTES.test(part)
  );
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `block.json ${rule}`);
}
