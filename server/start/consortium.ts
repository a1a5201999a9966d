/**
 * The three parties of an embedded installation: their keys, the log opened on the chain with their consent, the policy and the trust data made of
 * their public halves. In production each party does its part on its own machine (docs/operations.md).
 */
import type { Pki } from '../../certs/index.ts';
import { utf8 } from '../../core/bytes.ts';
import { toHex } from '../../core/chain/hex.ts';
import { signDigest } from '../../core/chain/signature.ts';
import { openLogDigest, type PartyAddresses } from '../../core/chain/statements.ts';
import type { Crypto } from '../../core/crypto.ts';
import { parseVkey, type VerifierKey } from '../../core/note/vkey.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatPolicy, type PolicyWitness } from '../../core/tlog/policy.ts';
import type { Trust, TrustSigner } from '../../core/verify/trust.ts';
import { type ChainConnection, connect } from '../adapters/chain-viem/client.ts';
import { deployEvidenceAnchor, openLog } from '../adapters/chain-viem/deploy.ts';
import { type NodeKeys, publicKeys } from '../node/keys.ts';
import type { ChainAddress } from '../ports/chain.ts';

export type Parties = Readonly<Record<Party, NodeKeys>>;

const addresses = (parties: Parties): PartyAddresses => ({
  bank: parties.bank.chainAddress,
  user: parties.user.chainAddress,
  commission: parties.commission.chainAddress,
});

/**
 * Deploys the contract, unless one is named, and opens the log in it, unless it stands open.
 * @throws ServiceError as `AnchorChain` does
 */
export async function openOnChain(
  connection: ChainConnection,
  origin: string,
  parties: Parties,
  crypto: Crypto,
  contract: string | undefined,
): Promise<ChainAddress> {
  const deployed = contract ?? (await deployEvidenceAnchor(connection)).contract;
  const opening = {
    chainId: await connect(connection).getChainId(),
    contract: deployed,
    originHash: toHex(crypto.sha256(utf8(origin))),
    parties: addresses(parties),
  };
  const consent = (party: Party) => toHex(signDigest(parties[party].chain, openLogDigest(opening)));
  const signatures = { bank: consent('bank'), user: consent('user'), commission: consent('commission') };
  return openLog(connection, { contract: deployed, origin, parties: opening.parties, signatures });
}

const SUFFIX = { 4: 'ed25519', 6: 'mldsa44' } as const;

/** A party stands behind a checkpoint when both of its mirror's cosignatures do; the quorum is all three (docs/decisions/0004). */
export function policyOf(crypto: Crypto, logKey: VerifierKey, parties: Parties): string {
  const witnesses: (PolicyWitness & { party: Party })[] = PARTIES.flatMap((party) =>
    publicKeys(parties[party]).mirror.map((vkey) => {
      const key = parseVkey(vkey);
      return { name: `${party}-${SUFFIX[key.type as 4 | 6]}`, key, party };
    }),
  );
  const groups = PARTIES.map((party) => {
    const members = witnesses.filter((witness) => witness.party === party).map(({ name }) => name);
    return { name: party, threshold: members.length, members };
  });
  return formatPolicy({
    logs: [{ key: logKey }],
    witnesses: witnesses.map(({ name, key }) => ({ name, key })),
    groups: [...groups, { name: 'parties', threshold: PARTIES.length, members: [...PARTIES] }],
    quorum: 'parties',
  });
}

const ORGANISATION_OF: Readonly<Record<Party, 'bank-filing' | 'user-filing' | 'commission-filing'>> = {
  bank: 'bank-filing',
  user: 'user-filing',
  commission: 'commission-filing',
};

function signersOf(pki: Pki): TrustSigner[] {
  return Object.values(pki.identities)
    .filter(({ profile }) => profile === 'filerStatement' || profile === 'serviceStatement')
    .map(({ organisation, profile, certificatePem }) => ({
      organisation,
      use: profile === 'serviceStatement' ? 'service' : 'filer',
      certificate: certificatePem,
    }));
}

/** @param timestampAnchors roots of an outside TSA, PEM; none for the embedded one */
export function trustOf(
  origin: string,
  policy: string,
  parties: Parties,
  chain: ChainAddress,
  pki: Pki,
  timestampAnchors: readonly string[],
): Trust {
  const root = pki.root.certificatePem;
  return {
    version: 1,
    origin,
    policy,
    parties: PARTIES.map((party) => ({
      party,
      name: pki.identities[ORGANISATION_OF[party]].organisation,
      headKey: publicKeys(parties[party]).heads,
      chainAddresses: [{ address: parties[party].chainAddress, from: null, to: null }],
    })),
    chain: { ...chain },
    anchors: [root],
    intermediates: Object.values(pki.authorities).map(({ certificatePem }) => certificatePem),
    signers: signersOf(pki),
    timestampAnchors: timestampAnchors.length > 0 ? timestampAnchors : [root],
    crls: pki.crlPems,
  };
}
