/** The ratios that the benchmark reports, what each compares, and the value to reach. A module reports by id; what stands here is not said twice. */

export interface Goal {
  readonly title: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** A further aim; not counted. */
  readonly stretch?: number;
  /** Unit of the value where it is no pure ratio. */
  readonly unit?: string;
}

export const GOALS = {
  '1': { title: 'items/s, sealed by three parties / one transaction an item', atLeast: 8, stretch: 25 },
  '1b': { title: 'same, one filer signature for 32 items', atLeast: 8, stretch: 25 },
  '2a': { title: 'gas an item, 1,000 to a checkpoint / gas of one stored item', atMost: 1 / 900 },
  '2b': { title: 'gas of an anchor, dearest / cheapest of 1 .. 100,000 items', atMost: 1.01 },
  '3a': { title: 'server CPU an item, single filing / sum of its primitives', atMost: 1.35 },
  '3b': { title: 'server CPU an item, batch filing / sum of its primitives', atMost: 1.2 },
  '4a': { title: 'batch filing rate a core / P-256 verify rate', atLeast: 0.42 },
  '4b': { title: 'same, one signature for a batch manifest', atLeast: 2 },
  '5': { title: 'batch filing on two cores / on one', atLeast: 1.45 },
  '6a': { title: 'flushes an item at 32 concurrent posts', atMost: 0.06 },
  '6b': { title: 'latency p99 / p50 at 32 concurrent posts', atMost: 3 },
  '7a': { title: 'upload of 100 KiB / raw PUT with SHA-256', atMost: 1.3 },
  '7b': { title: 'memory growth with 16 uploads of 50 MB', atMost: 64, unit: 'MB' },
  '8a': { title: 'package build slope / hash and zip', atMost: 1.15 },
  '8b': { title: 'PDF signature / native RSA', atMost: 4 },
  '9a': { title: 'verifier in the browser / in Node', atMost: 1.5 },
  '9b': { title: 'verifier in Node / its primitives: a year of a loan, 60 items and 40 MB', atMost: 1.3 },
  '9c': { title: 'verifier bundle, gzip', atMost: 150, unit: 'kB' },
  '9d': { title: 'as 9b, 38 items with next to no documents', atMost: 1.3 },
  '10a': { title: 'proof bytes / (32 * ceil(log2 N) + 400)', atMost: 1 },
  '10b': { title: 'heap a logged item', atMost: 80, unit: 'B' },
  '10c': { title: 'filing rate at 1M items / at 10k', atLeast: 0.7 },
  '10d': { title: 'proof time at 1M items / at 10k', atMost: 2 },
  '10e': { title: "bytes an item in each party's copy of the log", atMost: 800, unit: 'B' },
  '10f': { title: 'memory held more after 200,000 items filed with all checks', atMost: 16, unit: 'MB' },
  '10g': { title: 'as 10e, statements signed in batches of 32', atMost: 800, unit: 'B' },
  '11a': { title: 'a year of a loan, 60 items and 40 MB: from one call to verified', atMost: 1, unit: 's' },
  '11b': { title: 'memory of the service for a package of 2 GB over one of 200 MB', atMost: 64, unit: 'MB' },
  '11c': { title: 'memory of `triseal verify`, the same', atMost: 64, unit: 'MB' },
} as const satisfies Readonly<Record<string, Goal>>;

export type GoalId = keyof typeof GOALS;

/** In the order of their numbers; an object's own order puts `1` and `5` first. */
export const GOAL_IDS = (Object.keys(GOALS) as GoalId[]).sort(
  (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1),
);

export function isMet(id: GoalId, value: number): boolean {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }: Goal = GOALS[id];
  // NaN meets nothing.
  return value <= atMost && value >= atLeast;
}
