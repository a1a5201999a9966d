import { standsUntil, tsaPathAt } from '../../tsp/renewal.ts';
import type { Check, CheckOutcome } from '../check.ts';
import { dependsOn, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { disorderOf, isFirst, isoTime, type RenewalChain } from '../renewal-chain.ts';
import { renewedHashFindings } from '../renewed-hashes.ts';
import type { Finding } from '../report.ts';

/**
 * Each renewal stamps the token before it, or everything so far hashed anew, at a time when the certificate before it could still be relied on; the newest one's
 * still can. A chain that has run out fails nothing: the token is as good as it was, only nobody outside vouches any more for its being so old.
 */
export const timestampRenewal: Check = {
  id: 'timestamp-renewal',
  group: 'time',
  title: { en: 'Renewal of the timestamp', zh: '时间戳续期' },
  spec: 'RFC 4998 sections 5.2 and 5.3; docs/spec/time.md',
  weighs: false,
  passed: {
    en: 'The timestamp stands: {renewals, plural, =0 {not renewed so far} =1 {renewed once} other {renewed # times}}, and its newest certificate is good until {standsUntil}.',
    zh: '时间戳仍然有效：{renewals, plural, =0 {尚未续期} other {已续期 # 次}}，最新证书有效期至 {standsUntil}。',
  },
  async run(context) {
    const chain = await context.renewalChain();
    if (chain === undefined) return { findings: [dependsOn('timestamp', context.timestampFile)], facts: {} };
    const { broken, hashed } = chain;
    if (broken !== undefined) return outcome([broken], chain);
    const items = hashed === undefined ? [] : renewedHashFindings(context, hashed);
    return outcome([...items, ...(await presentFindings(context, chain))], chain);
  },
};

/** The newest token at the caller's present. */
async function presentFindings({ c, at }: Context, { links, trust }: RenewalChain): Promise<Finding[]> {
  const newest = links.at(-1)!;
  if (at === undefined) return [];
  const disorder = isFirst(newest) ? undefined : disorderOf(newest, newest.file, at);
  if (disorder !== undefined) return [disorder];
  const path = await tsaPathAt(c, newest.result.chain, trust, Math.max(at, newest.result.genTime!));
  const standing = isoTime(standsUntil(newest.result.chain));
  return path.ok
    ? []
    : [notChecked('RENEWAL_DUE', newest.file, { reason: path.code, standsUntil: standing })];
}

function outcome(findings: readonly Finding[], { links, hashed }: RenewalChain): CheckOutcome {
  const { chain } = links.at(-1)!.result;
  const facts = {
    renewals: links.length - 1,
    stampedAt: links.map(({ result }) => isoTime(result.genTime!)),
    standsUntil: isoTime(standsUntil(chain)),
    ...(hashed && { hashedAnew: hashed.size }),
  };
  return { findings, facts };
}
