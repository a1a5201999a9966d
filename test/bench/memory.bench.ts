/**
 * Memory over a long run of the whole path: statements checked, private parts sealed by the vault, log and store written. What is held is measured
 * after collections, once the caches have filled and again at the end; half of the items come in batches under one signature.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BANK } from '../support/api.ts';
import type { Bench } from './harness.ts';
import { each, startBenchService } from './service.ts';

const ITEMS = 200_000;
/** Enough to fill the caches of streams and tails, 10,000 each, at thirty items a loan. */
const WARM_UP = 0.15;
const CHUNK = 2_000;
const AT_ONCE = 200;
const MB = 1e6;

function held(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A second time: what the first found unreachable may have held memory outside the heap.
  for (let i = 0; i < 2; i++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

export const bench: Bench = {
  name: 'memory',
  async run(context) {
    const { api, statements, batches } = await startBenchService(context);
    const { fileEvidence } = api.deps.useCases;
    const fileMany = async (count: number) => {
      for (let left = count, odd = false; left > 0; left -= CHUNK, odd = !odd) {
        const texts = await (odd ? batches : statements)(Math.min(CHUNK, left));
        await each(texts, AT_ONCE, (statement) =>
          fileEvidence({ organisation: BANK, idempotencyKey: undefined, content: { statement } }),
        );
      }
    };
    const items = Math.round(ITEMS * context.scale);
    await fileMany(Math.round(items * WARM_UP));
    const before = held();
    const samples: number[] = [];
    for (let part = 0; part < 4; part++) {
      await fileMany(items / 4);
      samples.push((held() - before) / MB);
      context.note(`after ${((part + 1) * items) / 4} items: ${samples.at(-1)!.toFixed(1)} MB more`);
    }
    const rssMB = process.memoryUsage().rss / MB;
    return [{ id: '10f', value: Math.max(0, samples.at(-1)!), samples, facts: { items, rssMB } }];
  },
};
