import { equal, hex } from '../../bytes.ts';
import { verifyNote } from '../../note/verify.ts';
import { streamHeadPath } from '../../package/layout.ts';
import { PARTIES, type Party } from '../../party.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed } from '../check.ts';
import type { Context, SignedHead } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { Finding } from '../report.ts';

/** Each party attests, from its own copy of the log, that the loan's stream ends where the package ends: the tail was not cut off. */
export const streamHeads: Check = {
  id: 'stream-heads',
  group: 'completeness',
  title: { en: 'Nothing cut off at the end', zh: '末尾未被截断' },
  spec: 'docs/spec/log.md section 4',
  weighs: true,
  passed: {
    en: 'Item {last} is the last one at the closing checkpoint, as attested by: {parties}.',
    zh: '{parties} 均证明截至封存检查点，第 {last} 项为最后一项。',
  },
  async run(context) {
    const findings: Finding[] = [];
    for (const party of PARTIES) findings.push(...(await partyFindings(context, party)));
    const failing = new Set(findings.map(({ subject }) => subject));
    const parties = PARTIES.filter((party) => !failing.has(streamHeadPath(party)));
    return { findings, facts: { parties, last: context.items.at(-1)?.sequence ?? 0 } };
  },
};

async function partyFindings(context: Context, party: Party): Promise<Finding[]> {
  const file = streamHeadPath(party);
  const opened = context.heads.get(party);
  if (opened === undefined || opened.state === 'absent') return [failed('TAIL_NOT_SHOWN', file, { party })];
  if (opened.state === 'malformed') return [failed('HEAD_FORMAT', file, { rule: opened.rule })];
  const key = openedValue(context.trust)?.headKeys.get(party);
  if (key === undefined) return [dependsOn('trust-source', file)];
  const { accepted } = await verifyNote(context.c, opened.value.note, [key]);
  if (!accepted) return [failed('HEAD_SIGNATURE', file, { party, key: key.name })];
  return [...placeFindings(context, opened.value, file), ...endFindings(context, opened.value, party, file)];
}

/** Whether it speaks of this stream at this checkpoint. */
function placeFindings(context: Context, { head }: SignedHead, file: string): Finding[] {
  const checkpoint = openedValue(context.checkpoint)?.checkpoint;
  const stream = openedValue(context.data)?.stream.id;
  if (checkpoint === undefined) return [dependsOn('checkpoint', context.checkpointFile)];
  if (stream === undefined) return [dependsOn('contents', 'data/package.json')];
  const compared = [
    ['origin', checkpoint.origin, head.origin],
    ['tree size', checkpoint.size, head.size],
    ['root hash', hex(checkpoint.root), hex(head.root)],
    ['stream', hex(stream), hex(head.stream)],
  ] as const;
  return compared
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) => failed('HEAD_DIFFERS', file, { what, expected, found }));
}

/** Whether the package ends where the stream ended. */
function endFindings(context: Context, { head }: SignedHead, party: Party, file: string): Finding[] {
  const last = context.items.at(-1);
  const found = last?.sequence ?? 0;
  if (head.sequence > found) {
    return [failed('TAIL_NOT_SHOWN', file, { party, expected: head.sequence, found })];
  }
  if (head.sequence < found) {
    return [failed('HEAD_DIFFERS', file, { what: 'last item', expected: found, found: head.sequence })];
  }
  if (last?.leafHash === undefined) return [dependsOn('contents', last?.entryFile ?? file)];
  if (equal(last.leafHash, head.leafHash)) return [];
  const facts = { what: 'last entry', expected: hex(last.leafHash), found: hex(head.leafHash) };
  return [failed('HEAD_DIFFERS', file, facts)];
}
