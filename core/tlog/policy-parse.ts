/** Trust policies: which logs and which witnesses make a checkpoint valid (C2SP tlog-policy). Reading; `policy.ts` judges by them. */
import { equal, utf8, utf8Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { parseVkey, sameKey, type VerifierKey } from '../note/vkey.ts';

export interface PolicyLog {
  /** The key's name is the log's origin. */
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyWitness {
  /** Name within the policy; has no meaning outside. */
  readonly name: string;
  /** Type 4 or 6. */
  readonly key: VerifierKey;
  readonly url?: string;
}

export interface PolicyGroup {
  readonly name: string;
  /** Members that have to have witnessed, 1 to their number. */
  readonly threshold: number;
  /** Names of witnesses and of groups further up. */
  readonly members: readonly string[];
}

export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  /** In the order of the file: members stand before the group. */
  readonly groups: readonly PolicyGroup[];
  /** Name of a witness or a group, or `none`. */
  readonly quorum: string;
}

/** The name that asks for no witness. */
export const NO_QUORUM = 'none';

/** Longest policy file in bytes: room for over 500 ML-DSA-44 keys. */
export const MAX_POLICY_BYTES = 1_000_000;

interface Draft {
  logs: PolicyLog[];
  witnesses: PolicyWitness[];
  groups: PolicyGroup[];
  grouped: Set<string>;
  quorum: string | undefined;
}

type Refuse = (why: string) => never;

const refuseLine =
  (line: number): Refuse =>
  (why) => {
    throw new CoreError('FORMAT', `the policy is malformed at line ${line}: ${why}`, { facts: { line } });
  };

const isDefined = (draft: Draft, name: string): boolean =>
  draft.witnesses.some((w) => w.name === name) || draft.groups.some((g) => g.name === name);

function readKey(text: string | undefined, refuse: Refuse): VerifierKey {
  try {
    return parseVkey(text ?? '');
  } catch (cause) {
    return refuse(cause instanceof CoreError ? cause.message : 'the verifier key is malformed');
  }
}

/** One public key counts once, whatever its names; and signatures must tell their keys apart. */
function requireNewKey(key: VerifierKey, others: readonly { key: VerifierKey }[], refuse: Refuse): void {
  if (others.some((other) => equal(other.key.publicKey, key.publicKey)))
    refuse('this public key stands twice');
  if (others.some((other) => sameKey(other.key, key))) refuse('this key name and id stand twice');
}

function requireNewName(draft: Draft, name: string, refuse: Refuse): void {
  if (name === NO_QUORUM) refuse(`the name "${NO_QUORUM}" is reserved`);
  if (isDefined(draft, name)) refuse(`the name "${name}" is defined twice`);
}

function readLog(draft: Draft, items: readonly string[], refuse: Refuse): void {
  if (items.length < 1 || items.length > 2) refuse('expected "log <vkey> [<url>]"');
  const key = readKey(items[0], refuse);
  requireNewKey(key, draft.logs, refuse);
  draft.logs.push({ key, ...(items[1] === undefined ? {} : { url: items[1] }) });
}

function readWitness(draft: Draft, items: readonly string[], refuse: Refuse): void {
  if (items.length < 2 || items.length > 3) refuse('expected "witness <name> <vkey> [<url>]"');
  const [name = '', vkey, url] = items;
  requireNewName(draft, name, refuse);
  const key = readKey(vkey, refuse);
  if (key.type === 1) refuse('a witness key is of type 4 or 6, not 1');
  requireNewKey(key, draft.witnesses, refuse);
  draft.witnesses.push({ name, key, ...(url === undefined ? {} : { url }) });
}

function readThreshold(text: string, members: number, refuse: Refuse): number {
  if (text === 'any') return 1;
  if (text === 'all') return members;
  const threshold = Number(text);
  if (!/^[1-9][0-9]*$/.test(text) || threshold > members) {
    refuse(`the threshold "${text}" is not "all", "any" or a number of 1 to ${members}`);
  }
  return threshold;
}

function readGroup(draft: Draft, items: readonly string[], refuse: Refuse): void {
  const [name = '', threshold = '', ...members] = items;
  if (members.length === 0) refuse('expected "group <name> all|any|<k> <name>..."');
  requireNewName(draft, name, refuse);
  for (const member of members) {
    if (!isDefined(draft, member)) refuse(`the member "${member}" is not defined above`);
    if (draft.grouped.has(member)) refuse(`"${member}" is a member of a group already`);
    draft.grouped.add(member);
  }
  draft.groups.push({ name, threshold: readThreshold(threshold, members.length, refuse), members });
}

function readQuorum(draft: Draft, items: readonly string[], refuse: Refuse): void {
  const [name = ''] = items;
  if (items.length !== 1) refuse('expected "quorum <name>"');
  if (draft.quorum !== undefined) refuse('a second quorum line');
  if (name !== NO_QUORUM && !isDefined(draft, name)) refuse(`the quorum "${name}" is not defined above`);
  draft.quorum = name;
}

const READERS: Readonly<Record<string, typeof readLog>> = {
  log: readLog,
  witness: readWitness,
  group: readGroup,
  quorum: readQuorum,
};

/** Items are parted by spaces and tabs only; a comment has "#" as its first item's first character. */
function readLine(draft: Draft, line: string, refuse: Refuse): void {
  for (const char of line) {
    const code = char.codePointAt(0)!;
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) refuse('it has a control character other than tab');
  }
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== '');
  if (keyword === undefined || keyword.startsWith('#')) return;
  const read = Object.hasOwn(READERS, keyword) ? READERS[keyword] : undefined;
  if (read === undefined) refuse(`unknown keyword "${keyword}"`);
  else read(draft, items, refuse);
}

/**
 * Reads a policy. The file is UTF-8: the specification allows any octets in names and comments and recommends this.
 * @throws CoreError `FORMAT` with the number of the line, `ENCODING` for bad UTF-8
 */
export function parsePolicy(policy: string | Uint8Array): Policy {
  const text = typeof policy === 'string' ? policy : utf8Decode(policy, 'the policy');
  if (!text.isWellFormed() || utf8(text).length > MAX_POLICY_BYTES) {
    throw new CoreError('FORMAT', `the policy is not UTF-8 text of at most ${MAX_POLICY_BYTES} bytes`);
  }
  const lines = text.split('\n');
  if (lines.pop() !== '') refuseLine(lines.length + 1)('no newline at its end');
  const draft: Draft = { logs: [], witnesses: [], groups: [], grouped: new Set(), quorum: undefined };
  lines.forEach((line, i) => {
    readLine(draft, line, refuseLine(i + 1));
  });
  const { logs, witnesses, groups, quorum } = draft;
  if (quorum === undefined) throw new CoreError('FORMAT', 'the policy is malformed: it has no quorum line');
  return { logs, witnesses, groups, quorum };
}
