import { toHex } from '../../chain/hex.ts';
import { recoverSigner } from '../../chain/signature.ts';
import { confirmationDigest } from '../../chain/statements.ts';
import type { SealFile } from '../../package/chain-seal.ts';
import { PARTIES, type Party } from '../../party.ts';
import type { Check } from '../check.ts';
import { dependsOn, failed, malformedFinding, notChecked } from '../check.ts';
import type { Context } from '../context.ts';
import { openedValue } from '../opened.ts';
import type { OpenedTrust } from '../opened-trust.ts';
import type { Finding } from '../report.ts';
import type { TrustChain, Validity } from '../trust.ts';

/**
 * Each party signed, with its own chain key, that the log has this root at this size. The signers are recovered from the signatures; the names beside
 * them prove nothing.
 */
export const chainConfirmations: Check = {
  id: 'chain-confirmations',
  group: 'origin',
  title: { en: 'Confirmations for the chain', zh: '三方链上确认' },
  spec: 'EIP-712; docs/spec/anchor.md sections 3 and 4',
  weighs: true,
  passed: {
    en: 'All three parties confirmed the checkpoint for the chain: {signed}.',
    zh: '三方均已对该检查点作出链上确认：{signed}。',
  },
  async run(context) {
    const { sealFile, stage } = context;
    const seal = openedValue(context.seal);
    if (seal === undefined) {
      const early =
        stage === 'sealed'
          ? notChecked('NOT_IN_PACKAGE', sealFile)
          : notChecked('NOT_YET', sealFile, { stage });
      const malformed = malformedFinding(context.seal, 'SEAL_FORMAT', sealFile);
      return { findings: malformed.length > 0 ? malformed : [early], facts: {} };
    }
    const trust = openedValue(context.trust);
    if (trust === undefined) return { findings: [dependsOn('trust-source', sealFile)], facts: {} };
    const { chain } = trust.trust;
    if (chain === null) return { findings: [notChecked('NOT_GIVEN', 'chain of the trust data')], facts: {} };
    return compare(context, seal, trust, chain, await witnessedAt(context));
  },
};

/** When the checkpoint was last witnessed: the time at which a chain key must have been on duty. */
async function witnessedAt({ policyResult }: Context): Promise<number | undefined> {
  const times = (await policyResult())?.witnessed.map(({ timestamp }) => timestamp * 1000) ?? [];
  return times.length === 0 ? undefined : Math.max(...times);
}

function compare(
  context: Context,
  seal: SealFile,
  { trust }: OpenedTrust,
  chain: TrustChain,
  at: number | undefined,
) {
  const checkpoint = openedValue(context.checkpoint)?.checkpoint;
  const addresses = new Map(
    trust.parties.map(({ party, chainAddresses }): [Party, string[]] => [
      party,
      chainAddresses.filter((one) => isOnDuty(one, at)).map(({ address }) => address),
    ]),
  );
  const expected = PARTIES.map((party) => `${party} ${addresses.get(party)?.join(' or ') ?? ''}`);
  if (checkpoint === undefined) {
    return { findings: [dependsOn('checkpoint', context.checkpointFile)], facts: { expected } };
  }
  const size = checkpoint.size;
  const root = toHex(checkpoint.root);
  const digest = confirmationDigest({ ...chain, size, root });
  const confirmed = PARTIES.map((party) =>
    confirmationOf(context.sealFile, seal, party, digest, addresses.get(party) ?? []),
  );
  const findings = [
    ...sealFindings(context.sealFile, seal, { ...chain, size, root }),
    ...confirmed.flatMap((one) => one.findings),
  ];
  return { findings, facts: { expected, signed: confirmed.flatMap(({ signed }) => signed ?? []) } };
}

function isOnDuty({ from, to }: Validity, at: number | undefined): boolean {
  if (at === undefined) return true;
  return (from === null || Date.parse(from) <= at) && (to === null || at < Date.parse(to));
}

/** The file's own words must agree with checkpoint and trust data; the signatures are checked against the latter two alone. */
function sealFindings(
  file: string,
  seal: SealFile,
  expected: TrustChain & { size: number; root: string },
): Finding[] {
  return (['chainId', 'contract', 'log', 'size', 'root'] as const)
    .filter((name) => seal[name] !== expected[name])
    .map((what) => failed('SEAL_DIFFERS', file, { what, expected: expected[what], found: seal[what] }));
}

function confirmationOf(
  file: string,
  seal: SealFile,
  party: Party,
  digest: Uint8Array,
  expected: readonly string[],
): { findings: Finding[]; signed?: string } {
  const confirmation = seal.confirmations.find((one) => one.party === party);
  if (confirmation === undefined) return { findings: [failed('CONFIRMATION_MISSING', file, { party })] };
  const found = recoverSigner(digest, confirmation.signature);
  if (found === undefined) return { findings: [failed('CONFIRMATION_INVALID', file, { party })] };
  if (!expected.includes(found) || confirmation.signer !== found) {
    const facts = { party, expected, found, named: confirmation.signer };
    return { findings: [failed('CONFIRMATION_SIGNER', file, facts)] };
  }
  return { findings: [], signed: `${party} ${found}` };
}
