/** `proof/chain/seal.json`: the parties' signed confirmations, and where the chain sealed them (docs/spec/package.md section 6). */
import { equal, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import { isAddress } from '../chain/address.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, type JsonObject, parseJsonObject } from '../json.ts';
import { isParty, PARTIES, type Party } from '../party.ts';

export interface SealConfirmation {
  readonly party: Party;
  /** EIP-55 address: who is said to have signed. */
  readonly signer: string;
  /** 0x and 130 hex digits: the signature over the EIP-712 confirmation (docs/spec/anchor.md). */
  readonly signature: string;
}

/** Facts of the block, to be looked up on the chain; nothing in them is proven by the package. */
export interface SealTransaction {
  readonly hash: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  /** RFC 3339 UTC time, as the chain says it. */
  readonly blockTime: string;
}

export interface SealFile {
  readonly version: 1;
  readonly chainId: number;
  /** EIP-55 address. */
  readonly contract: string;
  /** 0x and 64 hex digits: the contract's id of the log. */
  readonly log: string;
  readonly size: number;
  /** 0x and 64 hex digits. */
  readonly root: string;
  readonly confirmations: readonly SealConfirmation[];
  readonly transaction: SealTransaction | null;
}

const WORD = /^0x[0-9a-f]{64}$/;
const SIGNATURE = /^0x[0-9a-f]{130}$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Canonical JSON. @throws CoreError `FORMAT` */
export function encodeSeal(seal: SealFile): Uint8Array {
  check(seal);
  return canonicalBytes(seal as unknown as Json);
}

/** Accepts what `encodeSeal` writes and nothing else. @throws CoreError `FORMAT`, `JSON` or `ENCODING` */
export function parseSeal(bytes: Uint8Array): SealFile {
  return sealFromJson(parseJsonObject(utf8Decode(bytes, 'seal.json')), bytes);
}

/** @param bytes when given, the canonical form that the value must have. @throws CoreError `FORMAT` */
export function sealFromJson(json: JsonObject, bytes?: Uint8Array): SealFile {
  const seal: SealFile = {
    version: json.version as 1,
    chainId: json.chainId as number,
    contract: json.contract as string,
    log: json.log as string,
    size: json.size as number,
    root: json.root as string,
    confirmations: list(json.confirmations).map(confirmation),
    transaction: isObject(json.transaction) ? transaction(json.transaction) : null,
  };
  const canonical = encodeSeal(seal);
  if (!equal(canonical, bytes ?? canonicalBytes(json))) {
    throw bad('is not in canonical form, or has a member that this version does not know');
  }
  return seal;
}

function confirmation(value: Json): SealConfirmation {
  if (!isObject(value)) throw bad('has confirmations that are objects');
  return {
    party: value.party as Party,
    signer: value.signer as string,
    signature: value.signature as string,
  };
}

function transaction(value: JsonObject): SealTransaction {
  return {
    hash: value.hash as string,
    blockNumber: value.blockNumber as number,
    blockHash: value.blockHash as string,
    blockTime: value.blockTime as string,
  };
}

function check(seal: SealFile): void {
  if (seal.version !== 1) throw bad('has version 1');
  for (const name of ['chainId', 'size'] as const) {
    if (!Number.isSafeInteger(seal[name]) || seal[name] < 1)
      throw bad(`has a whole number from 1 as ${name}`);
  }
  address(seal.contract, 'contract');
  match(WORD, seal.log, 'log');
  match(WORD, seal.root, 'root');
  const parties = seal.confirmations.map(({ party }) => party);
  if (parties.some((party) => !isParty(party)) || new Set(parties).size !== parties.length) {
    throw bad(`has at most one confirmation for each of ${PARTIES.join(', ')}`);
  }
  for (const { signer, signature } of seal.confirmations) {
    address(signer, 'confirmations[].signer');
    match(SIGNATURE, signature, 'confirmations[].signature');
  }
  if (seal.transaction !== null) checkTransaction(seal.transaction);
}

function checkTransaction({ hash, blockHash, blockNumber, blockTime }: SealTransaction): void {
  match(WORD, hash, 'transaction.hash');
  match(WORD, blockHash, 'transaction.blockHash');
  match(UTC_TIME, blockTime, 'transaction.blockTime');
  if (!Number.isSafeInteger(blockNumber) || blockNumber < 0) throw bad('has a whole number as block number');
}

function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value) || value.length > 16) throw bad('has a list of confirmations');
  return value;
}

function match(pattern: RegExp, value: unknown, name: string): void {
  if (typeof value !== 'string' || !pattern.test(value))
    throw bad(`has a lower-case hexadecimal or UTC ${name}`);
}

function address(value: unknown, name: string): void {
  if (typeof value !== 'string' || !isAddress(value)) throw bad(`has an EIP-55 address as ${name}`);
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `seal.json ${rule}`);
}
