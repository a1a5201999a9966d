/** Writing trust policies (C2SP tlog-policy). */
import { CoreError } from '../error.ts';
import { formatVkey } from '../note/vkey.ts';
import { type Policy, type PolicyGroup, type PolicyWitness, parsePolicy } from './policy-parse.ts';

/** Names of the witnesses below a name: itself, or the members of the group and of its groups. `none` has none. */
export function policyWitnesses(policy: Policy, name: string = policy.quorum): readonly PolicyWitness[] {
  const members = policy.groups.find((group) => group.name === name)?.members ?? [name];
  return members.flatMap((member) =>
    member === name
      ? policy.witnesses.filter((witness) => witness.name === name)
      : policyWitnesses(policy, member),
  );
}

function thresholdOf({ threshold, members }: PolicyGroup): string {
  if (threshold === members.length) return 'all';
  return threshold === 1 ? 'any' : String(threshold);
}

/**
 * The policy as a file: logs, witnesses, groups, quorum, one item a line.
 * @throws CoreError `MISUSE` when the parts do not make a policy that `parsePolicy` accepts
 */
export function formatPolicy(policy: Policy): string {
  const suffix = (url: string | undefined) => (url === undefined ? '' : ` ${url}`);
  const lines = [
    ...policy.logs.map(({ key, url }) => `log ${formatVkey(key)}${suffix(url)}`),
    ...policy.witnesses.map(({ name, key, url }) => `witness ${name} ${formatVkey(key)}${suffix(url)}`),
    ...policy.groups.map((group) => `group ${group.name} ${thresholdOf(group)} ${group.members.join(' ')}`),
    `quorum ${policy.quorum}`,
  ];
  const text = `${lines.join('\n')}\n`;
  try {
    parsePolicy(text);
  } catch (cause) {
    throw new CoreError('MISUSE', 'these parts do not make a policy', { cause });
  }
  return text;
}
