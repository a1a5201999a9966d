/** The chain of an installation: an outside one by its address, or the embedded node, started here. */
import { toHex } from '../../core/chain/hex.ts';
import { type Anvil, startAnvil } from '../adapters/anvil/anvil.ts';
import type { ChainConnection } from '../adapters/chain-viem/client.ts';
import type { Config } from '../config/variables.ts';
import { loadOrCreateSecret } from '../secret-file.ts';
import type { Home } from './home.ts';

export interface InstallationChain {
  readonly connection: ChainConnection;
  /** Undefined for an outside chain. */
  readonly embedded: Anvil | undefined;
}

/** @throws ServiceError `CHAIN_UNAVAILABLE` when the embedded node does not come up */
export async function startChain(
  home: Home,
  config: Config,
  port: number,
  onExit: (detail: { code: number | null; signal: string | null }) => void,
): Promise<InstallationChain> {
  const embedded =
    config.chainRpc === undefined
      ? await startAnvil({ port, stateFile: home.chainState, onExit })
      : undefined;
  const connection: ChainConnection = {
    rpcUrl: config.chainRpc ?? embedded!.url,
    privateKey: toHex(loadOrCreateSecret(home.key('chain-sender'))),
    transactions: config.chainTransactions,
  };
  return { connection, embedded };
}
