/** Calls EvidenceAnchor directly, past the adapter: what a call did, as events or as the custom error with its values. */
import {
  BaseError,
  type ContractFunctionArgs,
  ContractFunctionRevertedError,
  createTestClient,
  encodeFunctionData,
  type Hex,
  http,
  parseEventLogs,
  publicActions,
} from 'viem';
import { evidenceAnchorAbi as abi } from '../../server/adapters/chain-viem/abi.ts';

export type Written = 'openLog' | 'anchor' | 'object' | 'rotateParty';

export interface Told {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>> | readonly unknown[];
}

export type Outcome =
  | { readonly events: readonly Told[]; readonly gas: number; readonly block: number }
  | { readonly error: Told };

/** Anybody may send: anvil lets this account sign nothing and pay nothing. */
const CARRIER = '0x00000000000000000000000000000000000000C0';

export type Caller = ReturnType<typeof createCaller>;

export function createCaller(url: string, contract: string) {
  const client = createTestClient({
    mode: 'anvil',
    transport: http(url),
    pollingInterval: 5,
    cacheTime: 0,
  }).extend(publicActions);
  const address = contract as Hex;
  const json = async (method: string, params: unknown[]) => client.request({ method, params } as never);

  async function errorOf(functionName: Written, args: unknown): Promise<Told | undefined> {
    try {
      await client.simulateContract({ address, abi, functionName, args, account: CARRIER } as never);
      return undefined;
    } catch (error) {
      const reverted =
        error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : null;
      if (!(reverted instanceof ContractFunctionRevertedError) || reverted.data === undefined) throw error;
      return { name: reverted.data.errorName, args: reverted.data.args ?? [] };
    }
  }

  async function call<T extends Written>(
    functionName: T,
    args: ContractFunctionArgs<typeof abi, 'nonpayable', T>,
  ): Promise<Outcome> {
    const error = await errorOf(functionName, args);
    if (error !== undefined) return { error };
    const data = encodeFunctionData({ abi, functionName, args } as never);
    const hash = await json('eth_sendTransaction', [
      { from: CARRIER, to: address, data, gas: '0x7a120', gasPrice: '0x0' },
    ]);
    const receipt = await client.waitForTransactionReceipt({ hash: hash as Hex });
    const events = parseEventLogs({ abi, logs: receipt.logs });
    return {
      events: events.map(({ eventName, args: values }) => ({ name: eventName, args: values })),
      gas: Number(receipt.gasUsed),
      block: Number(receipt.blockNumber),
    };
  }

  const read = (functionName: string, args: readonly unknown[] = []) =>
    client.readContract({ address, abi, functionName, args } as never) as Promise<unknown>;

  return { client, call, read, rpc: json };
}
