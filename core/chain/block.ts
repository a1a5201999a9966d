/** What is read of a block's header, of a transaction and of its receipt, each as the bytes over which the chain takes its hashes. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { CoreError } from '../error.ts';
import { type Address, formatAddress } from './address.ts';
import { toHex } from './hex.ts';
import { decodeRlp, type RlpItem, rlpBytes, rlpList, rlpUint } from './rlp.ts';

export interface BlockHeader {
  /** 0x-hex keccak-256 of the header. */
  readonly hash: `0x${string}`;
  readonly number: bigint;
  /** In the unit of the engine, see `blockMoment`. */
  readonly timestamp: bigint;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
}

export interface ReceiptLog {
  readonly address: Address;
  /** 32 bytes each. */
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}

export interface TransactionReceipt {
  /** False for a transaction that was undone. */
  readonly succeeded: boolean;
  readonly logs: readonly ReceiptLog[];
}

export interface ChainTransaction {
  /** 0x-hex keccak-256 of the bytes. */
  readonly hash: `0x${string}`;
  /** Chain for which it was signed; undefined for one of before EIP-155. */
  readonly chainId: bigint | undefined;
}

/** Fields of the first header there was; later rules only added some behind them. */
const HEADER_FIELDS = 15;
const MAX_HEADER_FIELDS = 64;
/** EIP-2718: below this a first byte is the type of an envelope, from here on it begins a list. */
const TYPED_BELOW = 0x80;

/** @throws CoreError `FORMAT` */
export function readHeader(bytes: Uint8Array): BlockHeader {
  const fields = rlpList(decodeRlp(bytes), 'header');
  if (fields.length < HEADER_FIELDS || fields.length > MAX_HEADER_FIELDS) {
    throw new CoreError('FORMAT', `a block header has ${HEADER_FIELDS} fields or more`);
  }
  return {
    hash: toHex(keccak_256(bytes)),
    transactionsRoot: rlpBytes(fields[4], 'transactionsRoot', 32),
    receiptsRoot: rlpBytes(fields[5], 'receiptsRoot', 32),
    number: rlpUint(fields[8], 'number'),
    timestamp: rlpUint(fields[11], 'timestamp'),
  };
}

/** Receipts since Byzantium (EIP-658), bare or in an envelope (EIP-2718). @throws CoreError `FORMAT` */
export function readReceipt(bytes: Uint8Array): TransactionReceipt {
  const fields = rlpList(decodeRlp(envelope(bytes).payload), 'receipt');
  if (fields.length !== 4) throw new CoreError('FORMAT', 'a receipt has 4 fields');
  const status = rlpUint(fields[0], 'status');
  if (status > 1n) throw new CoreError('FORMAT', 'a receipt has the status 0 or 1');
  return { succeeded: status === 1n, logs: rlpList(fields[3], 'logs').map(readLog) };
}

/** @throws CoreError `FORMAT` */
export function readTransaction(bytes: Uint8Array): ChainTransaction {
  const { type, payload } = envelope(bytes);
  const fields = rlpList(decodeRlp(payload), 'transaction');
  const chainId = type === undefined ? legacyChainId(fields) : rlpUint(fields[0], 'chainId');
  return { hash: toHex(keccak_256(bytes)), chainId };
}

/** The time of a block, RFC 3339. Engines count seconds; FISCO BCOS counts milliseconds. @returns undefined for what no clock shows */
export function blockMoment(timestamp: bigint): string | undefined {
  const milliseconds = Number(timestamp > 100_000_000_000n ? timestamp : timestamp * 1000n);
  return milliseconds > 8.64e15 ? undefined : new Date(milliseconds).toISOString();
}

function envelope(bytes: Uint8Array): { readonly type: number | undefined; readonly payload: Uint8Array } {
  const [first] = bytes;
  return first !== undefined && first < TYPED_BELOW
    ? { type: first, payload: bytes.subarray(1) }
    : { type: undefined, payload: bytes };
}

function readLog(item: RlpItem): ReceiptLog {
  const [address, topics, data, ...more] = rlpList(item, 'log');
  if (more.length > 0) throw new CoreError('FORMAT', 'a log has 3 fields');
  return {
    address: formatAddress(rlpBytes(address, 'address', 20)),
    topics: rlpList(topics, 'topics').map((topic) => rlpBytes(topic, 'topic', 32)),
    data: rlpBytes(data, 'data'),
  };
}

/** EIP-155: the chain is part of `v`, the seventh of the nine fields. */
function legacyChainId(fields: readonly RlpItem[]): bigint | undefined {
  if (fields.length !== 9) throw new CoreError('FORMAT', 'a transaction has 9 fields');
  const v = rlpUint(fields[6], 'v');
  return v < 35n ? undefined : (v - 35n) / 2n;
}
