/** What the filing benchmarks share: a service in this process with a clock that runs, and ready-made statements for it. */
import { createStatement, createStatements, type SigningInput } from '../../core/evidence/create.ts';
import { formatSdJwt } from '../../core/evidence/sd-jwt.ts';
import { type Api, type ApiOptions, makeKeys, startApi, wholeRecord } from '../support/api.ts';
import { AT, nodeCrypto, systemRandom } from '../support/pki.ts';
import type { BenchContext } from './harness.ts';

/** The default of the configuration. */
const INTERVAL_MS = 20;
const ITEMS_A_LOAN = 30;
const NO_LIMIT = { caller: 1e9, log: 1e9, anonymous: 1e9 };

export interface BenchService {
  readonly api: Api;
  /** Public key of the certificate that the statements are signed under. */
  readonly spki: Uint8Array;
  /** Statements with all their disclosures, no two alike, each signed alone. */
  statements(count: number): Promise<string[]>;
  /** The same with one signature for each 32. */
  batches(count: number): Promise<string[]>;
}

export async function startBenchService(context: BenchContext, over: ApiOptions = {}): Promise<BenchService> {
  const keys = await makeKeys();
  const api = await startApi({ keys, intervalMs: INTERVAL_MS, limits: { perMinute: NO_LIMIT }, ...over });
  context.onEnd(() => api.stop());
  const began = performance.now();
  const ticking = setInterval(() => {
    api.clock.at = AT + Math.floor(performance.now() - began);
  }, 1);
  context.onEnd(() => clearInterval(ticking));
  const { signer, certificate } = keys.filer;
  const by = (): SigningInput => ({
    signer,
    certificateSha256: nodeCrypto.sha256(certificate.der),
    issuedAt: Math.floor(api.clock.at / 1000),
    random: systemRandom.bytes,
  });
  let next = 0;
  const records = (count: number) =>
    Array.from({ length: count }, () => wholeRecord({ loan: `LN-${Math.floor(next++ / ITEMS_A_LOAN)}` }));
  return {
    api,
    spki: certificate.spki,
    statements: (count) =>
      Promise.all(
        records(count).map(async (record) =>
          formatSdJwt(await createStatement(nodeCrypto, { record, ...by() })),
        ),
      ),
    batches: async (count) => (await createStatements(nodeCrypto, records(count), by())).map(formatSdJwt),
  };
}

/** Runs `work` on each item, `width` at a time. */
export async function each<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
