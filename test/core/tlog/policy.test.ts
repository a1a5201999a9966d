import { expect } from 'chai';
import { formatNote, parseNote } from '../../../core/note/note.ts';
import {
  createEd25519Cosigner,
  createEd25519Signer,
  createMlDsa44Cosigner,
  type NoteSigner,
  noteSignature,
} from '../../../core/note/sign.ts';
import { formatVkey, type KeyType, makeVkey } from '../../../core/note/vkey.ts';
import { formatCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { cosign } from '../../../core/tlog/cosignature.ts';
import {
  evaluatePolicy,
  formatPolicy,
  MAX_POLICY_BYTES,
  type Policy,
  parsePolicy,
  policyWitnesses,
} from '../../../core/tlog/policy.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';
import { refusal, refusalOf } from '../../support/refusal.ts';
import { readVectors } from '../../support/vectors.ts';

const c = createNodeCrypto();
const { witnessed } = readVectors<{
  witnessed: { checkpoint: string; log: string; witnesses: string[]; cosignedAt: number };
}>('note/notes.json');

const seed = (n: number) => new Uint8Array(32).fill(n);
const key = (name: string, type: KeyType, n: number) =>
  makeVkey(c, name, type, new Uint8Array(type === 6 ? 1312 : 32).fill(n));
const vkey = (name: string, type: KeyType, n: number) => formatVkey(key(name, type, n));
const LOG = `log ${vkey('example.com/log', 1, 1)}\n`;
const W = [1, 2, 3, 4].map((n) => `witness w${n} ${vkey(`w${n}`, 4, 10 + n)}\n`);
const said = (text: string | Uint8Array) => refusal(() => parsePolicy(text));
const at = (line: number, why: string) => `FORMAT: the policy is malformed at line ${line}: ${why}`;

const ORIGIN = 'example.com/log';
const TEXT = formatCheckpoint({ origin: ORIGIN, size: 5, root: seed(9), extensions: [] });
const log = createEd25519Signer(c, ORIGIN, seed(1));
const PARTIES = ['bank', 'user', 'commission'];
const cosigners = PARTIES.map((party, i): [NoteSigner, NoteSigner] => [
  createEd25519Cosigner(c, `${party}/mirror`, seed(20 + i)),
  createMlDsa44Cosigner(c, `${party}/mirror`, seed(30 + i)),
]);

/** The shape of the project's own policy: each party with both of its keys, all three parties. */
const parties: Policy = {
  logs: [{ key: log.key, url: 'https://log.example/' }],
  witnesses: PARTIES.flatMap((party, i) => [
    { name: `${party}-ed25519`, key: cosigners[i]![0].key },
    { name: `${party}-mldsa44`, key: cosigners[i]![1].key },
  ]),
  groups: [
    ...PARTIES.map((name) => ({ name, threshold: 2, members: [`${name}-ed25519`, `${name}-mldsa44`] })),
    { name: 'parties', threshold: 3, members: PARTIES },
  ],
  quorum: 'parties',
};

async function noteOf(signers: readonly NoteSigner[], text = TEXT): Promise<string> {
  const signatures = await Promise.all(
    signers.map((signer) =>
      signer.key.type === 1 ? noteSignature(text, signer) : cosign(text, signer, 1000),
    ),
  );
  return formatNote({ text, signatures });
}

describe('core/tlog: reading policies', () => {
  it("reads the specification's example", () => {
    const witnesses = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'].map((n, i) => `witness ${n} ${vkey(n, 4, i)}`);
    const policy = parsePolicy(`${LOG}
${witnesses.slice(0, 3).join('\n')}
group X-witnesses 2 X1 X2 X3

${witnesses.slice(3).join('\n')}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`);
    expect(policy.logs.map(({ key: { name } }) => name)).to.deep.equal([ORIGIN]);
    expect(
      policy.groups.map(({ name, threshold, members }) => [name, threshold, members.length]),
    ).to.deep.equal([
      ['X-witnesses', 2, 3],
      ['Y-witnesses', 1, 3],
      ['X-and-Y', 2, 2],
    ]);
    expect(policyWitnesses(policy).map(({ name }) => name)).to.deep.equal([
      'X1',
      'X2',
      'X3',
      'Y1',
      'Y2',
      'Y3',
    ]);
    expect(policyWitnesses(policy, 'Y-witnesses')).to.have.length(3);
    expect(policyWitnesses(policy, 'X2').map(({ name }) => name)).to.deep.equal(['X2']);
  });

  it('takes blanks of spaces and tabs, empty lines, comments and URLs', () => {
    const policy = parsePolicy(
      `# about\n\t # indented\n \t\n\t log\t ${vkey('l', 1, 1)} \t https://l.example/\t\n  ${W[0]!.trim()} https://w.example/ \nquorum\tw1 \n`,
    );
    expect(policy.logs[0]?.url).to.equal('https://l.example/');
    expect(policy.witnesses[0]?.url).to.equal('https://w.example/');
    expect(policy.quorum).to.equal('w1');
    expect(parsePolicy('quorum none\n')).to.deep.equal({
      logs: [],
      witnesses: [],
      groups: [],
      quorum: 'none',
    });
    expect(parsePolicy(new TextEncoder().encode('#见证\nquorum none\n')).quorum).to.equal('none');
  });

  it('knows no comment behind a line and no blank but space and tab', () => {
    expect(said(`${W[0]}quorum w1 # mine\n`)).to.equal(at(2, 'expected "quorum <name>"'));
    expect(said('quorum\u00a0none\n')).to.equal(at(1, 'unknown keyword "quorum\u00a0none"'));
    expect(said('quorum none\r\n')).to.equal(at(1, 'it has a control character other than tab'));
    expect(said('quorum\u000bnone\n')).to.equal(at(1, 'it has a control character other than tab'));
    expect(said('# \u007f\nquorum none\n')).to.equal(at(1, 'it has a control character other than tab'));
    expect(said('quorum none')).to.equal(at(1, 'no newline at its end'));
    expect(said('')).to.equal('FORMAT: the policy is malformed: it has no quorum line');
  });

  it('keeps names that look alike apart', () => {
    const policy = parsePolicy(
      `witness K ${vkey('a', 4, 1)}\nwitness \u212a ${vkey('b', 4, 2)}\ngroup g 1 \u212a\nquorum g\n`,
    );
    expect(policyWitnesses(policy).map(({ key: { name } }) => name)).to.deep.equal(['b']);
  });

  it('wants exactly one quorum, defined above', () => {
    expect(said(W[0]!)).to.equal('FORMAT: the policy is malformed: it has no quorum line');
    expect(said('quorum none\nquorum none\n')).to.equal(at(2, 'a second quorum line'));
    expect(said(`quorum w1\n${W[0]}`)).to.equal(at(1, 'the quorum "w1" is not defined above'));
    expect(said('quorum\n')).to.equal(at(1, 'expected "quorum <name>"'));
    expect(said(`${LOG}quorum example.com/log\n`)).to.equal(
      at(2, 'the quorum "example.com/log" is not defined above'),
    );
  });

  it('wants members defined above, each in one group', () => {
    const [w1, w2] = W as [string, string];
    expect(said(`${w1}group g all w1 w2\n${w2}quorum g\n`)).to.equal(
      at(2, 'the member "w2" is not defined above'),
    );
    expect(said(`${w1}group g all g\nquorum g\n`)).to.equal(at(2, 'the member "g" is not defined above'));
    expect(said(`${w1}group g any w1 w1\nquorum g\n`)).to.equal(at(2, '"w1" is a member of a group already'));
    expect(said(`${w1}group g any w1\ngroup h any w1\nquorum h\n`)).to.equal(
      at(3, '"w1" is a member of a group already'),
    );
    expect(said(`${w1}group g any none\nquorum g\n`)).to.equal(
      at(2, 'the member "none" is not defined above'),
    );
    expect(said(`${w1}group g any\nquorum g\n`)).to.equal(
      at(2, 'expected "group <name> all|any|<k> <name>..."'),
    );
    expect(said(`${w1}group g any w1\nquorum w1\n`)).to.equal('nothing');
  });

  it('wants a threshold of 1 to the number of members, in one spelling', () => {
    const group = (k: string) => said(`${W[0]}${W[1]}group g ${k} w1 w2\nquorum g\n`);
    for (const k of ['0', '3', '-1', '+1', '01', '1.0', '1e0', 'ALL', '18446744073709551617']) {
      expect(group(k)).to.equal(at(3, `the threshold "${k}" is not "all", "any" or a number of 1 to 2`));
    }
    for (const k of ['1', '2', 'any', 'all']) expect(group(k)).to.equal('nothing');
  });

  it('defines each name once; witnesses and groups share the names; none is reserved', () => {
    const [w1] = W as [string];
    expect(said(`${w1}witness w1 ${vkey('x', 4, 50)}\nquorum w1\n`)).to.equal(
      at(2, 'the name "w1" is defined twice'),
    );
    expect(said(`${w1}group w1 any w1\nquorum w1\n`)).to.equal(at(2, 'the name "w1" is defined twice'));
    expect(said(`witness none ${vkey('x', 4, 50)}\nquorum none\n`)).to.equal(
      at(1, 'the name "none" is reserved'),
    );
    expect(said(`${w1}group none any w1\nquorum none\n`)).to.equal(at(2, 'the name "none" is reserved'));
  });

  it('refuses a public key twice among the logs or the witnesses, under any name and type', () => {
    const twice = 'this public key stands twice';
    expect(said(`${LOG}log ${vkey('other', 1, 1)}\nquorum none\n`)).to.equal(at(2, twice));
    expect(said(`${LOG}log ${vkey('other', 4, 1)}\nquorum none\n`)).to.equal(at(2, twice));
    expect(said(`${W[0]}witness v ${vkey('other', 4, 11)}\nquorum v\n`)).to.equal(at(2, twice));
    // A key may serve a log and a witness.
    expect(said(`${LOG}witness v ${vkey('v', 4, 1)}\nquorum v\n`)).to.equal('nothing');
  });

  it('wants cosigner keys for witnesses, and keys that are whole', () => {
    expect(said(`witness v ${vkey('v', 1, 1)}\nquorum v\n`)).to.equal(
      at(1, 'a witness key is of type 4 or 6, not 1'),
    );
    expect(said('witness v\nquorum v\n')).to.equal(at(1, 'expected "witness <name> <vkey> [<url>]"'));
    expect(said(`witness v ${vkey('v', 4, 1)} u u\nquorum v\n`)).to.equal(
      at(1, 'expected "witness <name> <vkey> [<url>]"'),
    );
    expect(said('log\nquorum none\n')).to.equal(at(1, 'expected "log <vkey> [<url>]"'));
    expect(said(`log ${vkey('v', 1, 1).replace('v+', 'u+')}\nquorum none\n`)).to.equal(
      at(1, 'the verifier key is malformed: the key id does not belong to this name and key'),
    );
    expect(said('constructor x\nquorum none\n')).to.equal(at(1, 'unknown keyword "constructor"'));
  });

  it('holds at least 32 logs, witnesses and groups, and a bounded file', () => {
    const many = Array.from({ length: 40 }, (_, i) => i);
    const text = [
      ...many.map((i) => `log ${vkey(`l${i}`, 1, i)}`),
      ...many.map((i) => `witness w${i} ${vkey(`w${i}`, 6, i)}`),
      ...many.map((i) => `group g${i} any w${i}`),
      `group all-of-them all ${many.map((i) => `g${i}`).join(' ')}`,
      'quorum all-of-them\n',
    ].join('\n');
    expect(policyWitnesses(parsePolicy(text))).to.have.length(40);
    const padded = (n: number) => `#${'a'.repeat(n - 14)}\nquorum none\n`;
    expect(said(padded(MAX_POLICY_BYTES))).to.equal('nothing');
    expect(said(padded(MAX_POLICY_BYTES + 1))).to.equal(
      'FORMAT: the policy is not UTF-8 text of at most 1000000 bytes',
    );
    expect(said(Uint8Array.of(0xff, 0x0a))).to.equal('ENCODING: the policy is not well-formed UTF-8');
  });

  it('writes a policy that reads back the same', () => {
    expect(parsePolicy(formatPolicy(parties))).to.deep.equal(parties);
    const two: Policy = {
      logs: [],
      witnesses: [1, 2, 3].map((n) => ({
        name: `w${n}`,
        key: key(`w${n}`, 4, n),
        url: `https://w${n}.example/`,
      })),
      groups: [{ name: 'g', threshold: 2, members: ['w1', 'w2', 'w3'] }],
      quorum: 'g',
    };
    expect(parsePolicy(formatPolicy(two))).to.deep.equal(two);
    expect(formatPolicy(two)).to.match(/^witness w1 w1\+[0-9a-f]{8}\+\S+ https:\/\/w1\.example\/\n/);
    expect(refusal(() => formatPolicy({ ...two, quorum: 'h' }))).to.equal(
      'MISUSE: these parts do not make a policy',
    );
    expect(refusal(() => formatPolicy({ ...parties, logs: [{ key: log.key, url: 'a b' }] }))).to.match(
      /^MISUSE/,
    );
  });
});

describe('core/tlog: judging a checkpoint by a policy', () => {
  const all = [log, ...cosigners.flat()];

  it('accepts a real checkpoint under a policy of its public witnesses', async () => {
    const text = `log ${witnessed.log}\n${witnessed.witnesses.map((w, i) => `witness w${i} ${w}\n`).join('')}group g 3 w0 w1 w2 w3\nquorum g\n`;
    const result = await evaluatePolicy(c, parsePolicy(text), witnessed.checkpoint);
    expect(result).to.deep.include({
      logSigned: true,
      quorumMet: true,
      accepted: true,
      failed: [],
      satisfied: ['g'],
    });
    expect(result.witnessed.map(({ timestamp }) => timestamp)).to.deep.equal(
      Array(4).fill(witnessed.cosignedAt),
    );
    const other = witnessed.checkpoint.replace('1432088532', '1432088533');
    expect((await evaluatePolicy(c, parsePolicy(text), other)).accepted).to.equal(false);
  });

  it('accepts when all three parties signed with both keys', async () => {
    const result = await evaluatePolicy(c, parties, await noteOf(all));
    expect(result.satisfied).to.deep.equal(['bank', 'user', 'commission', 'parties']);
    expect([result.logSigned, result.quorumMet, result.accepted, result.unknown]).to.deep.equal([
      true,
      true,
      true,
      0,
    ]);
    expect(result.witnessed.map(({ witness }) => witness.name)).to.deep.equal(
      parties.witnesses.map(({ name }) => name),
    );
    expect(result.missing).to.deep.equal([]);
    expect(result.checkpoint.size).to.equal(5);
  });

  it('says who is missing, party by party, and does not accept', async () => {
    for (const [i, left] of [...cosigners.flat()].entries()) {
      const result = await evaluatePolicy(c, parties, await noteOf(all.filter((signer) => signer !== left)));
      expect(result.missing.map(({ key: missing }) => missing)).to.deep.equal([left.key]);
      expect(result.satisfied).to.deep.equal(PARTIES.filter((_, p) => p !== Math.floor(i / 2)));
      expect([result.logSigned, result.quorumMet, result.accepted]).to.deep.equal([true, false, false]);
    }
  });

  it('does not accept without the log, or with a log whose name is not the origin', async () => {
    const unsigned = await evaluatePolicy(c, parties, await noteOf(all.slice(1)));
    expect([unsigned.logSigned, unsigned.quorumMet, unsigned.accepted]).to.deep.equal([false, true, false]);
    const text = formatCheckpoint({ origin: 'example.com/other', size: 5, root: seed(9), extensions: [] });
    const renamed = await evaluatePolicy(c, parties, await noteOf(all, text));
    expect([renamed.logSigned, renamed.quorumMet, renamed.accepted, renamed.failed]).to.deep.equal([
      false,
      true,
      false,
      [],
    ]);
    const bare = await evaluatePolicy(c, { ...parties, logs: [] }, await noteOf(all));
    expect([bare.logSigned, bare.quorumMet, bare.accepted, bare.unknown]).to.deep.equal([
      false,
      true,
      false,
      1,
    ]);
  });

  it('is satisfied by any one of the listed logs', async () => {
    const next = createEd25519Signer(c, ORIGIN, seed(2));
    const logs = [{ key: log.key }, { key: next.key }];
    for (const signers of [[log], [next], [log, next]]) {
      const result = await evaluatePolicy(c, { ...parties, logs, quorum: 'none' }, await noteOf(signers));
      expect([result.logs.length, result.accepted]).to.deep.equal([signers.length, true]);
    }
  });

  it('refuses for one bad signature of a known key although the quorum is met without it', async () => {
    const note = parseNote(await noteOf(all));
    const any: Policy = {
      ...parties,
      groups: [{ name: 'parties', threshold: 1, members: ['bank-ed25519', 'user-ed25519'] }],
    };
    const bad = note.signatures.map((line, i) =>
      i === 1 ? { ...line, signature: line.signature.with(30, line.signature[30]! ^ 4) } : line,
    );
    const result = await evaluatePolicy(c, any, { ...note, signatures: bad });
    expect(result.failed).to.deep.equal([cosigners[0]![0].key]);
    expect([result.logSigned, result.quorumMet, result.accepted]).to.deep.equal([true, true, false]);
  });

  it('counts thresholds over nested groups', async () => {
    const [bank, user, commission] = cosigners.map(([ed]) => ed) as [NoteSigner, NoteSigner, NoteSigner];
    const nested: Policy = {
      logs: parties.logs,
      witnesses: [bank, user, commission].map(({ key: k }) => ({ name: k.name, key: k })),
      groups: [
        { name: 'inner', threshold: 1, members: ['bank/mirror', 'user/mirror'] },
        { name: 'outer', threshold: 2, members: ['inner', 'commission/mirror'] },
      ],
      quorum: 'outer',
    };
    const met = async (...signers: NoteSigner[]) =>
      (await evaluatePolicy(c, nested, await noteOf([log, ...signers]))).quorumMet;
    expect(await met(bank, commission)).to.equal(true);
    expect(await met(user, commission)).to.equal(true);
    expect(await met(bank, user)).to.equal(false);
    expect(await met(commission)).to.equal(false);
  });

  it('throws for what is no signed checkpoint', async () => {
    expect(await refusalOf(evaluatePolicy(c, parties, 'nonsense'))).to.match(
      /^FORMAT: the signed note is malformed/,
    );
    const note = formatNote({ text: 'nonsense\n', signatures: parseNote(await noteOf([log])).signatures });
    expect(await refusalOf(evaluatePolicy(c, parties, note))).to.match(
      /^FORMAT: the checkpoint is malformed/,
    );
  });
});
