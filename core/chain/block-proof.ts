/**
 * A seal as its block shows it: header, transaction and receipt, and that the two are in the block (docs/spec/anchor.md section 8). This says nothing of
 * whether a chain holds the block.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { equal, readUintBE, utf8 } from '../bytes.ts';
import {
  type BlockHeader,
  type ChainTransaction,
  type ReceiptLog,
  readHeader,
  readReceipt,
  readTransaction,
} from './block.ts';
import { toHex } from './hex.ts';
import { encodeRlpUint } from './rlp.ts';
import { provenValue } from './trie.ts';

export interface BlockProof {
  /** RLP, as the chain hashes it. */
  readonly header: Uint8Array;
  /** Place of the transaction in the block, from 0. */
  readonly index: number;
  /** As sent: RLP, or type and RLP (EIP-2718). */
  readonly transaction: Uint8Array;
  /** Nodes of the block's trie of transactions, from the root's downwards. */
  readonly transactionProof: readonly Uint8Array[];
  /** As the chain hashes it: RLP, or type and RLP. */
  readonly receipt: Uint8Array;
  /** Nodes of the block's trie of receipts. */
  readonly receiptProof: readonly Uint8Array[];
}

/** A seal in the words of the contract's event. */
export interface SealedEvent {
  readonly contract: string;
  /** 0x-hex. */
  readonly log: string;
  readonly size: bigint;
  /** 0x-hex. */
  readonly root: string;
}

export interface ShownBlock {
  readonly header: BlockHeader;
  readonly transaction: ChainTransaction;
  /** The header's root of transactions covers the transaction at its place. */
  readonly transactionIncluded: boolean;
  /** The header's root of receipts covers the receipt at the same place. */
  readonly receiptIncluded: boolean;
  /** Of all contracts; none when the transaction was undone. */
  readonly seals: readonly SealedEvent[];
}

const SEALED = keccak_256(utf8('Sealed(bytes32,uint64,bytes32,uint64)'));

/** @throws CoreError `FORMAT` when a part cannot be read */
export function readBlockProof(proof: BlockProof): ShownBlock {
  const header = readHeader(proof.header);
  const transaction = readTransaction(proof.transaction);
  const { succeeded, logs } = readReceipt(proof.receipt);
  const key = encodeRlpUint(proof.index);
  const isIncluded = (root: Uint8Array, value: Uint8Array, nodes: readonly Uint8Array[]) => {
    const shown = provenValue(root, key, nodes);
    return shown !== undefined && equal(shown, value);
  };
  return {
    header,
    transaction,
    transactionIncluded: isIncluded(header.transactionsRoot, proof.transaction, proof.transactionProof),
    receiptIncluded: isIncluded(header.receiptsRoot, proof.receipt, proof.receiptProof),
    seals: succeeded ? logs.flatMap(sealedEvent) : [],
  };
}

/** `Sealed(bytes32 indexed log, uint64 indexed size, bytes32 root, uint64 previousBlock)`. */
function sealedEvent({ address, topics, data }: ReceiptLog): SealedEvent[] {
  const [signature, log, size] = topics;
  if (signature === undefined || !equal(signature, SEALED)) return [];
  if (topics.length !== 3 || data.length !== 64) return [];
  return [
    { contract: address, log: toHex(log!), size: readUintBE(size!), root: toHex(data.subarray(0, 32)) },
  ];
}
