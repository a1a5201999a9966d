/**
 * Ratio 1: the whole service, with its three party nodes, against one transaction an item, on one chain and one machine. Ours counts from the first
 * post of a batch until the chain has sealed the last item; the naive design from the first signature until the last receipt. Both sign everything
 * within the measured time.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPki } from '../../certs/index.ts';
import { type Client, createClient } from '../../client/client.ts';
import { createStatements, type SigningInput } from '../../core/evidence/create.ts';
import type { EvidenceRecord } from '../../core/evidence/record.ts';
import { formatSdJwt } from '../../core/evidence/sd-jwt.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { createRandom } from '../../server/adapters/random-node.ts';
import { startTestChain, testParties } from '../support/chain.ts';
import { type RunningService, startService } from '../support/service.ts';
import { type Bench, type BenchContext, interleave, perSecond, ratioOf } from './harness.ts';
import { startNaive } from './naive/naive-design.ts';

const OURS = 12_000;
const NAIVE = 2_000;
const BATCH = 500;
const AT_ONCE = 4;
const ITEMS_A_LOAN = 30;
const POLL_MS = 50;

const recordOf = (n: number) => ({
  type: 'DRAW',
  loan: `LN-${Math.floor(n / ITEMS_A_LOAN)}`,
  documents: [],
  event: { time: '2026-11-23T10:00:00+08:00', source: 'system' as const },
  provenance: { class: 'bare-hash' as const },
  actors: [],
  fields: { amount: { amount: `${n}.00`, currency: 'CNY' }, requested_at: '2026-11-23T10:00:00+08:00' },
});

type Filings = Parameters<Client['batch']>[0];
/** What is posted for items `first .. first + count`. */
type Make = (first: number, count: number) => Promise<Filings>;

/** Records for the service to sign one by one. */
const unsigned: Make = async (first, count) =>
  Array.from({ length: count }, (_, i) => ({ idempotencyKey: randomUUID(), record: recordOf(first + i) }));

/** Ready-made statements, with one signature of the filer for each 32. */
function batched(organisation: string, by: Omit<SigningInput, 'issuedAt' | 'random'>): Make {
  const c = createNodeCrypto();
  const { bytes: random } = createRandom();
  return async (first, count) => {
    const records = Array.from({ length: count }, (_, i): EvidenceRecord => {
      return { version: '1', ...recordOf(first + i), filing: { organisation, signedBy: 'filer' } };
    });
    const issuedAt = Math.floor(Date.now() / 1000);
    const signed = await createStatements(c, records, { ...by, issuedAt, random });
    return signed.map((one) => ({ idempotencyKey: randomUUID(), statement: formatSdJwt(one) }));
  };
}

async function start(
  context: BenchContext,
  rpcUrl: string,
): Promise<{ service: RunningService; client: Client; batched: Make }> {
  const root = mkdtempSync(join(tmpdir(), 'triseal-bench-sealed-'));
  const service = await startService(join(root, 'home'), {
    TRISEAL_CHAIN_RPC: rpcUrl,
    TRISEAL_SAMPLE: 'off',
    TRISEAL_WITNESS_INTERVAL_MS: '500',
    NODE_OPTIONS: '--max-semi-space-size=64',
  });
  context.onEnd(async () => {
    await service.stop();
    rmSync(root, { recursive: true, force: true });
  });
  const { signer, certificate, organisation } = (await loadPki(join(service.home, 'pki'))).identities[
    'bank-filing'
  ];
  const certificateSha256 = createNodeCrypto().sha256(certificate.der);
  return {
    service,
    client: createClient({ baseUrl: service.info.url, organisation, signer, certificateSha256 }),
    batched: batched(organisation, { signer, certificateSha256 }),
  };
}

async function sealedSize({ info }: RunningService): Promise<number> {
  const text = await (await fetch(`${info.url}/metrics`)).text();
  return Number(/^triseal_log_sealed_size (\d+)/m.exec(text)?.[1] ?? 0);
}

async function fileBatches(client: Client, make: Make, first: number, count: number): Promise<void> {
  let next = first;
  const worker = async () => {
    while (next < first + count) {
      const from = next;
      next += BATCH;
      const filings = await make(from, Math.min(BATCH, first + count - from));
      for (const outcome of await client.batch(filings)) {
        if (!('evidence' in outcome))
          throw new Error(`a filing was refused: ${JSON.stringify(outcome.problem)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

export const bench: Bench = {
  name: 'sealed',
  async run(context) {
    const args = ['--gas-limit', '10000000000'];
    const chain = await startTestChain({ blockTime: 1, stateInterval: 3600, args });
    context.onEnd(() => chain.stop());
    const { service, client, batched } = await start(context, chain.url);
    const naive = await startNaive(chain.url, testParties(1));
    context.onEnd(() => naive.stop());
    const ours = Math.ceil(OURS * context.scale);
    const single = Math.ceil(NAIVE * context.scale);
    let filed = 0;
    const seal = (make: Make) => async () => {
      await fileBatches(client, make, filed, ours);
      filed += ours;
      while ((await sealedSize(service)) < filed)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    };
    const rates = await interleave(context, {
      ours: () => perSecond(ours, seal(unsigned)),
      batched: () => perSecond(ours, seal(batched)),
      naive: () => perSecond(single, () => naive.store(single)),
    });
    return [
      { id: '1', ...ratioOf(rates.ours, rates.naive) },
      { id: '1b', ...ratioOf(rates.batched, rates.naive) },
    ];
  },
};
