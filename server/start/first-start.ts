/** From a data directory, perhaps an empty one, to everything that the service stands on. Each step can be repeated after a crash. */

import { ensurePki } from '../../certs/index.ts';
import { utf8Decode } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { NoteSigner } from '../../core/note/sign.ts';
import { encodeTrust, type Trust } from '../../core/verify/trust.ts';
import { createAnchorChain } from '../adapters/chain-viem/anchor-chain.ts';
import type { ChainConnection } from '../adapters/chain-viem/client.ts';
import { createLogSigner } from '../adapters/log-key-node.ts';
import type { Config } from '../config/variables.ts';
import { hasCode } from '../errors.ts';
import type { ChainAddress } from '../ports/chain.ts';
import { writeFileSafely } from '../safe-file.ts';
import { loadOrCreateSecret } from '../secret-file.ts';
import { type Consortium, openOnChain, policyOf, prepareConsortium, trustOf } from './consortium.ts';
import type { Home } from './home.ts';
import { type Installation, saveInstallation } from './installation.ts';
import type { Say } from './progress.ts';
import { tsaCertificates } from './tsa-certificates.ts';

export interface Foundations {
  readonly pki: Awaited<ReturnType<typeof ensurePki>>;
  readonly consortium: Consortium;
  readonly logSigner: NoteSigner;
  readonly trust: Trust;
}

export interface FoundationInput {
  readonly home: Home;
  readonly config: Config;
  readonly crypto: Crypto;
  readonly installation: Installation;
  readonly connection: ChainConnection;
  /** Whether the chain is the embedded one, which may be set up anew when it was lost. */
  readonly embedded: boolean;
  readonly say: Say;
}

/** @throws ServiceError when keys, the PKI or the chain cannot be used */
export async function layFoundations(input: FoundationInput): Promise<Foundations> {
  const { home, config, crypto, installation, say } = input;
  const pki = await say.step('keys and certificates', () => ensurePki(home.pki));
  const consortium = await say.step('keys of the three parties', async () =>
    prepareConsortium(home, installation.origin),
  );
  const logSigner = createLogSigner(crypto, installation.origin, loadOrCreateSecret(home.key('log')));
  const chain = await say.step('log opened on the chain', () => openChain(input, consortium));
  const policy = policyOf(logSigner.key, consortium);
  const trust = trustOf({
    origin: installation.origin,
    policy,
    consortium,
    chain,
    pki,
    tsa: tsaCertificates(config),
  });
  writeFileSafely(home.policy, policy, 0o644);
  writeFileSafely(home.trust, utf8Decode(encodeTrust(trust)), 0o644);
  return { pki, consortium, logSigner, trust };
}

/** The embedded chain's contract gets the same address when it is set up anew, so trust data stays as it is. */
async function openChain(input: FoundationInput, consortium: Consortium): Promise<ChainAddress> {
  const { installation, connection, home, config } = input;
  if (installation.chain !== null) {
    const standing = createAnchorChain({ ...connection, address: installation.chain });
    try {
      await standing.check();
      return installation.chain;
    } catch (error) {
      if (hasCode(error, 'CHAIN_UNAVAILABLE')) return installation.chain;
      if (!hasCode(error, 'CHAIN_RESET') || !input.embedded) throw error;
      input.say.note('the embedded chain has lost its state: the contract is deployed anew, seals follow');
    } finally {
      await standing.close();
    }
  }
  const chain = await openOnChain(connection, installation.origin, consortium, config.chainContract);
  saveInstallation(home.installation, { ...installation, chain });
  return chain;
}
