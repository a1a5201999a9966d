import type { Facts } from '../../error.ts';
import { PARTIES, type Party } from '../../party.ts';
import { type Policy, type PolicyResult, type PolicyWitness, policyWitnesses } from '../../tlog/policy.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { OpenedTrust } from '../opened-trust.ts';
import type { Finding } from '../report.ts';

/**
 * All three parties cosigned the checkpoint, and the policy's quorum is met. Who is expected, who is there and who is missing are listed apart, and so
 * are the two algorithms: expected signers are never shown as signers.
 */
export const witnesses: Check = {
  id: 'witnesses',
  group: 'origin',
  title: { en: 'Witnesses', zh: '三方见证' },
  spec: 'C2SP tlog-cosignature and tlog-policy',
  weighs: true,
  passed: {
    en: 'The checkpoint was witnessed by {parties}: Ed25519 by {ed25519Present}, ML-DSA-44 by {mlDsa44Present}.',
    zh: '检查点已由 {parties} 见证：Ed25519 签名 {ed25519Present}，ML-DSA-44 签名 {mlDsa44Present}。',
  },
  async run(context) {
    const { checkpointFile } = context;
    const trust = openedValue(context.trust);
    if (trust === undefined) return { findings: [dependsOn('trust-source', checkpointFile)], facts: {} };
    const judged = await context.policyResult();
    if (judged === undefined) return { findings: [dependsOn('checkpoint', checkpointFile)], facts: {} };
    return { findings: findingsOf(context, trust, judged), facts: factsOf(trust.policy, judged) };
  },
};

function findingsOf(
  { checkpointFile, stage, kind }: Context,
  { policy }: OpenedTrust,
  judged: PolicyResult,
): Finding[] {
  const invalid = judged.failed
    .filter((key) => policy.witnesses.some((witness) => witness.key === key))
    .map((key) =>
      failed('COSIGNATURE_INVALID', checkpointFile, { key: key.name, algorithm: algorithmOf(key.type) }),
    );
  const absent = PARTIES.filter((party) => !hasWitnessed(judged, party));
  // A receipt that does not claim to be sealed is not wrong when a party is missing, only early.
  if (kind === 'receipt' && stage !== 'sealed' && absent.length > 0) {
    return [...invalid, notChecked('NOT_YET', checkpointFile, { stage })];
  }
  const missing = absent.map((party) =>
    failed('COSIGNATURE_MISSING', checkpointFile, { party, missing: missingOf(policy, judged, party) }),
  );
  const quorum = judged.quorumMet
    ? []
    : [failed('QUORUM_NOT_MET', checkpointFile, { quorum: policy.quorum })];
  return [...invalid, ...missing, ...quorum];
}

/** The policy's group of this name is satisfied, or the one witness of this name is there. */
function hasWitnessed({ satisfied, witnessed }: PolicyResult, party: Party): boolean {
  return satisfied.includes(party) || witnessed.some(({ witness }) => witness.name === party);
}

function missingOf(policy: Policy, { missing }: PolicyResult, party: Party): string[] {
  const known = policy.groups.some(({ name }) => name === party);
  const own = known ? policyWitnesses(policy, party) : policy.witnesses.filter(({ name }) => name === party);
  return own.filter((witness) => missing.includes(witness)).map(({ name }) => name);
}

function factsOf(policy: Policy, judged: PolicyResult): Facts {
  const present = judged.witnessed.map(({ witness }) => witness);
  const of = (list: readonly PolicyWitness[], type: number) =>
    list.filter(({ key }) => key.type === type).map(({ name }) => name);
  return {
    parties: PARTIES.filter((party) => hasWitnessed(judged, party)),
    ed25519Expected: of(policy.witnesses, 4),
    ed25519Present: of(present, 4),
    ed25519Missing: of(judged.missing, 4),
    mlDsa44Expected: of(policy.witnesses, 6),
    mlDsa44Present: of(present, 6),
    mlDsa44Missing: of(judged.missing, 6),
    unknownSignatures: judged.unknown,
  };
}

function algorithmOf(type: number): string {
  return type === 6 ? 'ML-DSA-44' : 'Ed25519';
}
