/**
 * The places between two effects of a commit at which the process may die. What recovery does at each of them is written in
 * docs/decisions/0003-one-commit-point.md; tests kill the process at every one.
 */
export const GAPS = [
  /** Filings are taken from the queue, nothing is written: they were never acknowledged and are gone. */
  'batch-taken',
  /** Entries and tiles are staged, invisible or not written yet: discarded at the next start. */
  'entries-staged',
  /** Rows and wrapped keys are staged too, invisible: discarded at the next start. */
  'rows-staged',
  /** The head has moved: the batch is true although nobody was told; a repetition finds it by its idempotency key. */
  'committed',
  /** The filers have their answers. */
  'answered',
] as const;

export type GapName = (typeof GAPS)[number];

/** Called at each gap of each batch. A rejection counts as a failure of the store at that place. */
export type FaultHook = (gap: GapName) => void | Promise<void>;

/**
 * A hook that kills this process, for kill tests.
 * @param spec `<gap>` or `<gap>:<n>`: the n-th time that the gap is reached, from 1
 * @returns undefined for an empty spec
 * @throws RangeError for an unknown gap or count, so that a test cannot pass because nothing was killed
 */
export function killAtGap(spec: string | undefined, kill: () => void): FaultHook | undefined {
  if (spec === undefined || spec === '') return undefined;
  const [name, count = '1'] = spec.split(':');
  const left = Number(count);
  if (!GAPS.includes(name as GapName) || !Number.isSafeInteger(left) || left < 1) {
    throw new RangeError(`TRISEAL_FAULT_KILL is <gap>[:n] with a gap of ${GAPS.join(', ')}; got ${spec}`);
  }
  let reached = 0;
  return (gap) => {
    if (gap === name && ++reached === left) kill();
  };
}
