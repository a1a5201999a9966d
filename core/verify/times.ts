/** The times of a report, each with its source, so that nobody reads a claimed one as an attested one. */
import { receivedMs } from '../entry/entry.ts';
import type { Context } from './context.ts';
import { openedValue } from './opened.ts';
import type { ReportTime, Text } from './report.ts';

const WHAT = {
  first: { en: 'first item received', zh: '首项存证收到' },
  last: { en: 'last item received', zh: '末项存证收到' },
  witnessed: { en: 'checkpoint witnessed', zh: '检查点见证' },
  stamped: { en: 'checkpoint stamped', zh: '检查点加盖时间戳' },
  renewed: { en: 'timestamp renewed', zh: '时间戳续期' },
  block: { en: 'block of the seal', zh: '封存所在区块' },
  produced: { en: 'state shown by the package', zh: '证据包所示状态' },
} satisfies Record<string, Text>;

export async function reportTimes(context: Context): Promise<ReportTime[]> {
  const judged = await context.policyResult();
  const origin = openedValue(context.checkpoint)?.checkpoint.origin ?? 'log';
  const stamp = await context.timestampResult();
  const block = openedValue(context.seal)?.transaction;
  const produced = openedValue(context.data)?.produced;
  return [
    ...receivedTimes(context, origin, judged?.logSigned ?? false),
    ...(judged?.witnessed ?? []).map(({ witness, timestamp }) =>
      time(WHAT.witnessed, timestamp * 1000, 'witness', witness.name, true),
    ),
    ...(stamp?.genTime === undefined
      ? []
      : [time(WHAT.stamped, stamp.genTime, 'tsa', stamp.tsaName ?? 'timestamp authority', stamp.ok)]),
    ...(await renewedTimes(context)),
    ...(block ? [time(WHAT.block, Date.parse(block.blockTime), 'chain', 'chain', false)] : []),
    ...(produced ? [time(WHAT.produced, Date.parse(produced.at), produced.source, 'service', false)] : []),
  ].flatMap((one) => one ?? []);
}

/** Tokens that keep the timestamp alive; one that does not hold, and what comes after it, is no time. */
async function renewedTimes(context: Context): Promise<(ReportTime | undefined)[]> {
  const { links = [] } = (await context.renewalChain()) ?? {};
  return links
    .slice(1)
    .map(({ result: { genTime, tsaName } }) =>
      time(WHAT.renewed, genTime!, 'tsa', tsaName ?? 'timestamp authority', true),
    );
}

/** The log's clock; under the log's signature by way of entry and checkpoint. */
function receivedTimes({ items }: Context, by: string, verified: boolean): (ReportTime | undefined)[] {
  const received = items.flatMap(({ entry }) => (entry.state === 'ok' ? [receivedMs(entry.value)] : []));
  if (received.length === 0) return [];
  return [
    time(WHAT.first, Math.min(...received), 'log', by, verified),
    time(WHAT.last, Math.max(...received), 'log', by, verified),
  ];
}

function time(
  what: Text,
  ms: number,
  source: ReportTime['source'],
  by: string,
  verified: boolean,
): ReportTime | undefined {
  // What lies outside the calendar is no time; the order check has named it.
  if (!(Math.abs(ms) <= 8.64e15)) return undefined;
  return { what, at: new Date(ms).toISOString(), source, by, verified };
}
