/** What an installation hands to the service, and what every part of the service shares. */

import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Pki } from '../../certs/index.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { NoteSigner } from '../../core/note/sign.ts';
import type { Party } from '../../core/party.ts';
import type { Trust } from '../../core/verify/trust.ts';
import type { ChainConnection } from '../adapters/chain-viem/client.ts';
import { createRandom } from '../adapters/random-node.ts';
import type { Config } from '../config/variables.ts';
import { projectRoot } from '../paths.ts';
import type { Home } from '../start/home.ts';

/** The one-file verifier, as the build leaves it. */
export const VERIFIER_FILE = join(projectRoot, 'dist/verifier/verifier.html');

export const clock = { now: () => Date.now() };
export const random = createRandom();

/** What stands before the service is put together. */
export interface ServiceParts {
  readonly config: Config;
  readonly home: Home;
  readonly crypto: Crypto;
  readonly pki: Pki;
  readonly trust: Trust;
  readonly logSigner: NoteSigner;
  readonly chain: ChainConnection;
  readonly nodes: Readonly<Record<Party, string>>;
  readonly logger: Logger;
  /** Asked late: a free port is known only once it is listened on. */
  readonly publicUrl: () => string;
  /** Plain HTTP on this machine; the same without TLS. */
  readonly localUrl: () => string;
}
