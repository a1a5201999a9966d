/** Header, transactions and receipts as the bytes over which the chain takes its hashes, put together from the members of the JSON-RPC answers. */
import { concatHex, fromRlp, type Hex, hexToBigInt, keccak256, numberToHex, toRlp } from 'viem';

/** Members of an answer, as the engine spells them. */
export type Raw = Readonly<Record<string, unknown>>;

type RlpHex = Hex | readonly RlpHex[];
type Field = readonly [name: string, read: (value: unknown) => RlpHex];

const bytes = (value: unknown): RlpHex => (value ?? '0x') as Hex;

/** RLP spells a number without leading zeros, and zero as nothing. */
function quantity(value: unknown): RlpHex {
  const number = hexToBigInt(value as Hex);
  return number === 0n ? '0x' : numberToHex(number);
}

const listOf =
  (...fields: readonly Field[]) =>
  (value: unknown): RlpHex =>
    (value as readonly Raw[]).map((one) => fieldsOf(one, fields));

const fieldsOf = (raw: Raw, fields: readonly Field[]): RlpHex =>
  fields.map(([name, read]) => read(raw[name]));

/** In the order of the header. */
const HEADER: readonly Field[] = [
  ['parentHash', bytes],
  ['sha3Uncles', bytes],
  ['miner', bytes],
  ['stateRoot', bytes],
  ['transactionsRoot', bytes],
  ['receiptsRoot', bytes],
  ['logsBloom', bytes],
  ['difficulty', quantity],
  ['number', quantity],
  ['gasLimit', quantity],
  ['gasUsed', quantity],
  ['timestamp', quantity],
  ['extraData', bytes],
  ['mixHash', bytes],
  ['nonce', bytes],
];

/** What later rules put behind it, where the engine has it: EIP-1559, 4895, 4844, 4844, 4788, 7685. */
const LATER: readonly Field[] = [
  ['baseFeePerGas', quantity],
  ['withdrawalsRoot', bytes],
  ['blobGasUsed', quantity],
  ['excessBlobGas', quantity],
  ['parentBeaconBlockRoot', bytes],
  ['requestsHash', bytes],
];

const accessList: Field = ['accessList', listOf(['address', bytes], ['storageKeys', bytes])];
const authorizations: Field = [
  'authorizationList',
  listOf(
    ['chainId', quantity],
    ['address', bytes],
    ['nonce', quantity],
    ['yParity', quantity],
    ['r', quantity],
    ['s', quantity],
  ),
];
const chainAndNonce: readonly Field[] = [
  ['chainId', quantity],
  ['nonce', quantity],
];
const call: readonly Field[] = [
  ['gas', quantity],
  ['to', bytes],
  ['value', quantity],
  ['input', bytes],
];
const fees: readonly Field[] = [
  ['maxPriorityFeePerGas', quantity],
  ['maxFeePerGas', quantity],
];
const signature: readonly Field[] = [
  ['yParity', quantity],
  ['r', quantity],
  ['s', quantity],
];

/** By type: EIP-2718 (0), 2930, 1559, 4844, 7702. */
const TRANSACTIONS: Readonly<Record<string, readonly Field[]>> = {
  '0x0': [
    ['nonce', quantity],
    ['gasPrice', quantity],
    ...call,
    ['v', quantity],
    ['r', quantity],
    ['s', quantity],
  ],
  '0x1': [...chainAndNonce, ['gasPrice', quantity], ...call, accessList, ...signature],
  '0x2': [...chainAndNonce, ...fees, ...call, accessList, ...signature],
  '0x3': [
    ...chainAndNonce,
    ...fees,
    ...call,
    accessList,
    ['maxFeePerBlobGas', quantity],
    ['blobVersionedHashes', bytes],
    ...signature,
  ],
  '0x4': [...chainAndNonce, ...fees, ...call, accessList, authorizations, ...signature],
};

const RECEIPT: readonly Field[] = [
  ['status', quantity],
  ['cumulativeGasUsed', quantity],
  ['logsBloom', bytes],
  ['logs', listOf(['address', bytes], ['topics', bytes], ['data', bytes])],
];

/**
 * @returns RLP whose keccak-256 is the block's hash; undefined where the engine takes its hashes over something else
 * @throws viem's or the language's error for what is no header
 */
export function headerBytes(block: Raw): Hex | undefined {
  const later = LATER.filter(([name]) => block[name] !== undefined && block[name] !== null);
  return extrasOf(block.extraData as Hex)
    .map((extraData) => toRlp(fieldsOf({ ...block, extraData }, [...HEADER, ...later]) as Hex[]))
    .find((header) => keccak256(header) === block.hash);
}

/** As it stands; and as QBFT hashes it, without the seals of the validators and with their round as zero. */
function extrasOf(extraData: Hex): readonly Hex[] {
  try {
    const parts = fromRlp(extraData, 'hex');
    if (!Array.isArray(parts) || parts.length !== 5) return [extraData];
    return [extraData, toRlp([...parts.slice(0, 3), '0x', []])];
  } catch {
    return [extraData];
  }
}

/** @throws viem's or the language's error for what is no transaction, or one of a kind that is not known here */
export function transactionBytes(transaction: Raw): Hex {
  // Engines of before the member was there say the same in v.
  const yParity = transaction.yParity ?? transaction.v;
  return enveloped({ ...transaction, yParity }, TRANSACTIONS[typeOf(transaction)]!);
}

/** @throws viem's or the language's error for what is no receipt since Byzantium */
export function receiptBytes(receipt: Raw): Hex {
  return enveloped(receipt, RECEIPT);
}

function enveloped(raw: Raw, fields: readonly Field[]): Hex {
  const payload = toRlp(fieldsOf(raw, fields) as Hex[]);
  const type = typeOf(raw);
  return type === '0x0' ? payload : concatHex([numberToHex(Number(type), { size: 1 }), payload]);
}

/** Engines of before EIP-2718 know no types. */
function typeOf({ type }: Raw): string {
  return typeof type === 'string' ? numberToHex(hexToBigInt(type as Hex)) : '0x0';
}
