/** Rounds in the making: cosignatures are verified, merged into the round's note and kept until the policy's quorum freezes it. */

import { hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { addSignatures, type NoteSignature, parseNote } from '../../core/note/note.ts';
import { verifyNote } from '../../core/note/verify.ts';
import { sameKey, type VerifierKey } from '../../core/note/vkey.ts';
import { PARTIES, type Party } from '../../core/party.ts';
import { evaluatePolicy, type Policy, type PolicyResult } from '../../core/tlog/policy.ts';
import { ServiceError } from '../errors.ts';
import { createMutex } from '../mutex.ts';
import type { EvidenceStore, PartyTime, RoundRow } from '../ports/evidence-store.ts';
import type { LogHead } from '../ports/log-store.ts';
import type { Clock } from '../ports/platform.ts';

export interface RoundBookDeps {
  readonly store: EvidenceStore;
  readonly origin: string;
  readonly crypto: Crypto;
  readonly policy: Policy;
  /** Keys of witnesses beyond the policy, whose cosignatures are kept too. */
  readonly others: readonly VerifierKey[];
  readonly clock: Clock;
}

export interface RoundBook {
  /** The round of this head: a new one, or the one that was begun before a restart. */
  open(head: LogHead): Promise<RoundRow>;
  /**
   * Adds what verifies of a cosigner's signatures.
   * @param expected keys of which at least one must have signed
   * @returns the round as it stands; undefined when it is gone or frozen
   * @throws ServiceError `PARTY_REFUSED` when none of the signatures is a valid one by an expected key
   */
  add(
    size: number,
    signatures: readonly NoteSignature[],
    expected: readonly VerifierKey[],
  ): Promise<RoundRow | undefined>;
  /** Freezes the round if the quorum is met. @returns the round as it stands */
  freeze(size: number): Promise<RoundRow | undefined>;
  /** Forgets rounds without quorum below `size`. */
  dropBelow(size: number): Promise<void>;
}

/** Calls must not overlap for the same round; the book takes them one at a time. */
export function createRoundBook(deps: RoundBookDeps): RoundBook {
  const alone = createMutex();
  const { store, origin } = deps;
  return {
    open: (head) => alone(() => open(deps, head)),
    add: (size, signatures, expected) => alone(() => add(deps, size, signatures, expected)),
    freeze: (size) => alone(() => freeze(deps, size)),
    dropBelow: (size) => alone(() => store.dropSuperseded(origin, size)),
  };
}

async function open({ store, origin }: RoundBookDeps, head: LogHead): Promise<RoundRow> {
  const known = await store.round(origin, head.size);
  if (known !== undefined) return known;
  const { size, checkpoint } = head;
  const round = { origin, size, root: hex(head.root), checkpoint, witnessed: [], confirmations: [] };
  await store.saveRound(round);
  return round;
}

/** The round, if it can still take signatures. */
async function openRound({ store, origin }: RoundBookDeps, size: number): Promise<RoundRow | undefined> {
  const round = await store.round(origin, size);
  return round?.quorumAt === undefined ? round : undefined;
}

async function add(
  deps: RoundBookDeps,
  size: number,
  signatures: readonly NoteSignature[],
  expected: readonly VerifierKey[],
): Promise<RoundRow | undefined> {
  const round = await openRound(deps, size);
  if (round === undefined) return undefined;
  const keys = distinct([...expected, ...deps.policy.witnesses.map(({ key }) => key), ...deps.others]);
  const { text } = parseNote(round.checkpoint);
  const { verified } = await verifyNote(deps.crypto, { text, signatures }, keys);
  if (!verified.some(({ key }) => expected.some((wanted) => sameKey(wanted, key)))) {
    throw new ServiceError('PARTY_REFUSED', 'none of the cosignatures is valid and by the key expected', {
      facts: { size, expected: expected.map(({ name }) => name) },
    });
  }
  const valid = signatures.filter((line) => verified.some(({ key }) => sameKey(key, line)));
  const checkpoint = addSignatures(round.checkpoint, valid);
  const result = await evaluatePolicy(deps.crypto, deps.policy, checkpoint);
  const grown = { ...round, checkpoint, witnessed: partyTimes(deps.policy, result) };
  await deps.store.saveRound(grown);
  return grown;
}

async function freeze(deps: RoundBookDeps, size: number): Promise<RoundRow | undefined> {
  const round = await deps.store.round(deps.origin, size);
  if (round === undefined || round.quorumAt !== undefined) return round;
  const { accepted } = await evaluatePolicy(deps.crypto, deps.policy, round.checkpoint);
  if (!accepted) return round;
  const frozen = { ...round, quorumAt: new Date(deps.clock.now()).toISOString() };
  await deps.store.saveRound(frozen);
  return frozen;
}

/** Parties whose group of the policy, or whose one witness, has signed; the time is that of the group's last cosignature. */
function partyTimes(policy: Policy, { satisfied, witnessed }: PolicyResult): PartyTime[] {
  return PARTIES.flatMap((party) => {
    const members = policy.groups.find(({ name }) => name === party)?.members ?? [party];
    const times = witnessed
      .filter(({ witness }) => members.includes(witness.name))
      .map(({ timestamp }) => timestamp);
    const done = satisfied.includes(party) || (members[0] === party && times.length > 0);
    return done ? [{ party, at: new Date(Math.max(...times) * 1000).toISOString() }] : [];
  });
}

/** Keys of the policy that speak for a party: its group's members, or the witness of its name. */
export function keysOfParty(policy: Policy, party: Party): VerifierKey[] {
  const members = policy.groups.find(({ name }) => name === party)?.members ?? [party];
  return policy.witnesses.filter(({ name }) => members.includes(name)).map(({ key }) => key);
}

function distinct(keys: readonly VerifierKey[]): VerifierKey[] {
  return keys.filter((key, i) => !keys.slice(0, i).some((other) => sameKey(other, key)));
}
