/**
 * A party's own keys: two cosigner identities (witness and mirror, each Ed25519 and ML-DSA-44, because an Ed25519 cosignature does not name
 * its cosigner), the key of the stream heads, and the chain key. Made at first start, kept in one file of the node's directory, mode 0600.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hex, hexDecode } from '../../core/bytes.ts';
import { addressOfPrivateKey } from '../../core/chain/address.ts';
import type { Crypto } from '../../core/crypto.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../core/json.ts';
import {
  createEd25519Cosigner,
  createEd25519Signer,
  createMlDsa44Cosigner,
  type NoteSigner,
} from '../../core/note/sign.ts';
import { formatVkey } from '../../core/note/vkey.ts';
import { isParty, type Party } from '../../core/party.ts';
import { ServiceError } from '../errors.ts';
import { writeFileSafely } from '../safe-file.ts';

const FILE = 'keys.json';
const SEED_BYTES = 32;
const SEEDS = [
  'witnessEd25519',
  'witnessMlDsa44',
  'mirrorEd25519',
  'mirrorMlDsa44',
  'heads',
  'chain',
] as const;

type Seeds = Readonly<Record<(typeof SEEDS)[number], Uint8Array>>;

interface KeyFile {
  readonly party: Party;
  readonly name: string;
  readonly seeds: Seeds;
}

export interface NodeKeys {
  readonly party: Party;
  readonly name: string;
  /** `<name>/witness`: says that the log only grew. */
  readonly witness: readonly NoteSigner[];
  /** `<name>/mirror`: says in addition that this party holds and has audited every entry. */
  readonly mirror: readonly NoteSigner[];
  /** `<name>/heads`: signs stream heads. */
  readonly heads: NoteSigner;
  /** secp256k1, 32 bytes. */
  readonly chain: Uint8Array;
  /** EIP-55. */
  readonly chainAddress: string;
}

/** The public half of a node's keys, from which policies and trust data are made. Keys of notes are vkeys (C2SP signed-note). */
export interface NodeDescription {
  readonly party: Party;
  readonly name: string;
  readonly witness: readonly string[];
  readonly mirror: readonly string[];
  readonly heads: string;
  readonly chainAddress: string;
}

/**
 * Reads the keys of a directory, and makes them when it has none.
 * @param random cryptographically strong bytes
 * @throws ServiceError `KEY_UNAVAILABLE` when the file cannot be read, `CONFIG_INVALID` when it belongs to another party or name
 */
export function openKeys(
  c: Crypto,
  directory: string,
  owner: { readonly party: Party; readonly name: string },
  random: (length: number) => Uint8Array,
): NodeKeys {
  const path = join(directory, FILE);
  if (!existsSync(path)) create(directory, owner, random);
  const file = read(path);
  if (file.party !== owner.party || file.name !== owner.name) {
    throw new ServiceError('CONFIG_INVALID', `${path} holds the keys of ${file.party} (${file.name})`, {
      facts: { party: owner.party, name: owner.name },
      remedy: 'Names stand in every signature: give each party node a directory of its own.',
    });
  }
  return signersOf(c, file, random);
}

export function hasKeys(directory: string): boolean {
  return existsSync(join(directory, FILE));
}

/** @throws ServiceError `KEY_UNAVAILABLE` when the directory has no keys yet */
export function describeKeys(c: Crypto, directory: string): NodeDescription {
  return publicKeys(signersOf(c, read(join(directory, FILE)), undefined));
}

export function publicKeys(keys: NodeKeys): NodeDescription {
  return {
    party: keys.party,
    name: keys.name,
    witness: keys.witness.map(({ key }) => formatVkey(key)),
    mirror: keys.mirror.map(({ key }) => formatVkey(key)),
    heads: formatVkey(keys.heads.key),
    chainAddress: keys.chainAddress,
  };
}

function signersOf(
  c: Crypto,
  { party, name, seeds }: KeyFile,
  random: ((length: number) => Uint8Array) | undefined,
): NodeKeys {
  const cosigners = (identity: string, ed25519: Uint8Array, mlDsa44: Uint8Array) => [
    createEd25519Cosigner(c, identity, ed25519),
    createMlDsa44Cosigner(c, identity, mlDsa44, random),
  ];
  return {
    party,
    name,
    witness: cosigners(`${name}/witness`, seeds.witnessEd25519, seeds.witnessMlDsa44),
    mirror: cosigners(`${name}/mirror`, seeds.mirrorEd25519, seeds.mirrorMlDsa44),
    heads: createEd25519Signer(c, `${name}/heads`, seeds.heads),
    chain: seeds.chain,
    chainAddress: addressOfPrivateKey(seeds.chain),
  };
}

/** In one file, so that a crash leaves all keys or none. */
function create(
  directory: string,
  owner: { readonly party: Party; readonly name: string },
  random: (length: number) => Uint8Array,
): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const seeds = Object.fromEntries(SEEDS.map((seed) => [seed, hex(random(SEED_BYTES))]));
  const keys = { version: 1, party: owner.party, name: owner.name, ...seeds };
  writeFileSafely(join(directory, FILE), `${JSON.stringify(keys, null, 2)}\n`);
}

function read(path: string): KeyFile {
  let json: JsonObject;
  try {
    json = parseJsonObject(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw unreadable(path, 'it cannot be read', cause);
  }
  const { version, party, name } = json;
  if (version !== 1 || !isParty(party) || typeof name !== 'string') {
    throw unreadable(path, 'it is not a key file of version 1');
  }
  return {
    party,
    name,
    seeds: Object.fromEntries(SEEDS.map((seed) => [seed, seedOf(path, json, seed)])) as Seeds,
  };
}

function seedOf(path: string, json: JsonObject, name: string): Uint8Array {
  const value = isObject(json) ? json[name] : undefined;
  if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
    throw unreadable(path, `${name} is not ${SEED_BYTES} bytes of lower-case hexadecimal`);
  }
  return hexDecode(value);
}

function unreadable(path: string, why: string, cause?: unknown): ServiceError {
  return new ServiceError('KEY_UNAVAILABLE', `the key file ${path} is unusable: ${why}`, {
    remedy: 'Restore it from its backup: cosignatures and confirmations are bound to these keys.',
    cause,
  });
}
