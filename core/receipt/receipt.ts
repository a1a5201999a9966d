/**
 * The receipt: what a filer, and above all the borrower, keeps of one filing (docs/spec/receipt.md). It proves the item without the package,
 * also one that a later package leaves out.
 */
import { base64, base64Decode, base64url, base64urlDecode, utf8, utf8Decode } from '../bytes.ts';
import { canonicalText } from '../canon.ts';
import { isReceivedTime } from '../entry/entry.ts';
import { CoreError } from '../error.ts';
import { isObject, type Json, type JsonObject, parseJsonObject } from '../json.ts';
import { type SealFile, sealFromJson } from '../package/chain-seal.ts';
import { MAX_RENEWALS } from '../package/layout.ts';
import { isParty, type Party } from '../party.ts';

/** How far an item has come. Grows with time; ask for the receipt again to get the stronger one. */
export type ReceiptStage = 'logged' | 'witnessed' | 'sealed';

/** The service's own account of the stages, for display; what counts is the proof. Times are RFC 3339 UTC with milliseconds. */
export interface ReceiptState {
  readonly stage: ReceiptStage;
  readonly loggedAt: string;
  /** Parties whose cosignature the proof carries, with the time of each. */
  readonly witnessed: readonly { readonly party: Party; readonly at: string }[];
  readonly timestampedAt: string | null;
  readonly sealedAt: string | null;
}

export interface ReceiptRenewal {
  /** DER TimeStampResp. */
  readonly timestamp: Uint8Array;
  /** What the token stamps, when it renews the digests as well; null when it stamps the token before it. */
  readonly hashes: Uint8Array | null;
}

export interface Receipt {
  readonly version: 1;
  /** Id of the item at the service. */
  readonly id: string;
  readonly origin: string;
  readonly state: ReceiptState;
  /** The log entry's canonical bytes. */
  readonly entry: Uint8Array;
  /** SD-JWT with the disclosures that the holder may see; null when only the statement is shown. */
  readonly record: string | null;
  /** Blinding value of the loan's stream, 32 bytes; null when it is not shown. */
  readonly blind: Uint8Array | null;
  /** `.tlog-proof` text. */
  readonly proof: string;
  /** DER TimeStampResp over the proof's checkpoint; null before it was stamped. */
  readonly timestamp: Uint8Array | null;
  /** Tokens that keep the timestamp alive, each over the one before it; left out while none was needed. */
  readonly renewals?: readonly ReceiptRenewal[];
  /** Digests of the item in the hash-tree renewal (`core/tsp/hash-renewal.ts`), where there is one. */
  readonly hashes?: JsonObject;
  /** Null before the parties confirmed on the chain. */
  readonly seal: SealFile | null;
  /** Trust data as the service published it then (docs/spec/trust.md); a snapshot, to be compared. */
  readonly trust: JsonObject | null;
}

/** Name of the machine receipt in the PDF of a receipt. */
export const MACHINE_RECEIPT = 'receipt.json';

const MEMBERS = 'blind,entry,id,origin,proof,record,seal,state,timestamp,trust,version';
const OPTIONAL: readonly string[] = ['hashes', 'renewals'];
const STAGES: readonly ReceiptStage[] = ['logged', 'witnessed', 'sealed'];

/** JSON value of a receipt, as the API answers it. */
export function receiptToJson({ renewals, hashes, ...receipt }: Receipt): JsonObject {
  return {
    ...receipt,
    ...(renewals && { renewals: renewals.map(renewalToJson) }),
    ...(hashes && { hashes }),
    state: receipt.state as unknown as Json,
    entry: utf8Decode(receipt.entry, 'entry'),
    blind: receipt.blind && base64url(receipt.blind),
    timestamp: receipt.timestamp && base64(receipt.timestamp),
    seal: receipt.seal as unknown as Json,
  };
}

