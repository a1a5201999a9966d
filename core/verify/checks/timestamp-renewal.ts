import { PATHS, renewalPath } from '../../package/layout.ts';
import { renewalDigest, standsUntil, type TsaTrust, tsaPathAt } from '../../tsp/renewal.ts';
import { type TimestampResult, verifyTimestampToken } from '../../tsp/token.ts';
import type { Check, CheckOutcome } from '../check.ts';
import { dependsOn, failed, malformedFinding, notChecked } from '../check.ts';
import type { Context, RenewalContext } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';
import { TOLERANCE_MS } from './time-order.ts';
import { tokenFinding } from './timestamp.ts';

/** One token of the chain, verified. */
interface Link {
  readonly file: string;
  readonly token: Uint8Array;
  readonly result: TimestampResult;
}

/**
 * Each renewal stamps the token before it, at a time when that one's certificate could still be relied on; the newest one's still can. A chain that has run
 * out fails nothing: the token is as good as it was, only nobody outside vouches any more for its being so old.
 */
export const timestampRenewal: Check = {
  id: 'timestamp-renewal',
  group: 'time',
  title: { en: 'Renewal of the timestamp', zh: '时间戳续期' },
  spec: 'RFC 4998 section 5.2; docs/spec/time.md',
  weighs: false,
  passed: {
    en: 'The timestamp stands: renewed {renewals} times, and its newest certificate is good until {standsUntil}.',
    zh: '时间戳仍然有效：已续期 {renewals} 次，最新证书有效期至 {standsUntil}。',
  },
  async run(context) {
    const result = await context.timestampResult();
    const token = openedValue(context.timestamp);
    const trust = openedValue(context.trust);
    if (!result?.ok || token === undefined || trust === undefined) {
      return { findings: [dependsOn('timestamp', context.timestampFile)], facts: {} };
    }
    const { timestampAnchors: anchors, intermediates, crls } = trust;
    const tsa = { anchors, intermediates, crls };
    const links: Link[] = [{ file: context.timestampFile, token, result }];
    for (const [i, renewal] of context.renewals.entries()) {
      const next = await nextLink(context, tsa, links.at(-1)!, renewal, i + 1);
      // What comes after a broken link stamps nothing that is known.
      if ('outcome' in next) return outcome([next], links);
      links.push(next);
    }
    return outcome(await presentFindings(context, tsa, links.at(-1)!), links);
  },
};

async function nextLink(
  { c }: Context,
  tsa: TsaTrust,
  before: Link,
  { file, number, token: opened }: RenewalContext,
  expected: number,
): Promise<Link | Finding> {
  if (number !== expected) return failed('FILE_MISSING', renewalPath(expected));
  const token = openedValue(opened);
  if (token === undefined) return malformedFinding(opened, 'TIMESTAMP_FORMAT', file)[0]!;
  const result = await verifyTimestampToken(c, token, { ...tsa, digest: renewalDigest(c, before.token) });
  if (result.code === 'IMPRINT') return failed('RENEWAL_IMPRINT', file, { ...result.facts, of: before.file });
  if (!result.ok) return tokenFinding(result, file);
  const at = result.genTime!;
  const disorder = orderFinding(before, file, at);
  if (disorder !== undefined) return disorder;
  // Clocks may differ a little; a certificate is not asked about a time before the token that it signed.
  const path = await tsaPathAt(c, before.result.chain, tsa, Math.max(at, before.result.genTime!));
  if (path.ok) return { file, token, result };
  const standing = iso(standsUntil(before.result.chain));
  return failed('RENEWAL_LATE', file, {
    of: before.file,
    at: iso(at),
    standsUntil: standing,
    reason: path.code,
  });
}

/** The newest token at the caller's present. */
async function presentFindings({ c, at }: Context, tsa: TsaTrust, newest: Link): Promise<Finding[]> {
  if (at === undefined) return [];
  const disorder = newest.file === PATHS.timestamp ? undefined : orderFinding(newest, newest.file, at);
  if (disorder !== undefined) return [disorder];
  const path = await tsaPathAt(c, newest.result.chain, tsa, Math.max(at, newest.result.genTime!));
  const standing = iso(standsUntil(newest.result.chain));
  return path.ok
    ? []
    : [notChecked('RENEWAL_DUE', newest.file, { reason: path.code, standsUntil: standing })];
}

function orderFinding(earlier: Link, file: string, at: number): Finding | undefined {
  const stamped = earlier.result.genTime!;
  if (stamped <= at + TOLERANCE_MS) return undefined;
  const later = file === earlier.file ? 'verification' : `timestamp ${file}`;
  const facts = { earlier: `timestamp ${earlier.file}`, earlierAt: iso(stamped), later, laterAt: iso(at) };
  return failed('TIME_ORDER', file, facts);
}

function outcome(findings: readonly Finding[], links: readonly Link[]): CheckOutcome {
  const { chain } = links.at(-1)!.result;
  const facts = {
    renewals: links.length - 1,
    stampedAt: links.map(({ result }) => iso(result.genTime!)),
    standsUntil: iso(standsUntil(chain)),
  };
  return { findings, facts };
}

/** Times of hostile tokens and verifiers' clocks may lie outside what a Date can hold. */
function iso(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}
