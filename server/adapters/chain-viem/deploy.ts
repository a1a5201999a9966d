/** Once in the life of a chain: putting the contract there, and opening a log in it with the consent of its three parties. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFunctionData, getAddress, type Hex } from 'viem';
import { utf8 } from '../../../core/bytes.ts';
import { toHex } from '../../../core/chain/hex.ts';
import { logId, type PartyAddresses } from '../../../core/chain/statements.ts';
import { PARTIES, type Party } from '../../../core/party.ts';
import { ServiceError } from '../../errors.ts';
import { projectRoot } from '../../paths.ts';
import type { ChainAddress } from '../../ports/chain.ts';
import { createNodeCrypto } from '../crypto-node.ts';
import { evidenceAnchorAbi } from './abi.ts';
import { type ChainConnection, connect } from './client.ts';
import { chainFailure, onChain, reset, revertOf } from './failure.ts';
import { createSender, requireSuccess } from './sender.ts';

const DEPLOY_GAS = 4_000_000n;
const OPEN_GAS = 400_000n;

/** Where the build puts the compiled contract. */
export const ARTIFACT_FILE = join(projectRoot, 'dist/contracts/EvidenceAnchor.json');

function creationCode(file: string): Hex {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { bytecode: Hex }).bytecode;
  } catch (cause) {
    throw new ServiceError('CHAIN_UNAVAILABLE', 'the compiled contract is missing', {
      facts: { file },
      remedy: 'Run npm run build.',
      cause,
    });
  }
}

export interface Deployment {
  readonly chainId: number;
  /** 0x-hex, EIP-55. */
  readonly contract: string;
  readonly blockNumber: number;
  readonly blockHash: string;
}

/** Puts a new EvidenceAnchor on the chain. @throws ServiceError as `AnchorChain` does */
export async function deployEvidenceAnchor(
  connection: ChainConnection,
  artifactFile = ARTIFACT_FILE,
): Promise<Deployment> {
  const data = creationCode(artifactFile);
  const client = connect(connection);
  const receipt = requireSuccess(
    await createSender(client, connection).exclusive((send) => send({ data, gas: DEPLOY_GAS })),
  );
  return {
    chainId: await onChain(() => client.getChainId()),
    contract: getAddress(receipt.contractAddress!),
    blockNumber: Number(receipt.blockNumber),
    blockHash: receipt.blockHash,
  };
}

export interface LogOpening {
  /** 0x-hex address. */
  readonly contract: string;
  /** The log's origin line. */
  readonly origin: string;
  readonly parties: PartyAddresses;
  /** Each party's signature over `openLogDigest`, 0x-hex. */
  readonly signatures: Readonly<Record<Party, string>>;
}

/**
 * Opens a log, unless it stands already.
 *
 * @throws ServiceError as `AnchorChain` does; `CHAIN_RESET` when there is no contract at the address
 */
export async function openLog(connection: ChainConnection, opening: LogOpening): Promise<ChainAddress> {
  const crypto = createNodeCrypto();
  const client = connect(connection);
  const sender = createSender(client, connection);
  const contract = getAddress(opening.contract);
  const log = logId(crypto, opening.origin, opening.parties);
  const address: ChainAddress = { chainId: await onChain(() => client.getChainId()), contract, log };
  if ((await onChain(() => client.getCode({ address: contract }))) === undefined) {
    throw reset('there is no contract at the expected address', { contract });
  }
  const three = <T>(of: Readonly<Record<Party, string>>) => PARTIES.map((p) => of[p]) as unknown as T;
  const call = {
    address: contract,
    abi: evidenceAnchorAbi,
    functionName: 'openLog',
    args: [
      toHex(crypto.sha256(utf8(opening.origin))),
      three<readonly [Hex, Hex, Hex]>(opening.parties),
      three<readonly [Hex, Hex, Hex]>(opening.signatures),
    ],
  } as const;
  return sender.exclusive(async (send) => {
    try {
      await client.simulateContract({ ...call, account: sender.address });
    } catch (error) {
      if (revertOf(error)?.name === 'LogAlreadyOpen') return address;
      throw chainFailure(error);
    }
    requireSuccess(await send({ to: contract, data: encodeFunctionData(call), gas: OPEN_GAS }));
    return address;
  });
}
