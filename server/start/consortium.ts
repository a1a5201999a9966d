/**
 * The three parties of an embedded installation: their keys, the log opened on the chain with their consent, the policy and the trust data made of
 * their public halves. In production each party does its part on its own machine (docs/operations.md).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pki } from '../../certs/index.ts';
import type { PartyAddresses } from '../../core/chain/statements.ts';
import { parseJsonObject } from '../../core/json.ts';
import { parseVkey, type VerifierKey } from '../../core/note/vkey.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { formatPolicy } from '../../core/tlog/policy.ts';
import type { Trust, TrustSigner } from '../../core/verify/trust.ts';
import { type ChainConnection, connect } from '../adapters/chain-viem/client.ts';
import { deployEvidenceAnchor, openLog } from '../adapters/chain-viem/deploy.ts';
import { ServiceError } from '../errors.ts';
import { hasKeys, type NodeDescription } from '../node/keys.ts';
import { prepareNode, signOpenLog } from '../node/main.ts';
import type { ChainAddress } from '../ports/chain.ts';
import { writeFileSafely } from '../safe-file.ts';
import type { Home } from './home.ts';
import { pemOf, type TsaCertificates } from './tsa-certificates.ts';

export interface PartyNodeHome {
  readonly directory: string;
  readonly name: string;
  readonly keys: NodeDescription;
}

export type Consortium = Readonly<Record<Party, PartyNodeHome>>;

const each = <T>(make: (party: Party) => T): Readonly<Record<Party, T>> => ({
  bank: make('bank'),
  user: make('user'),
  commission: make('commission'),
});

const DESCRIPTION = 'description.json';

/**
 * The public half of a party's keys. Keys made here at first start may be moved to the party's own machine, where its node then runs
 * (docs/operations.md): the description that stays behind is all that the service needs.
 */
function describe(
  directory: string,
  owner: { readonly party: Party; readonly name: string },
): NodeDescription {
  const file = join(directory, DESCRIPTION);
  if (!hasKeys(directory) && existsSync(file)) return readDescription(file, owner);
  const keys = prepareNode(directory, owner);
  writeFileSafely(file, `${JSON.stringify(keys, null, 2)}\n`);
  return keys;
}

function readDescription(file: string, { party, name }: { readonly party: Party; readonly name: string }) {
  const found = parseJsonObject(readFileSync(file, 'utf8')) as unknown as NodeDescription;
  if (found.party === party && found.name === name) return found;
  throw new ServiceError('CONFIG_INVALID', `${file} does not describe the ${party} node ${name}`, {
    facts: { party, name },
  });
}

/** A party that serves several logs brings its description, and with it the name that it has. */
function describedName(directory: string): string | undefined {
  const file = join(directory, DESCRIPTION);
  if (!existsSync(file)) return undefined;
  const { name } = parseJsonObject(readFileSync(file, 'utf8'));
  return typeof name === 'string' ? name : undefined;
}

/** Makes the keys of the three nodes at first start, and reads their public halves. @param origin of the log, whose host names new nodes */
export function prepareConsortium(home: Home, origin: string): Consortium {
  const host = origin.split('/')[0]!;
  return each((party) => {
    const directory = home.node(party);
    const name = describedName(directory) ?? `${party}.${host}`;
    return { directory, name, keys: describe(directory, { party, name }) };
  });
}

/** @throws ServiceError `KEY_UNAVAILABLE` when the party's keys are elsewhere: only their holder can consent */
function consentOf(
  { directory, name }: PartyNodeHome,
  party: Party,
  opening: Parameters<typeof signOpenLog>[2],
): string {
  if (hasKeys(directory)) return signOpenLog(directory, { party, name }, opening);
  throw new ServiceError(
    'KEY_UNAVAILABLE',
    `the ${party} must consent to the log on this chain, and its keys are not here`,
    {
      facts: { party, contract: opening.contract },
      remedy: 'Open the log on the chain while the keys of all three parties are at hand.',
    },
  );
}

/**
 * Deploys the contract, unless one is named, and opens the log in it, unless it stands open.
 * @throws ServiceError as `AnchorChain` does
 */
export async function openOnChain(
  connection: ChainConnection,
  origin: string,
  consortium: Consortium,
  existing: string | undefined,
): Promise<ChainAddress> {
  const contract = existing ?? (await deployEvidenceAnchor(connection)).contract;
  const chainId = await connect(connection).getChainId();
  const parties: PartyAddresses = each((party) => consortium[party].keys.chainAddress);
  const signatures = each((party) =>
    consentOf(consortium[party], party, { chainId, contract, origin, parties }),
  );
  return openLog(connection, { contract, origin, parties, signatures });
}

const SUFFIX: Readonly<Record<number, string>> = { 4: 'ed25519', 6: 'mldsa44' };

/** A party stands behind a checkpoint when both of its mirror's cosignatures do; the quorum is all three (docs/decisions/0004). */
export function policyOf(logKey: VerifierKey, consortium: Consortium): string {
  const witnesses = each((party) =>
    consortium[party].keys.mirror
      .map(parseVkey)
      .map((key) => ({ name: `${party}-${SUFFIX[key.type]}`, key })),
  );
  const groups = PARTIES.map((party) => {
    const members = witnesses[party].map(({ name }) => name);
    return { name: party, threshold: members.length, members };
  });
  return formatPolicy({
    logs: [{ key: logKey }],
    witnesses: PARTIES.flatMap((party) => witnesses[party]),
    groups: [...groups, { name: 'parties', threshold: PARTIES.length, members: [...PARTIES] }],
    quorum: 'parties',
  });
}

const ORGANISATION_OF = {
  bank: 'bank-filing',
  user: 'user-filing',
  commission: 'commission-filing',
} as const;

function signersOf(pki: Pki): TrustSigner[] {
  return Object.values(pki.identities)
    .filter(({ profile }) => profile === 'filerStatement' || profile === 'serviceStatement')
    .map(({ organisation, profile, certificatePem }) => ({
      organisation,
      use: profile === 'serviceStatement' ? 'service' : 'filer',
      certificate: certificatePem,
    }));
}

export interface TrustParts {
  readonly origin: string;
  readonly policy: string;
  readonly consortium: Consortium;
  readonly chain: ChainAddress;
  readonly pki: Pki;
  /** Of an outside TSA; empty for the embedded one. */
  readonly tsa: TsaCertificates;
}

export function trustOf({ origin, policy, consortium, chain, pki, tsa }: TrustParts): Trust {
  const root = pki.root.certificatePem;
  return {
    version: 1,
    origin,
    policy,
    parties: PARTIES.map((party) => ({
      party,
      name: pki.identities[ORGANISATION_OF[party]].organisation,
      headKey: consortium[party].keys.heads,
      chainAddresses: [{ address: consortium[party].keys.chainAddress, from: null, to: null }],
    })),
    chain: { ...chain },
    anchors: [root],
    intermediates: [
      ...Object.values(pki.authorities).map(({ certificatePem }) => certificatePem),
      ...tsa.intermediates.map(pemOf),
    ],
    signers: signersOf(pki),
    timestampAnchors: tsa.anchors.length > 0 ? tsa.anchors.map(pemOf) : [root],
    crls: pki.crlPems,
  };
}
