/**
 * Finds the block and transaction of a seal from its event. The search starts at the block of the last seal, which the contract knows, and jumps from
 * each range to the seal before it, so empty stretches cost nothing. Where an engine refuses ranges they shrink down to single blocks, and the search
 * becomes a walk from seal to seal.
 */
import type { Hex, Log } from 'viem';
import type { ChainAddress } from '../../ports/chain.ts';
import { evidenceAnchorAbi } from './abi.ts';
import type { Client } from './client.ts';
import { chainFailure } from './failure.ts';

export interface SealEvent {
  readonly size: number;
  readonly root: string;
  readonly transaction: string;
  readonly blockNumber: number;
  readonly blockHash: string;
}

const sealedEvent = evidenceAnchorAbi.find(
  (item) => item.type === 'event' && item.name === 'Sealed',
) as Extract<(typeof evidenceAnchorAbi)[number], { name: 'Sealed' }>;

type SealedLog = Log<bigint, number, false, typeof sealedEvent, true>;

function asSeal({ args, transactionHash, blockNumber, blockHash }: SealedLog): SealEvent {
  return {
    size: Number(args.size),
    root: args.root,
    transaction: transactionHash,
    blockNumber: Number(blockNumber),
    blockHash,
  };
}

/** @returns undefined when the engine refuses the range */
async function sealsBetween(
  client: Client,
  address: ChainAddress,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<readonly SealedLog[] | undefined> {
  try {
    return await client.getLogs({
      address: address.contract as Hex,
      event: sealedEvent,
      args: { log: address.log as Hex },
      fromBlock,
      toBlock,
      strict: true,
    });
  } catch (error) {
    const failure = chainFailure(error);
    if (failure.code === 'CHAIN_REJECTED' && fromBlock < toBlock) return undefined;
    throw failure;
  }
}

/**
 * @param lastSealBlock where the contract says that the log's last seal stands
 * @param maxRange blocks of one question
 * @returns undefined when no seal of this size is found
 * @throws ServiceError `CHAIN_UNAVAILABLE`, `CHAIN_REJECTED` when the engine answers no eth_getLogs at all
 */
export async function findSeal(
  client: Client,
  address: ChainAddress,
  size: number,
  lastSealBlock: bigint,
  maxRange: number,
): Promise<SealEvent | undefined> {
  let range = BigInt(maxRange);
  let to = lastSealBlock;
  for (;;) {
    const from = to >= range ? to - range + 1n : 0n;
    const logs = await sealsBetween(client, address, from, to);
    if (logs === undefined) {
      range = range > 1n ? range / 2n : 1n;
      continue;
    }
    const found = logs.find((log) => Number(log.args.size) === size);
    if (found !== undefined) return asSeal(found);
    // Sizes grow with the blocks: below a smaller size there is nothing to find.
    const first = logs[0];
    if (
      first === undefined ||
      Number(first.args.size) < size ||
      first.args.previousBlock >= first.blockNumber
    ) {
      return undefined;
    }
    to = first.args.previousBlock;
  }
}
