/** The JSON-RPC client and what it is configured with. Plain HTTP requests only: no subscriptions, no block tags but `latest` and `pending`. */
import { createPublicClient, http, type PublicClient } from 'viem';

export type TransactionKind = 'auto' | 'legacy' | 'eip1559';

export interface ChainConnection {
  readonly rpcUrl: string;
  /** The sender's key, 0x-hex, 32 bytes. It pays, where there is something to pay, and signs nothing but transactions. */
  readonly privateKey: `0x${string}`;
  /** `auto`: EIP-1559 where blocks carry a base fee, legacy elsewhere. */
  readonly transactions?: TransactionKind;
  /** Wei per gas; 0 as consortia have it. A higher base fee of the chain is met. */
  readonly gasPrice?: bigint;
  /** How long a transaction may take until it is in a block. */
  readonly receiptTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  /** Between two looks for a receipt. */
  readonly pollingIntervalMs?: number;
  /** Blocks asked for in one eth_getLogs; halved when the engine refuses. */
  readonly logRange?: number;
}

export const DEFAULTS = {
  transactions: 'auto',
  gasPrice: 0n,
  receiptTimeoutMs: 30_000,
  requestTimeoutMs: 5_000,
  pollingIntervalMs: 50,
  logRange: 1_000,
} as const;

export type Client = PublicClient;

export function connect(connection: ChainConnection): Client {
  const { rpcUrl, requestTimeoutMs, pollingIntervalMs } = { ...DEFAULTS, ...connection };
  // viem's own pace (4 s) would be the slowest part of an anchor.
  return createPublicClient({
    transport: http(rpcUrl, { timeout: requestTimeoutMs, retryCount: 1, retryDelay: 50 }),
    pollingInterval: pollingIntervalMs,
    cacheTime: 0,
  });
}
