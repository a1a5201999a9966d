/** Calls of the contract that change it: tried first, which gives the contract's own error, then sent; what they did is read from the receipt. */
import {
  type ContractFunctionArgs,
  encodeFunctionData,
  type Hex,
  parseEventLogs,
  type TransactionReceipt,
} from 'viem';
import { blockMoment } from '../../../core/chain/block.ts';
import type { AnchorReceipt } from '../../ports/chain.ts';
import { evidenceAnchorAbi as abi } from './abi.ts';
import type { Client } from './client.ts';
import { onChain } from './failure.ts';
import { requireSuccess, type Send, type Sender } from './sender.ts';

/** Gas limits, several times what each call was measured to take. */
const GAS = { anchor: 400_000n, object: 400_000n, rotateParty: 400_000n } as const;

export type WriteFunction = keyof typeof GAS;

export interface ContractWriter {
  /** @param send of the sender's exclusive turn @throws ServiceError `CHAIN_REJECTED` with the contract's error, or as `Send` */
  write<T extends WriteFunction>(
    send: Send,
    functionName: T,
    args: ContractFunctionArgs<typeof abi, 'nonpayable', T>,
  ): Promise<AnchorReceipt>;
  /** The time of a block, RFC 3339. */
  timeOf(blockNumber: bigint): Promise<string>;
}

export function createContractWriter(client: Client, sender: Sender, address: Hex): ContractWriter {
  const account = sender.address;

  async function timeOf(blockNumber: bigint): Promise<string> {
    const { timestamp } = await onChain(() => client.getBlock({ blockNumber }));
    // No clock shows the times from there on.
    return blockMoment(timestamp) ?? new Date(8.64e15).toISOString();
  }

  async function told(receipt: TransactionReceipt): Promise<AnchorReceipt> {
    const events = parseEventLogs({ abi, logs: receipt.logs }).map((event) => event.eventName);
    return {
      transaction: receipt.transactionHash,
      blockNumber: Number(receipt.blockNumber),
      blockHash: receipt.blockHash,
      blockTime: await timeOf(receipt.blockNumber),
      sealed: events.includes('Sealed'),
      contradicted: events.includes('Contradicted'),
    };
  }

  return {
    timeOf,
    async write(send, functionName, args) {
      const call = { abi, functionName, args };
      const data = encodeFunctionData(call as Parameters<typeof encodeFunctionData>[0]);
      await onChain(() => client.simulateContract({ ...call, address, account } as never));
      return told(requireSuccess(await send({ to: address, data, gas: GAS[functionName] })));
    },
  };
}
