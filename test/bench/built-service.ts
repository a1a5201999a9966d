/** The built service with its nodes and chain as processes of their own, and a bank's client of it: for what is measured from the outside. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPki } from '../../certs/index.ts';
import { type Client, createClient } from '../../client/client.ts';
import { parseTrust, type Trust } from '../../core/verify/trust.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { type RunningService, startService } from '../support/service.ts';
import type { BenchContext } from './harness.ts';

const POLL_MS = 250;

export interface BuiltService {
  readonly service: RunningService;
  readonly client: Client;
  readonly trust: Trust;
  /** An empty folder, gone when the module ends. */
  readonly folder: string;
  /** Waits until the chain has sealed every item of the loan. */
  sealed(loan: string): Promise<void>;
}

export async function startBuiltService(
  context: BenchContext,
  environment: NodeJS.ProcessEnv = {},
): Promise<BuiltService> {
  const folder = mkdtempSync(join(tmpdir(), 'triseal-bench-service-'));
  context.onEnd(() => rmSync(folder, { recursive: true, force: true }));
  const service = await startService(join(folder, 'home'), { TRISEAL_SAMPLE: 'off', ...environment });
  context.onEnd(async () => void (await service.stop()));
  const { signer, certificate, organisation } = (await loadPki(join(service.home, 'pki'))).identities[
    'bank-filing'
  ];
  const certificateSha256 = createNodeCrypto().sha256(certificate.der);
  const client = createClient({ baseUrl: service.info.url, organisation, signer, certificateSha256 });
  return {
    service,
    client,
    trust: parseTrust(readFileSync(join(service.home, 'trust.json'))),
    folder,
    async sealed(loan) {
      while (!(await client.list(loan)).every(({ state }) => state.stage === 'sealed')) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
  };
}
