/**
 * The four statements that a party signs for the chain (docs/spec/anchor.md section 3), each as the EIP-712 digest that the contract computes too.
 * Shared vectors (test/vectors/chain) hold this file and `contracts/EvidenceAnchor.sol` together.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concat, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { PARTIES, type Party } from '../party.ts';
import { type Bytes32, bytes32, toHex } from './hex.ts';
import { signDigest } from './signature.ts';
import { addressWord, type ChainDomain, typedDataDigest, uintWord } from './typed-data.ts';

/** The chain address of each party. */
export type PartyAddresses = Readonly<Record<Party, string>>;

/** A log in a contract on a chain. */
export interface ChainLog extends ChainDomain {
  /** The contract's id of the log, see {@link logId}. */
  readonly log: Bytes32;
}

/** "The log's first `size` entries have this root." */
export interface Confirmation extends ChainLog {
  readonly size: number | bigint;
  readonly root: Bytes32;
}

/** "I saw something wrong with the log at this size", with the digest of the evidence kept. */
export interface Objection extends Confirmation {
  /** SHA-256 of the evidence that the party keeps. */
  readonly evidence: Bytes32;
  /** One of {@link OBJECTION_REASONS}. */
  readonly reason: number;
}

/** "I take part in this log, together with those two." */
export interface OpenLog extends ChainDomain {
  /** SHA-256 of the log's origin. */
  readonly originHash: Bytes32;
  readonly parties: PartyAddresses;
}

/** "This party's key is replaced by that one", signed by the other two and by the new key. */
export interface Rotation extends ChainLog {
  readonly party: Party;
  readonly replacement: string;
  /** Number of rotations that the log has seen before this one. */
  readonly nonce: number | bigint;
}

/** Why a party objects. Numbers are part of the format: never reused, only added to. */
export const OBJECTION_REASONS = {
  /** Two checkpoints of one size with different roots, both signed by the log. */
  fork: 1,
  /** A checkpoint that does not extend an earlier one. */
  inconsistent: 2,
  /** An entry that is not in canonical form, or was received before its predecessor in the log. */
  entry: 3,
  /** An entry whose statement is not signed by a registered certificate valid at its time. */
  statement: 4,
  /** An entry whose sequence number or link does not continue its stream. */
  stream: 5,
  /** A confirmation, of another party or under this party's name, that this party knows to be false. */
  confirmation: 6,
} as const;

export type ObjectionReason = keyof typeof OBJECTION_REASONS;

const CONFIRMATION = 'Confirmation(bytes32 log,uint64 size,bytes32 root)';
const OBJECTION = 'Objection(bytes32 log,uint64 size,bytes32 root,bytes32 evidence,uint8 reason)';
const OPEN_LOG = 'OpenLog(bytes32 originHash,address bank,address user,address commission)';
const ROTATION = 'Rotation(bytes32 log,uint8 party,address replacement,uint64 nonce)';

const partyWords = (parties: PartyAddresses) => PARTIES.map((party) => addressWord(parties[party], party));

/** The digest that a confirming party signs. @throws CoreError `RANGE`, `ENCODING` for fields out of form */
export function confirmationDigest(c: Confirmation): Uint8Array {
  return typedDataDigest(c, CONFIRMATION, [
    bytes32(c.log, 'log'),
    uintWord(c.size, 64),
    bytes32(c.root, 'root'),
  ]);
}

/** The digest that an objecting party signs. @throws CoreError `RANGE`, `ENCODING` */
export function objectionDigest(o: Objection): Uint8Array {
  return typedDataDigest(o, OBJECTION, [
    bytes32(o.log, 'log'),
    uintWord(o.size, 64),
    bytes32(o.root, 'root'),
    bytes32(o.evidence, 'evidence'),
    uintWord(o.reason, 8),
  ]);
}

/** The digest that each party signs to open a log. @throws CoreError `RANGE`, `ENCODING` */
export function openLogDigest(o: OpenLog): Uint8Array {
  return typedDataDigest(o, OPEN_LOG, [bytes32(o.originHash, 'originHash'), ...partyWords(o.parties)]);
}

/** The digest that the other two parties and the new key sign. @throws CoreError `RANGE`, `ENCODING` */
export function rotationDigest(r: Rotation): Uint8Array {
  return typedDataDigest(r, ROTATION, [
    bytes32(r.log, 'log'),
    uintWord(PARTIES.indexOf(r.party), 8),
    addressWord(r.replacement, 'replacement'),
    uintWord(r.nonce, 64),
  ]);
}

/** The signed confirmation, 65 bytes. @param privateKey 32 bytes @throws CoreError `RANGE`, `ENCODING` */
export function signConfirmation(privateKey: Uint8Array, confirmation: Confirmation): Uint8Array {
  return signDigest(privateKey, confirmationDigest(confirmation));
}

/** The signed objection, 65 bytes. @param privateKey 32 bytes @throws CoreError `RANGE`, `ENCODING` */
export function signObjection(privateKey: Uint8Array, objection: Objection): Uint8Array {
  return signDigest(privateKey, objectionDigest(objection));
}

/**
 * The contract's id of a log: keccak-256 of the ABI encoding of the origin's SHA-256 and the three addresses at the log's opening. Nobody but those
 * three can open a log under this id, and it stays when a key is replaced.
 *
 * @returns 0x-hex bytes32
 */
export function logId(c: Crypto, origin: string, parties: PartyAddresses): `0x${string}` {
  return toHex(keccak_256(concat(c.sha256(utf8(origin)), ...partyWords(parties))));
}
