/**
 * `npm run bench [-- options] [names]`: runs the modules `test/bench/*.bench.ts`, or those named, one after another.
 *
 *     --json FILE    writes the report there
 *     --rounds N     rounds of each comparison (5)
 *     --scale X      amount of work, 1 as meant
 *     --strict       exit code 1 when a goal is not met
 *
 * Exit code 2 when a module failed.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Bench, Ratio } from './harness.ts';
import { formatTable, makeReport, type Report } from './report.ts';

const SUFFIX = '.bench.ts';

function moduleNames(wanted: readonly string[]): string[] {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith(SUFFIX));
  const names = files.map((name) => name.slice(0, -SUFFIX.length)).sort();
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Error(`no such benchmark: ${unknown.join(', ')}; there are ${names.join(', ')}`);
  return wanted.length > 0 ? [...wanted] : names;
}

async function runBench(name: string, rounds: number, scale: number): Promise<readonly Ratio[]> {
  const { bench } = (await import(new URL(`./${name}${SUFFIX}`, import.meta.url).href)) as { bench: Bench };
  const cleanups: (() => Promise<void> | void)[] = [];
  const note = (text: string) => console.error(`${name}: ${text}`);
  try {
    return await bench.run({ rounds, scale, note, onEnd: (cleanup) => cleanups.push(cleanup) });
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    scale: { type: 'string', default: '1' },
    strict: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const run = { startedAt: new Date(), rounds: Number(values.rounds), scale: Number(values.scale) };
const ratios: Ratio[] = [];
const failures: { bench: string; message: string }[] = [];
for (const name of moduleNames(positionals)) {
  try {
    ratios.push(...(await runBench(name, run.rounds, run.scale)));
  } catch (error) {
    failures.push({ bench: name, message: String(error) });
    console.error(error);
  }
}
const report: Report = makeReport(run, ratios, failures);
console.log(formatTable(report));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
if (failures.length > 0) process.exitCode = 2;
else if (values.strict && report.ratios.some(({ met }) => !met)) process.exitCode = 1;
