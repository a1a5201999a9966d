import { receivedMs } from '../../entry/entry.ts';
import type { Check } from '../check.ts';
import { failed } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** Clocks of different houses may disagree by this much before it means anything. */
export const TOLERANCE_MS = 5 * 60 * 1000;

interface Moment {
  /** What happened then, for the sentence. */
  readonly name: string;
  readonly file: string;
  readonly at: number;
}

/** What came after what: signing, receipt, witnessing, timestamp, state of the package; each by another clock. */
export const timeOrder: Check = {
  id: 'time-order',
  group: 'time',
  title: { en: 'Order of the times', zh: '时间先后' },
  spec: 'docs/spec/report.md section 6',
  weighs: true,
  passed: {
    en: 'All {compared} pairs of times are in order, five minutes of difference between clocks allowed.',
    zh: '全部 {compared} 对时间先后次序合理（允许各方时钟相差五分钟）。',
  },
  async run(context) {
    const pairs = [...itemPairs(context), ...(await closingPairs(context))];
    return {
      findings: pairs.flatMap(orderFindings),
      facts: { compared: pairs.length, toleranceSeconds: TOLERANCE_MS / 1000 },
    };
  },
};

type Pair = readonly [earlier: Moment, later: Moment];

function itemPairs({ items }: Context): Pair[] {
  const received = items.flatMap(({ entry, entryFile, sequence }): Moment[] =>
    entry.state === 'ok'
      ? [{ name: `receipt of item ${sequence}`, file: entryFile, at: receivedMs(entry.value) }]
      : [],
  );
  const signed = items.flatMap(({ entry, statement, entryFile, sequence }): Pair[] => {
    if (entry.state !== 'ok' || statement.state !== 'ok') return [];
    const signing = {
      name: `signing of item ${sequence}`,
      file: entryFile,
      at: statement.value.issuedAt * 1000,
    };
    return [[signing, { name: `receipt of item ${sequence}`, file: entryFile, at: receivedMs(entry.value) }]];
  });
  return [...signed, ...received.slice(1).map((later, i): Pair => [received[i]!, later])];
}

/** From the last receipt to the caller's present, as far as the times are there. */
async function closingPairs(context: Context): Promise<Pair[]> {
  const { items, checkpointFile, timestampFile, data, at } = context;
  const received = items.flatMap(({ entry }) => (entry.state === 'ok' ? [receivedMs(entry.value)] : []));
  const witnessed = (await context.policyResult())?.witnessed ?? [];
  const stamped = await context.timestampResult();
  const produced = openedValue(data)?.produced.at;
  const cosigned = witnessed.map(({ witness, timestamp }) =>
    moment(`cosignature ${witness.name}`, checkpointFile, timestamp * 1000),
  );
  const last =
    received.length === 0 ? [] : [moment('receipt of the last item', checkpointFile, Math.max(...received))];
  const stamp =
    stamped?.ok && stamped.genTime !== undefined ? [moment('timestamp', timestampFile, stamped.genTime)] : [];
  const end =
    produced === undefined ? [] : [moment('state of the package', 'data/package.json', Date.parse(produced))];
  const present = at === undefined ? [] : [moment('verification', 'data/package.json', at)];
  return [
    ...cross(last, cosigned),
    ...cross(cosigned, stamp),
    ...cross([...last, ...cosigned, ...stamp], end),
    ...cross([...last, ...cosigned, ...stamp, ...end], present),
  ];
}

function moment(name: string, file: string, at: number): Moment {
  return { name, file, at };
}

function cross(earlier: readonly Moment[], later: readonly Moment[]): Pair[] {
  return earlier.flatMap((a) => later.map((b): Pair => [a, b]));
}

function orderFindings([earlier, later]: Pair): Finding[] {
  if (earlier.at <= later.at + TOLERANCE_MS) return [];
  const facts = {
    earlier: earlier.name,
    earlierAt: iso(earlier.at),
    later: later.name,
    laterAt: iso(later.at),
  };
  return [failed('TIME_ORDER', later.file, facts)];
}

/** Hostile times may lie outside what a Date can hold. */
function iso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}
