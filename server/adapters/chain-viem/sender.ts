/**
 * Sends transactions of one key, one at a time. Many in flight have been seen to wedge a node's pool (accepted, queued, never mined); one cannot, and the
 * next nonce is always what the chain itself says, so a restart needs no memory.
 */
import { type Hex, keccak256, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { hasCode } from '../../errors.ts';
import { createMutex, type Mutex } from '../../mutex.ts';
import { type ChainConnection, type Client, DEFAULTS } from './client.ts';
import { chainFailure, onChain, rejected, rpcMessage, unavailable } from './failure.ts';

export interface Call {
  /** Undefined to create a contract. */
  readonly to?: Hex;
  readonly data: Hex;
  /** Gas limit. Given, not estimated, for engines differ in what they estimate; what is not used costs nothing. */
  readonly gas: bigint;
}

/**
 * @returns the receipt, of a failed transaction too
 * @throws ServiceError `CHAIN_UNAVAILABLE` when it is not in a block in time; `CHAIN_REJECTED` when the node refuses it
 */
export type Send = (call: Call) => Promise<TransactionReceipt>;

export interface Sender {
  readonly address: Hex;
  /** Runs work that sends, after all work given earlier: what it reads of the chain is what its transaction will meet, as far as this sender goes. */
  exclusive<T>(work: (send: Send) => Promise<T>): Promise<T>;
}

/** Answers of nodes that hold this very transaction already, in the words of geth, Besu, reth and cosmos/evm. */
const KNOWN = /already known|known transaction|already imported|already exists|tx already in mempool/i;
/** The nonce was used meanwhile, by an earlier run of this sender. */
const USED = /nonce too low|nonce is too low|invalid nonce|invalid sequence|below the current/i;
/** An earlier transaction of this nonce waits in the pool and is not to be replaced. */
const WAITING = /underpriced/i;

const MAX_ATTEMPTS = 3;

interface Signed {
  readonly raw: Hex;
  readonly hash: Hex;
  readonly nonce: number;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** @param alone turns of all that send with this key to this chain; the nonces of several senders would meet otherwise */
export function createSender(
  client: Client,
  connection: ChainConnection,
  alone: Mutex = createMutex(),
): Sender {
  const { transactions, gasPrice, receiptTimeoutMs, pollingIntervalMs } = { ...DEFAULTS, ...connection };
  const account = privateKeyToAccount(connection.privateKey);
  const nonceAt = (blockTag: 'latest' | 'pending') =>
    onChain(() => client.getTransactionCount({ address: account.address, blockTag }));
  /** An engine that does not know the tag has no pool to ask about. */
  const pendingNonce = (mined: number) =>
    nonceAt('pending').catch((error: unknown) => {
      if (hasCode(error, 'CHAIN_REJECTED')) return mined;
      throw error;
    });

  async function fees() {
    const { baseFeePerGas } = await client.getBlock();
    // Twice the base fee outlasts the few blocks until the transaction is in one.
    const price = baseFeePerGas !== null && baseFeePerGas * 2n > gasPrice ? baseFeePerGas * 2n : gasPrice;
    const modern = transactions === 'eip1559' || (transactions === 'auto' && baseFeePerGas !== null);
    return modern
      ? ({ type: 'eip1559', maxFeePerGas: price, maxPriorityFeePerGas: gasPrice } as const)
      : ({ type: 'legacy', gasPrice: price } as const);
  }

  async function sign(call: Call, nonce: number): Promise<Signed> {
    const chainId = await client.getChainId();
    const raw = await account.signTransaction({ ...call, ...(await fees()), chainId, nonce });
    return { raw, hash: keccak256(raw), nonce };
  }

  /**
   * @param idle whether no transaction of this sender waited just before
   * @returns false when the nonce was used by another transaction
   */
  async function broadcast(signed: Signed, idle = false): Promise<boolean> {
    try {
      await client.sendRawTransaction({ serializedTransaction: signed.raw });
      return true;
    } catch (error) {
      const message = rpcMessage(error) ?? '';
      if (KNOWN.test(message)) return true;
      if (USED.test(message)) return false;
      if (WAITING.test(message)) {
        // Nothing waited a moment ago: another process with this key was quicker, and the pool will empty again.
        if (idle) return false;
        throw unavailable('an earlier transaction of this sender still waits', error);
      }
      const failure = chainFailure(error);
      // The node may have taken it and only the answer was lost: the receipt decides.
      if (failure.code === 'CHAIN_UNAVAILABLE') return true;
      throw failure;
    }
  }

  async function receiptOf(hash: Hex): Promise<TransactionReceipt | undefined> {
    try {
      return await client.getTransactionReceipt({ hash });
    } catch (error) {
      if (error instanceof TransactionReceiptNotFoundError) return undefined;
      const failure = chainFailure(error);
      if (failure.code === 'CHAIN_UNAVAILABLE') return undefined;
      throw failure;
    }
  }

  /** @returns undefined when another transaction took the nonce */
  async function awaitReceipt(signed: Signed): Promise<TransactionReceipt | undefined> {
    const deadline = Date.now() + receiptTimeoutMs;
    const halfway = Date.now() + receiptTimeoutMs / 2;
    for (let repeated = false; Date.now() < deadline; await sleep(pollingIntervalMs)) {
      const receipt = await receiptOf(signed.hash);
      if (receipt !== undefined) return receipt;
      if (!repeated && Date.now() >= halfway) {
        repeated = true;
        // A pool that forgot it takes it again; one that has it says so.
        if (!(await broadcast(signed))) break;
      }
    }
    if ((await nonceAt('latest')) <= signed.nonce) {
      throw unavailable(`a transaction was in no block after ${receiptTimeoutMs} ms`);
    }
    return receiptOf(signed.hash);
  }

  /** What an earlier run of this sender left in the pool goes first, or its nonce would be taken twice. */
  async function settle(): Promise<{ nonce: number; idle: boolean }> {
    const deadline = Date.now() + receiptTimeoutMs;
    for (;;) {
      const mined = await nonceAt('latest');
      const idle = (await pendingNonce(mined)) <= mined;
      // A pool that never empties is passed by: the node itself judges the nonce.
      if (idle || Date.now() >= deadline) return { nonce: mined, idle };
      await sleep(pollingIntervalMs);
    }
  }

  async function deliver(call: Call): Promise<TransactionReceipt> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { nonce, idle } = await settle();
      const signed = await onChain(() => sign(call, nonce));
      const accepted = await broadcast(signed, idle);
      const receipt = accepted ? await awaitReceipt(signed) : await receiptOf(signed.hash);
      if (receipt !== undefined) return receipt;
    }
    throw unavailable('other transactions keep taking the nonce: is the sender key used elsewhere?');
  }

  return {
    address: account.address,
    exclusive: (work) => alone(() => work(deliver)),
  };
}

/** @throws ServiceError `CHAIN_REJECTED` for a transaction that is in a block but was undone */
export function requireSuccess(receipt: TransactionReceipt): TransactionReceipt {
  if (receipt.status === 'success') return receipt;
  throw rejected('the transaction failed in its block', [receipt.transactionHash]);
}
