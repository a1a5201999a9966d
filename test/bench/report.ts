/** The result of a run, as a table for people and as JSON for comparison between commits. */
import { cpus } from 'node:os';
import { GOAL_IDS, GOALS, type Goal, type GoalId, isMet } from './goals.ts';
import type { Ratio } from './harness.ts';

export interface Report {
  readonly version: 1;
  readonly startedAt: string;
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly rounds: number;
  readonly scale: number;
  readonly ratios: readonly (Ratio & {
    readonly title: string;
    readonly goal: string;
    readonly met: boolean;
  })[];
  /** Goals that no module of this run reported. */
  readonly missing: readonly GoalId[];
  readonly failures: readonly { readonly bench: string; readonly message: string }[];
}

const significant = (value: number) =>
  Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));

/** Small fractions read better as one over something. */
function figure(value: number): string {
  return value > 0 && value < 0.01 ? `1/${significant(1 / value)}` : significant(value);
}

export function goalText(id: GoalId): string {
  const { atMost, atLeast, stretch, unit }: Goal = GOALS[id];
  const bound = atLeast === undefined ? `<= ${figure(atMost!)}` : `>= ${figure(atLeast)}`;
  const aim = stretch === undefined ? '' : ` (aim ${figure(stretch)})`;
  return `${bound}${unit === undefined ? '' : ` ${unit}`}${aim}`;
}

export function makeReport(
  run: { startedAt: Date; rounds: number; scale: number },
  ratios: readonly Ratio[],
  failures: Report['failures'],
): Report {
  const reported = new Set(ratios.map(({ id }) => id));
  return {
    version: 1,
    startedAt: run.startedAt.toISOString(),
    machine: { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
    rounds: run.rounds,
    scale: run.scale,
    ratios: [...ratios]
      .sort((a, b) => GOAL_IDS.indexOf(a.id) - GOAL_IDS.indexOf(b.id))
      .map((ratio) => ({
        ...ratio,
        title: GOALS[ratio.id].title,
        goal: goalText(ratio.id),
        met: isMet(ratio.id, ratio.value),
      })),
    missing: GOAL_IDS.filter((id) => !reported.has(id)),
    failures,
  };
}

export function formatTable(report: Report): string {
  const rows = report.ratios.map((r) => [r.id, r.title, figure(r.value), r.goal, r.met ? 'met' : 'NOT MET']);
  const table = [['#', 'ratio', 'value', 'goal', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const failures = report.failures.map(({ bench, message }) => `${bench} failed: ${message}`);
  return [...lines, ...failures].join('\n');
}
