/**
 * Trust as plain data: everything that a verifier takes on faith, in one file (docs/spec/trust.md). Whoever holds a copy that came from a party
 * they trust needs nobody's server. A package carries the snapshot of its day; its fingerprint is what the parties publish.
 */
import { hex, utf8Decode } from '../bytes.ts';
import { canonicalBytes } from '../canon.ts';
import { isAddress } from '../chain/address.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, type JsonObject, parseJsonObject, sameJson } from '../json.ts';
import { isParty, PARTIES, type Party } from '../party.ts';

/** A key's time of duty: RFC 3339 UTC with milliseconds; null means open. `to` is the first moment at which it no longer holds. */
export interface Validity {
  readonly from: string | null;
  readonly to: string | null;
}

export interface TrustAddress extends Validity {
  /** EIP-55. */
  readonly address: string;
  /** Why it ended; one of END_REASONS. */
  readonly reason?: EndReason | null;
}

export interface TrustParty {
  readonly party: Party;
  /** Name of the organisation behind the party. */
  readonly name: string;
  /** vkey of the signed-note key for stream heads. */
  readonly headKey: string;
  /** Chain keys past and present. */
  readonly chainAddresses: readonly TrustAddress[];
}

export interface TrustChain {
  readonly chainId: number;
  /** EIP-55 address. */
  readonly contract: string;
  /** 0x and 64 lower-case hex digits. */
  readonly log: string;
}

/** Who may sign statements: the filing system itself, or the service on behalf of the organisation. */
export type SignerUse = 'filer' | 'service';

export interface TrustSigner {
  readonly organisation: string;
  readonly use: SignerUse;
  /** PEM certificate. */
  readonly certificate: string;
  /** First moment at which it was registered; absent or null: as long as the certificate itself holds. */
  readonly from?: string | null;
  /** First moment at which it no longer holds; what the log received before that stands. */
  readonly to?: string | null;
  /** Why it ended; one of END_REASONS. */
  readonly reason?: EndReason | null;
}

/** Why a key came to its end, in the words of RFC 5280 section 5.3.1. */
export const END_REASONS = [
  'unspecified',
  'superseded',
  'key-compromise',
  'cessation-of-operation',
  'affiliation-changed',
  'privilege-withdrawn',
] as const;
export type EndReason = (typeof END_REASONS)[number];

export interface Trust {
  readonly version: 1;
  readonly origin: string;
  /** C2SP tlog-policy text. Each party is a group that has its name. */
  readonly policy: string;
  /** In the order of `PARTIES`. */
  readonly parties: readonly TrustParty[];
  /** Null for an installation that has no chain. */
  readonly chain: TrustChain | null;
  /** PEM: roots under which statement signers stand. */
  readonly anchors: readonly string[];
  /** PEM: authorities between the roots and the signers. */
  readonly intermediates: readonly string[];
  readonly signers: readonly TrustSigner[];
  /** PEM: roots under which the timestamp authorities stand. */
  readonly timestampAnchors: readonly string[];
  /** PEM certificate revocation lists. */
  readonly crls: readonly string[];
}

const WORD = /^0x[0-9a-f]{64}$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MAX_LIST = 1024;

/** Canonical JSON. @throws CoreError `FORMAT` */
export function encodeTrust(trust: Trust): Uint8Array {
  return canonicalBytes(trustFromJson(trust as unknown as JsonObject) as unknown as Json);
}

/** Reads trust data in any JSON spelling, since people copy and paste it. @throws CoreError `FORMAT`, `JSON` or `ENCODING` */
export function parseTrust(bytes: Uint8Array): Trust {
  return trustFromJson(parseJsonObject(utf8Decode(bytes, 'trust data')));
}

/** SHA-256 of the canonical form, hex: what the parties publish, and what two people compare by telephone. */
export function trustFingerprint(c: Crypto, trust: Trust): string {
  return hex(c.sha256(encodeTrust(trust)));
}

/** Whether two have one fingerprint, told without digests. */
export function sameTrust(a: Trust, b: Trust): boolean {
  return sameJson(a as unknown as Json, b as unknown as Json);
}

