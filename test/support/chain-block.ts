/** Blocks as a chain would make them, in which a contract seals a checkpoint: three transactions, the sealing one in the middle. Made with viem and ethereumjs alone. */
import { createMerkleProof, createMPT } from '@ethereumjs/mpt';
import {
  concatHex,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  pad,
  toRlp,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { type BlockFile, blockFile } from '../../core/package/chain-block.ts';
import type { SealTransaction } from '../../core/package/chain-seal.ts';
import type { TrustChain } from '../../core/verify/trust.ts';
import { evidenceAnchorAbi as abi } from '../../server/adapters/chain-viem/abi.ts';

type RlpHex = Hex | readonly RlpHex[];

export interface BlockOptions {
  readonly chain: TrustChain;
  readonly size: number;
  /** 0x-hex. */
  readonly root: string;
  /** Seconds. */
  readonly time: number;
  /** Of the sealing transaction; 1 by default. */
  readonly status?: 0 | 1;
  /** Where the event comes from, when not from the chain's contract. */
  readonly contract?: string;
  /** For which the transactions are signed, when not for the chain's. */
  readonly chainId?: number;
  /** Transactions before and after the sealing one. */
  readonly others?: readonly [before: number, after: number];
}

export interface MadeBlock {
  readonly file: BlockFile;
  readonly transaction: SealTransaction;
}

const BLOOM = pad('0x', { size: 256 });
const NUMBER = 7n;
const account = privateKeyToAccount(keccak256('0x01'));

const quantity = (n: bigint | number): Hex => (BigInt(n) === 0n ? '0x' : numberToHex(n));

/** @param at place of the value whose proof is wanted */
export async function trieOf(
  values: readonly Hex[],
  at: number,
): Promise<{ root: Uint8Array; proof: Uint8Array[] }> {
  const trie = await createMPT();
  const key = (i: number) => hexToBytes(toRlp(quantity(i)));
  for (const [i, value] of values.entries()) await trie.put(key(i), hexToBytes(value));
  return { root: trie.root(), proof: await createMerkleProof(trie, key(at)) };
}

export async function makeBlock(options: BlockOptions): Promise<MadeBlock> {
  const [before, after] = options.others ?? [1, 1];
  const count = before + 1 + after;
  const transactions: Hex[] = [];
  for (let nonce = 0; nonce < count; nonce++) transactions.push(await transactionOf(options, nonce));
  const receipts = transactions.map((_, i) =>
    receiptOf(i === before ? [sealedLog(options)] : [], options, i),
  );
  const sent = await trieOf(transactions, before);
  const told = await trieOf(receipts, before);
  const header = headerOf(sent.root, told.root, options.time);
  const transaction = transactions[before]!;
  return {
    file: blockFile({
      header: hexToBytes(header),
      index: before,
      transaction: hexToBytes(transaction),
      transactionProof: sent.proof,
      receipt: hexToBytes(receipts[before]!),
      receiptProof: told.proof,
    }),
    transaction: {
      hash: keccak256(transaction),
      blockNumber: Number(NUMBER),
      blockHash: keccak256(header),
      blockTime: new Date(options.time * 1000).toISOString(),
    },
  };
}

/** Old and new kinds by turns, as blocks of public chains hold them. */
function transactionOf({ chain, chainId = chain.chainId }: BlockOptions, nonce: number): Promise<Hex> {
  const call = { to: chain.contract as Hex, data: '0x1234', gas: 100_000n, nonce, chainId } as const;
  return nonce % 2 === 0
    ? account.signTransaction({ ...call, type: 'legacy', gasPrice: 1n })
    : account.signTransaction({ ...call, type: 'eip1559', maxFeePerGas: 1n, maxPriorityFeePerGas: 0n });
}

function sealedLog({ chain, contract = chain.contract, size, root }: BlockOptions): RlpHex {
  const topics = encodeEventTopics({
    abi,
    eventName: 'Sealed',
    args: { log: chain.log as Hex, size: BigInt(size) },
  });
  const data = encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint64' }], [root as Hex, 3n]);
  return [contract as Hex, topics as Hex[], data];
}

function receiptOf(logs: readonly RlpHex[], { status = 1 }: BlockOptions, place: number): Hex {
  const payload = toRlp([quantity(status), quantity(50_000 * (place + 1)), BLOOM, logs] as Hex[]);
  return place % 2 === 0 ? payload : concatHex(['0x02', payload]);
}

function headerOf(transactionsRoot: Uint8Array, receiptsRoot: Uint8Array, time: number): Hex {
  const word = (text: string) => keccak256(concatHex([pad('0x'), numberToHex(text.length)]));
  const hexOf = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`;
  return toRlp([
    ...[word('parent'), word('uncles'), pad('0x', { size: 20 }), word('state')],
    ...[hexOf(transactionsRoot), hexOf(receiptsRoot), BLOOM],
    ...[quantity(0), quantity(NUMBER), quantity(30_000_000), quantity(150_000), quantity(time)],
    ...['0x' as Hex, pad('0x'), pad('0x', { size: 8 })],
    // What London, Shanghai, Cancun and Prague added
    ...[quantity(7), word('withdrawals'), quantity(0), quantity(0), word('beacon'), word('requests')],
  ]);
}
