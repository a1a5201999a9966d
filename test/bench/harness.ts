/**
 * What a benchmark module is written against.
 *
 *     export const bench: Bench = {
 *       name: 'filing',
 *       async run(context) {
 *         const service = await start();
 *         context.onEnd(() => service.stop());
 *         const rates = await interleave(context, {
 *           ours: () => perSecond(10_000, () => service.fileBatch(10_000)),
 *           verify: () => perSecond(10_000, () => verifyMany(10_000)),
 *         });
 *         return [{ id: '4a', ...ratioOf(rates.ours, rates.verify) }];
 *       },
 *     };
 *
 * The file is `test/bench/<name>.bench.ts`; `main.ts` finds it by that name. Machines are shared and their speed drifts, so absolute figures mean little:
 * both sides of a ratio are measured in turns within one run, and the median of the rounds' ratios is reported.
 */
import type { GoalId } from './goals.ts';

export interface Ratio {
  readonly id: GoalId;
  readonly value: number;
  /** The value of each round, for whoever doubts the median. */
  readonly samples?: readonly number[];
  /** What the ratio was made of: rates, counts, sizes. */
  readonly facts?: Readonly<Record<string, number | string>>;
}

export interface BenchContext {
  /** How often each side is measured; at least 5 for figures to be quoted. */
  readonly rounds: number;
  /** Scales the amount of work: 1 as meant, less for a trial run. */
  readonly scale: number;
  /** Tells the operator what is going on; not part of the result. */
  note(text: string): void;
  /** Run after the module, last given first, however it ends. */
  onEnd(cleanup: () => Promise<void> | void): void;
}

export interface Bench {
  readonly name: string;
  run(context: BenchContext): Promise<readonly Ratio[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Measures each side once a round, in an order that changes from round to round, after one round that does not count. */
export async function interleave<K extends string>(
  context: Pick<BenchContext, 'rounds' | 'note'>,
  sides: Readonly<Record<K, () => Promise<number>>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(sides) as K[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round <= context.rounds; round++) {
    for (const name of round % 2 === 0 ? names : [...names].reverse()) {
      const value = await sides[name]();
      if (round > 0) results[name].push(value);
    }
    if (round > 0) {
      context.note(`round ${round}: ${names.map((n) => `${n} ${results[n].at(-1)?.toFixed(1)}`).join(', ')}`);
    }
  }
  return results;
}

/** Items a second of some work. */
export async function perSecond(items: number, work: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await work();
  return items / (Number(process.hrtime.bigint() - start) / 1e9);
}

/** CPU time that this process spends on some work, user and system, in milliseconds an item. */
export async function cpuPerItem(items: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / items;
}

/** CPU time of one time of the work, which is done several times so that the compiler's work on the first ones does not weigh more than what is measured. */
export function cpuRepeated(times: number, work: () => Promise<unknown>): Promise<number> {
  return cpuPerItem(times, async () => {
    for (let i = 0; i < times; i++) await work();
  });
}

/** The median of the rounds' ratios, with both medians as facts. */
export function ratioOf(
  above: readonly number[],
  below: readonly number[],
): { value: number; samples: number[]; facts: Record<string, number> } {
  const samples = above.map((value, i) => value / below[i]!);
  return { value: median(samples), samples, facts: { above: median(above), below: median(below) } };
}