/** @throws CoreError `FORMAT` */
export function trustFromJson(json: JsonObject): Trust {
  if (json.version !== 1) throw bad('has version 1');
  const trust: Trust = {
    version: 1,
    origin: text(json.origin, 'origin'),
    policy: text(json.policy, 'policy'),
    parties: list(json.parties, 'parties').map(party),
    chain: json.chain === null ? null : chain(object(json.chain, 'chain')),
    anchors: texts(json.anchors, 'anchors'),
    intermediates: texts(json.intermediates, 'intermediates'),
    signers: list(json.signers, 'signers').map(signer),
    timestampAnchors: texts(json.timestampAnchors, 'timestampAnchors'),
    crls: texts(json.crls, 'crls'),
  };
  if (trust.parties.map((one) => one.party).join() !== PARTIES.join()) {
    throw bad(`names the parties ${PARTIES.join(', ')}, in this order`);
  }
  if (!sameJson(json, trust as unknown as Json)) {
    throw bad('has no members but those of this version');
  }
  return trust;
}

function party(value: Json): TrustParty {
  const json = object(value, 'parties[]');
  if (!isParty(json.party)) throw bad('names known parties');
  return {
    party: json.party,
    name: text(json.name, 'parties[].name'),
    headKey: text(json.headKey, 'parties[].headKey'),
    chainAddresses: list(json.chainAddresses, 'parties[].chainAddresses').map((one) => {
      const entry = object(one, 'parties[].chainAddresses[]');
      return {
        address: addressOf(entry.address, 'parties[].chainAddresses[].address'),
        from: moment(entry.from, 'parties[].chainAddresses[].from'),
        to: moment(entry.to, 'parties[].chainAddresses[].to'),
        ...(entry.reason !== undefined && {
          reason: endReason(entry.reason, 'parties[].chainAddresses[].reason'),
        }),
      };
    }),
  };
}

function chain(json: JsonObject): TrustChain {
  const chainId = json.chainId as number;
  if (!Number.isSafeInteger(chainId) || chainId < 1) throw bad('has a whole chain.chainId from 1');
  return {
    chainId,
    contract: addressOf(json.contract, 'chain.contract'),
    log: match(WORD, json.log, 'chain.log'),
  };
}

function signer(value: Json): TrustSigner {
  const json = object(value, 'signers[]');
  if (json.use !== 'filer' && json.use !== 'service') throw bad('has signers of use "filer" or "service"');
  return {
    organisation: text(json.organisation, 'signers[].organisation'),
    use: json.use,
    certificate: text(json.certificate, 'signers[].certificate'),
    ...(json.from !== undefined && { from: moment(json.from, 'signers[].from') }),
    ...(json.to !== undefined && { to: moment(json.to, 'signers[].to') }),
    ...(json.reason !== undefined && { reason: endReason(json.reason, 'signers[].reason') }),
  };
}

function endReason(value: Json, name: string): EndReason | null {
  if (value === null || END_REASONS.includes(value as EndReason)) return value as EndReason | null;
  throw bad(`has null or one of ${END_REASONS.join(', ')} as ${name}`);
}

function object(value: Json | undefined, name: string): JsonObject {
  if (!isObject(value)) throw bad(`has an object ${name}`);
  return value;
}

function list(value: Json | undefined, name: string): readonly Json[] {
  if (!Array.isArray(value) || value.length > MAX_LIST)
    throw bad(`has a list ${name} of at most ${MAX_LIST}`);
  return value;
}

function texts(value: Json | undefined, name: string): readonly string[] {
  return list(value, name).map((one) => text(one, `${name}[]`));
}

function text(value: Json | undefined, name: string): string {
  if (typeof value !== 'string' || value === '') throw bad(`has a text ${name}`);
  return value;
}

function match(pattern: RegExp, value: Json | undefined, name: string): string {
  if (typeof value !== 'string' || !pattern.test(value)) throw bad(`has lower-case hexadecimal ${name}`);
  return value;
}

function addressOf(value: Json | undefined, name: string): string {
  if (typeof value !== 'string' || !isAddress(value)) throw bad(`has an EIP-55 address as ${name}`);
  return value;
}

function moment(value: Json | undefined, name: string): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !UTC_TIME.test(value)) throw bad(`has a UTC time or null as ${name}`);
  return value;
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `trust data ${rule}`);
}
