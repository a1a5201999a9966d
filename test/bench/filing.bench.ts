/**
 * Ratios 3b, 4 and 5: what the filing of ready-made statements costs, many at a time, without HTTP: parsing, signature, disclosures, certificate,
 * vault, log, embedded store.
 */
import { spawnSync } from 'node:child_process';
import { parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import { readStatement } from '../../core/evidence/statement.ts';
import { BANK } from '../support/api.ts';
import { nodeCrypto } from '../support/pki.ts';
import {
  type Bench,
  type BenchContext,
  cpuPerItem,
  interleave,
  perSecond,
  type Ratio,
  ratioOf,
} from './harness.ts';
import { createPrimitives } from './primitives.ts';
import { type BenchService, each, startBenchService } from './service.ts';

/** Items a round. */
const ITEMS = 2_000;
/** The width of a batch request. */
const AT_ONCE = 512;

type Work = (texts: readonly string[]) => Promise<unknown>;

function filing({ api }: BenchService): Work {
  const { fileEvidence } = api.deps.useCases;
  return (texts) =>
    each(texts, AT_ONCE, (statement) =>
      fileEvidence({ organisation: BANK, idempotencyKey: undefined, content: { statement } }),
    );
}

function primitives(context: BenchContext, { spki }: BenchService): Work {
  const { prepare, store } = createPrimitives(context, spki);
  return async (texts) => {
    for (let at = 0; at < texts.length; at += AT_ONCE)
      store(await Promise.all(texts.slice(at, at + AT_ONCE).map(prepare)));
  };
}

function verifying({ spki }: BenchService): Work {
  return async (texts) => {
    const statements = texts.map((text) => readStatement(parseSdJwt(text).jws));
    await each(statements, AT_ONCE, ({ signingInput, signature }) =>
      nodeCrypto.verify('ES256', spki, signingInput, signature),
    );
  };
}

/** Binds every thread of this process to these cores. @returns whether the machine can */
function bind(cores: string): boolean {
  return spawnSync('taskset', ['-acp', cores, String(process.pid)]).status === 0;
}

/** Ratio 5; nothing where threads cannot be bound to a core. */
async function twoCores(
  context: BenchContext,
  service: BenchService,
  count: number,
): Promise<readonly Ratio[]> {
  if (!bind('0,1')) {
    context.note('no taskset, or one core: ratio 5 is left out');
    return [];
  }
  const file = filing(service);
  const rateOn = (cores: string) => async () => {
    const texts = await service.statements(count);
    bind(cores);
    const rate = await perSecond(count, () => file(texts));
    bind('0,1');
    return rate;
  };
  const rates = await interleave(context, { two: rateOn('0,1'), one: rateOn('0') });
  return [{ id: '5', ...ratioOf(rates.two, rates.one) }];
}

export const bench: Bench = {
  name: 'filing',
  async run(context) {
    const service = await startBenchService(context);
    const count = Math.max(AT_ONCE, Math.round(ITEMS * context.scale));
    const cost = (make: (count: number) => Promise<string[]>, work: Work) => async () => {
      const texts = await make(count);
      return 1000 * (await cpuPerItem(count, () => work(texts)));
    };
    const { statements, batches } = service;
    const cpu = await interleave(context, {
      filing: cost(statements, filing(service)),
      batches: cost(batches, filing(service)),
      primitives: cost(statements, primitives(context, service)),
      verify: cost(statements, verifying(service)),
    });
    return [
      { id: '3b', ...ratioOf(cpu.filing, cpu.primitives) },
      // Rates a core are the inverse of CPU times, here microseconds an item.
      { id: '4a', ...ratioOf(cpu.verify, cpu.filing) },
      { id: '4b', ...ratioOf(cpu.verify, cpu.batches) },
      ...(await twoCores(context, service, count)),
    ];
  },
};
