/** TSTInfo (RFC 3161 section 2.4.2): what a time-stamp token says. */
import { hex } from '../bytes.ts';
import {
  DerFields,
  expectTag,
  integerOf,
  octetsOf,
  oidOf,
  only,
  smallIntegerOf,
  timeOf,
} from '../der/fields.ts';
import { contextTag, type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { explicit, generalizedTime, implicit, integer, octetString, oid, sequence } from '../der/writer.ts';
import {
  type AlgorithmIdentifier,
  type CmsDigest,
  digestIdentifier,
  readAlgorithm,
} from '../x509/algorithm.ts';
import { readExtensions, trueOrAbsent } from '../x509/extensions.ts';
import { type Name, readName } from '../x509/name.ts';

export interface MessageImprint {
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
}

/** How far genTime may be off, in microseconds: seconds, milliseconds and microseconds of the token added up. */
export type AccuracyMicros = number;

export interface TstInfo {
  /** Dotted object identifier of the TSA's policy. */
  readonly policy: string;
  readonly imprint: MessageImprint;
  /** Lower-case hexadecimal of the INTEGER's content. */
  readonly serial: string;
  /** Milliseconds since the epoch; finer digits are cut off. */
  readonly genTime: number;
  readonly accuracyMicros: AccuracyMicros | undefined;
  readonly ordering: boolean;
  readonly nonce: bigint | undefined;
  /** Name under which the TSA presents itself, when it is a directory name. */
  readonly tsa: Name | undefined;
}

const LABEL = 'TSTInfo';

/** @throws CoreError `FORMAT`, also for a critical extension: none is understood */
export function parseTstInfo(der: Uint8Array): TstInfo {
  const fields = new DerFields(parseDer(der, LABEL), LABEL);
  if (smallIntegerOf(fields.take(TAG.integer, 'version'), LABEL) !== 1)
    throw derError(LABEL, 'not of version 1');
  const policy = oidOf(fields.take(TAG.oid, 'policy'), LABEL);
  const imprint = readImprint(fields.take(TAG.sequence, 'messageImprint'));
  const serial = hex(fields.take(TAG.integer, 'serialNumber').content);
  const genTime = timeOf(fields.take(TAG.generalizedTime, 'genTime'), LABEL);
  const accuracy = fields.maybe(TAG.sequence);
  const ordering = trueOrAbsent(fields, `${LABEL} ordering`);
  const nonce = fields.maybe(TAG.integer);
  const tsa = fields.maybeExplicit(0, 'tsa');
  const extensions = fields.maybe(contextTag(1, true));
  fields.end();
  refuseCritical(extensions);
  return {
    policy,
    imprint,
    serial,
    genTime,
    accuracyMicros: accuracy && readAccuracy(accuracy),
    ordering,
    nonce: nonce && integerOf(nonce, LABEL),
    tsa: tsa && readGeneralName(tsa),
  };
}

/** @throws CoreError `FORMAT` */
export function readImprint(node: DerNode): MessageImprint {
  const fields = new DerFields(node, 'messageImprint');
  const algorithm = readAlgorithm(fields.take(TAG.sequence, 'hashAlgorithm'), 'messageImprint');
  const digest = octetsOf(fields.take(TAG.octetString, 'hashedMessage'), 'messageImprint');
  fields.end();
  return { algorithm, digest };
}

function refuseCritical(node: DerNode | undefined): void {
  if (node === undefined) return;
  const list = parseDer(sequence(node.content), LABEL);
  const critical = readExtensions(list, LABEL).find((extension) => extension.critical);
  if (critical !== undefined) throw derError(LABEL, `critical extension ${critical.oid} is not supported`);
}

function readAccuracy(node: DerNode): AccuracyMicros {
  const label = `${LABEL} accuracy`;
  const fields = new DerFields(node, label);
  const seconds = fields.maybe(TAG.integer);
  const millis = fields.maybe(contextTag(0, false));
  const micros = fields.maybe(contextTag(1, false));
  fields.end();
  return (
    (seconds === undefined ? 0 : smallIntegerOf(seconds, label, 1e9) * 1e6) +
    (millis === undefined ? 0 : part(millis, label) * 1000) +
    (micros === undefined ? 0 : part(micros, label))
  );
}

/** 1..999 (section 2.4.2). */
function part(node: DerNode, label: string): number {
  const value = smallIntegerOf(node, label, 999);
  if (value === 0) throw derError(label, 'not between 1 and 999');
  return value;
}

/** Only directory names can be compared with a certificate's subject; others are passed over. */
function readGeneralName(node: DerNode): Name | undefined {
  if (node.tag !== contextTag(4, true)) return undefined;
  const name = only(node, `${LABEL} tsa`);
  expectTag(name, TAG.sequence, `${LABEL} tsa`);
  return readName(name, `${LABEL} tsa`);
}

export interface TstInfoInput {
  readonly policy: string;
  readonly algorithm: CmsDigest;
  readonly digest: Uint8Array;
  /** Positive, unique for the TSA. */
  readonly serial: bigint;
  /** Whole milliseconds since the epoch. */
  readonly genTime: number;
  /** Whole milliseconds; left out when undefined or 0. */
  readonly accuracyMillis?: number;
  readonly nonce?: bigint;
  readonly tsa?: Name;
}

export function encodeTstInfo(input: TstInfoInput): Uint8Array {
  const { nonce, tsa, accuracyMillis } = input;
  return sequence(
    integer(1),
    oid(input.policy),
    sequence(digestIdentifier(input.algorithm), octetString(input.digest)),
    integer(input.serial),
    generalizedTime(input.genTime),
    ...(accuracyMillis ? [encodeAccuracy(accuracyMillis)] : []),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    ...(tsa === undefined ? [] : [explicit(0, explicit(4, tsa.der))]),
  );
}

function encodeAccuracy(millis: number): Uint8Array {
  const [seconds, rest] = [Math.floor(millis / 1000), millis % 1000];
  return sequence(
    ...(seconds > 0 ? [integer(seconds)] : []),
    ...(rest > 0 ? [implicit(0, integer(rest))] : []),
  );
}
