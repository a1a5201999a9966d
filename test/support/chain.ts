/** A chain of its own for a test file: an anvil in a temporary directory, the contract on it, three parties with keys that mean nothing elsewhere. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8 } from '../../core/bytes.ts';
import { type Address, addressOfPrivateKey } from '../../core/chain/address.ts';
import { toHex } from '../../core/chain/hex.ts';
import { signDigest } from '../../core/chain/signature.ts';
import { openLogDigest, signConfirmation } from '../../core/chain/statements.ts';
import { portableCrypto } from '../../core/crypto-portable.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { buildContracts } from '../../scripts/build-contracts.ts';
import { type Anvil, type AnvilOptions, startAnvil } from '../../server/adapters/anvil/anvil.ts';
import type { ChainConnection } from '../../server/adapters/chain-viem/client.ts';
import { deployEvidenceAnchor, openLog } from '../../server/adapters/chain-viem/deploy.ts';
import type { ChainAddress } from '../../server/ports/chain.ts';

/** Private keys by party. */
export type PartyKeys = Readonly<Record<Party, Uint8Array>>;

/** A private key from a number; the same each time. */
export function testKey(n: number): Uint8Array {
  return portableCrypto.sha256(utf8(`test key ${n}`));
}

/** Three keys, others for each seed. */
export function testParties(seed: number): PartyKeys {
  return { bank: testKey(3 * seed), user: testKey(3 * seed + 1), commission: testKey(3 * seed + 2) };
}

export function addressesOf(keys: PartyKeys): Readonly<Record<Party, Address>> {
  return {
    bank: addressOfPrivateKey(keys.bank),
    user: addressOfPrivateKey(keys.user),
    commission: addressOfPrivateKey(keys.commission),
  };
}

export function testRoot(n: number | string): `0x${string}` {
  return toHex(portableCrypto.sha256(utf8(`root ${n}`)));
}

/** Confirmations of `parties`, 0x-hex. */
export function confirmations(
  keys: PartyKeys,
  address: ChainAddress,
  size: number,
  root: string,
  parties: readonly Party[] = PARTIES,
): `0x${string}`[] {
  return parties.map((party) => toHex(signConfirmation(keys[party], { ...address, size, root })));
}

export interface TestChain {
  readonly directory: string;
  readonly stateFile: string;
  readonly url: string;
  readonly connection: ChainConnection;
  readonly contract: string;
  anvil: Anvil;
  /** A connection of another sender. */
  sender(n: number): ChainConnection;
  /** Opens a log for these parties. */
  open(keys: PartyKeys, origin: string): Promise<ChainAddress>;
  stop(): Promise<void>;
}

/** Starts the chain and deploys the contract; the caller stops it. */
export async function startTestChain(options: Partial<AnvilOptions> = {}): Promise<TestChain> {
  buildContracts();
  const directory = mkdtempSync(join(tmpdir(), 'triseal-chain-'));
  const stateFile = join(directory, 'state.json');
  const anvil = await startAnvil({ port: 0, stateFile, ...options });
  const sender = (n: number): ChainConnection => ({
    rpcUrl: anvil.url,
    privateKey: toHex(testKey(1_000_000 + n)),
    pollingIntervalMs: 5,
    receiptTimeoutMs: 5_000,
  });
  const connection = sender(0);
  const { contract } = await deployEvidenceAnchor(connection);
  const chain: TestChain = {
    directory,
    stateFile,
    url: anvil.url,
    connection,
    contract,
    anvil,
    sender,
    open: (keys, origin) => openTestLog(connection, anvil.chainId, contract, keys, origin),
    async stop() {
      await chain.anvil.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return chain;
}

function openTestLog(
  connection: ChainConnection,
  chainId: number,
  contract: string,
  keys: PartyKeys,
  origin: string,
): Promise<ChainAddress> {
  const parties = addressesOf(keys);
  const digest = openLogDigest({
    chainId,
    contract,
    originHash: portableCrypto.sha256(utf8(origin)),
    parties,
  });
  const sign = (party: Party) => toHex(signDigest(keys[party], digest));
  const signatures = { bank: sign('bank'), user: sign('user'), commission: sign('commission') };
  return openLog(connection, { contract, origin, parties, signatures });
}
