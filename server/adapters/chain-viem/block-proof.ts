/** The block of a seal, with the proof that transaction and receipt are in it, put together from what any engine answers (docs/spec/anchor.md section 8). */
import { createMerkleProof, createMPT } from '@ethereumjs/mpt';
import { type Hex, hexToBytes, numberToHex } from 'viem';
import { readBlockProof } from '../../../core/chain/block-proof.ts';
import { encodeRlpUint } from '../../../core/chain/rlp.ts';
import { type BlockFile, blockFile, blockProofOf, encodeBlock } from '../../../core/package/chain-block.ts';
import type { SealReference } from '../../ports/chain.ts';
import { headerBytes, type Raw, receiptBytes, transactionBytes } from './block-bytes.ts';
import type { Client } from './client.ts';
import { onChain } from './failure.ts';

/** Blocks of more are not asked for receipt by receipt. */
const MAX_TRANSACTIONS = 512;
/** Receipts asked for at the same time. */
const AT_ONCE = 16;
const HASH_LENGTH = 32;

/**
 * @returns undefined where the engine does not hash its blocks as Ethereum does, where the block is no longer there, has more than 512 transactions or one of
 *   a kind that is not known here
 * @throws ServiceError `CHAIN_UNAVAILABLE`, `CHAIN_REJECTED`
 */
export async function fetchBlockProof(client: Client, seal: SealReference): Promise<BlockFile | undefined> {
  const block = await blockOf(client, seal.blockNumber);
  const header = block === null ? undefined : readable(() => headerBytes(block));
  if (block === null || header === undefined || block.hash !== seal.blockHash) return undefined;
  const transactions = block.transactions as readonly Raw[];
  const index = transactions.findIndex(({ hash }) => hash === seal.transaction);
  if (index < 0 || transactions.length > MAX_TRANSACTIONS) return undefined;
  const receipts = await receiptsOf(client, transactions);
  const sent = readable(() => transactions.map((one) => hexToBytes(transactionBytes(one))));
  const told = readable(() => receipts.map((one) => hexToBytes(receiptBytes(one))));
  if (sent === undefined || told === undefined) return undefined;
  const file = blockFile({
    header: hexToBytes(header),
    index,
    transaction: sent[index]!,
    transactionProof: await proofIn(sent, index),
    receipt: told[index]!,
    receiptProof: await proofIn(told, index),
  });
  return readable(() => holds(file, seal)) === true ? file : undefined;
}

/** What an engine spells in a way of its own is not shown, rather than asked for again and again. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

async function blockOf(client: Client, number: number): Promise<Raw | null> {
  const params = [numberToHex(number), true] as const;
  return (await onChain(() =>
    client.request({ method: 'eth_getBlockByNumber', params: [...params] }),
  )) as Raw | null;
}

async function receiptsOf(client: Client, transactions: readonly Raw[]): Promise<Raw[]> {
  const ask = ({ hash }: Raw) =>
    onChain(() => client.request({ method: 'eth_getTransactionReceipt', params: [hash as Hex] }));
  const receipts: unknown[] = [];
  for (let from = 0; from < transactions.length; from += AT_ONCE) {
    receipts.push(...(await Promise.all(transactions.slice(from, from + AT_ONCE).map(ask))));
  }
  return receipts as Raw[];
}

/** The trie of a block has the places as keys and the bytes as values. */
async function proofIn(values: readonly Uint8Array[], index: number): Promise<Uint8Array[]> {
  const trie = await createMPT();
  for (const [i, value] of values.entries()) await trie.put(encodeRlpUint(i), value);
  const nodes = await createMerkleProof(trie, encodeRlpUint(index));
  // A node shorter than its hash stands in its parent, and only there.
  return nodes.filter((node, depth) => depth === 0 || node.length >= HASH_LENGTH);
}

/** Nothing goes into a package that its own verifier would refuse. */
function holds(file: BlockFile, { transaction, blockHash }: SealReference): boolean {
  encodeBlock(file);
  const shown = readBlockProof(blockProofOf(file));
  return (
    shown.header.hash === blockHash &&
    shown.transaction.hash === transaction &&
    shown.transactionIncluded &&
    shown.receiptIncluded
  );
}