function renewalToJson({ timestamp, hashes }: ReceiptRenewal): JsonObject {
  return { timestamp: base64(timestamp), hashes: hashes && utf8Decode(hashes, 'renewal') };
}

/** Canonical JSON text of a receipt. */
export function formatReceipt(receipt: Receipt): string {
  return canonicalText(receiptToJson(receipt));
}

/** @throws CoreError `FORMAT`, `JSON` or `ENCODING` naming the member */
export function parseReceipt(text: string): Receipt {
  const json = parseJsonObject(text);
  const required = Object.keys(json).filter((name) => !OPTIONAL.includes(name));
  if (required.sort().join() !== MEMBERS) throw bad(`has the members ${MEMBERS} and no others`);
  if (json.version !== 1) throw bad('has version 1');
  const nullable = <T>(name: string, read: (value: Json) => T): T | null =>
    json[name] === null ? null : read(json[name] as Json);
  const receipt: Receipt = {
    version: 1,
    id: string(json.id, 'id'),
    origin: string(json.origin, 'origin'),
    state: parseState(json.state),
    entry: utf8(string(json.entry, 'entry')),
    record: nullable('record', (value) => string(value, 'record')),
    blind: nullable('blind', (value) => base64urlDecode(string(value, 'blind'), 'receipt.blind')),
    proof: string(json.proof, 'proof'),
    timestamp: nullable('timestamp', (value) =>
      base64Decode(string(value, 'timestamp'), 'receipt.timestamp'),
    ),
    ...(json.renewals !== undefined && { renewals: parseRenewals(json.renewals) }),
    ...(json.hashes !== undefined && { hashes: object(json.hashes, 'hashes') }),
    seal: nullable('seal', (value) => sealFromJson(object(value, 'seal'))),
    trust: nullable('trust', (value) => object(value, 'trust')),
  };
  if (receipt.blind !== null && receipt.blind.length !== 32) throw bad('has a blind of 32 bytes');
  return receipt;
}

function parseState(value: Json | undefined): ReceiptState {
  const json = object(value, 'state');
  const stage = json.stage as ReceiptStage;
  if (!STAGES.includes(stage)) throw bad(`has a stage of ${STAGES.join(', ')}`);
  if (!Array.isArray(json.witnessed)) throw bad('has a list of witnesses');
  return {
    stage,
    loggedAt: time(json.loggedAt, 'state.loggedAt'),
    witnessed: json.witnessed.map((one: Json) => {
      const { party, at } = object(one, 'state.witnessed[]');
      if (!isParty(party)) throw bad('names parties as its witnesses');
      return { party, at: time(at, 'state.witnessed[].at') };
    }),
    timestampedAt: json.timestampedAt === null ? null : time(json.timestampedAt, 'state.timestampedAt'),
    sealedAt: json.sealedAt === null ? null : time(json.sealedAt, 'state.sealedAt'),
  };
}

function parseRenewals(value: Json): ReceiptRenewal[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_RENEWALS)
    throw bad(`has 1 to ${MAX_RENEWALS} renewals, or no such member`);
  return value.map((one: Json) => {
    const { timestamp, hashes } = object(one, 'renewals[]');
    return {
      timestamp: base64Decode(string(timestamp, 'renewals[].timestamp'), 'receipt.renewals'),
      hashes: hashes === null ? null : utf8(string(hashes, 'renewals[].hashes')),
    };
  });
}

function object(value: Json | undefined, name: string): JsonObject {
  if (!isObject(value)) throw bad(`has an object ${name}`);
  return value;
}

function string(value: Json | undefined, name: string): string {
  if (typeof value !== 'string' || value === '') throw bad(`has a text ${name}`);
  return value;
}

function time(value: Json | undefined, name: string): string {
  if (typeof value !== 'string' || !isReceivedTime(value))
    throw bad(`has a UTC time with milliseconds as ${name}`);
  return value;
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `a receipt ${rule}`);
}
