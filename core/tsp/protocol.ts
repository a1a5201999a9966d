/** Requests and responses of the time-stamp protocol (RFC 3161 section 2.4). */
import { DerFields, integerOf, namedBitsOf, oidOf, smallIntegerOf, textOf } from '../der/fields.ts';
import { contextTag, type DerNode, derError, parseDer, TAG } from '../der/reader.ts';
import { boolean, integer, namedBits, octetString, oid, sequence, utf8String } from '../der/writer.ts';
import { type CmsDigest, digestIdentifier } from '../x509/algorithm.ts';
import { type Extension, readExtensions, trueOrAbsent } from '../x509/extensions.ts';
import { type MessageImprint, readImprint } from './tst-info.ts';

export interface TimestampRequest {
  readonly imprint: MessageImprint;
  /** Dotted object identifier of the wanted policy. */
  readonly policy: string | undefined;
  readonly nonce: bigint | undefined;
  /** Whether the token must enclose the TSA's certificate. */
  readonly certReq: boolean;
  readonly extensions: readonly Extension[];
}

export interface TimestampRequestInput {
  readonly algorithm?: CmsDigest;
  readonly digest: Uint8Array;
  readonly policy?: string;
  readonly nonce?: bigint;
  readonly certReq: boolean;
}

const REQUEST = 'TimeStampReq';
const RESPONSE = 'TimeStampResp';

export function encodeTimestampRequest(input: TimestampRequestInput): Uint8Array {
  const { policy, nonce } = input;
  return sequence(
    integer(1),
    sequence(digestIdentifier(input.algorithm ?? 'sha-256'), octetString(input.digest)),
    ...(policy === undefined ? [] : [oid(policy)]),
    ...(nonce === undefined ? [] : [integer(nonce)]),
    ...(input.certReq ? [boolean(true)] : []),
  );
}

/** @throws CoreError `FORMAT` for anything but a request of version 1 in strict DER of at most 8 KiB */
export function parseTimestampRequest(der: Uint8Array): TimestampRequest {
  const fields = new DerFields(parseDer(der, REQUEST, { bytes: 8192 }), REQUEST);
  if (smallIntegerOf(fields.take(TAG.integer, 'version'), REQUEST) !== 1) {
    throw derError(REQUEST, 'not of version 1');
  }
  const imprint = readImprint(fields.take(TAG.sequence, 'messageImprint'));
  const policy = fields.maybe(TAG.oid);
  const nonce = fields.maybe(TAG.integer);
  const certReq = trueOrAbsent(fields, `${REQUEST} certReq`);
  const extensions = fields.maybe(contextTag(0, true));
  fields.end();
  return {
    imprint,
    policy: policy && oidOf(policy, REQUEST),
    nonce: nonce && integerOf(nonce, REQUEST),
    certReq,
    extensions: extensions === undefined ? [] : readExtensions(asSequence(extensions), REQUEST),
  };
}

function asSequence({ bytes, content, children }: DerNode): DerNode {
  return { tag: TAG.sequence, bytes, content, children };
}

/** PKIStatus (section 2.4.2). */
export const STATUS = { granted: 0, grantedWithMods: 1, rejection: 2, waiting: 3 } as const;

/** Numbers of the bits of PKIFailureInfo (section 2.4.2). */
export const FAILURE = {
  badAlg: 0,
  badRequest: 2,
  badDataFormat: 5,
  timeNotAvailable: 14,
  unacceptedPolicy: 15,
  unacceptedExtension: 16,
  addInfoNotAvailable: 17,
  systemFailure: 25,
} as const;

export type FailureName = keyof typeof FAILURE;

export interface TimestampResponse {
  readonly status: number;
  readonly text: readonly string[];
  readonly failures: readonly FailureName[];
  /** DER TimeStampToken. */
  readonly token: Uint8Array | undefined;
}

export function encodeGranted(token: Uint8Array): Uint8Array {
  return sequence(sequence(integer(STATUS.granted)), token);
}

/** @param text for people */
export function encodeRejection(failure: FailureName, text: string): Uint8Array {
  return sequence(
    sequence(integer(STATUS.rejection), sequence(utf8String(text)), namedBits(FAILURE[failure])),
  );
}

/** @throws CoreError `FORMAT`, also when a granted response has no token or a refused one has */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  const fields = new DerFields(parseDer(der, RESPONSE), RESPONSE);
  const info = new DerFields(fields.take(TAG.sequence, 'status'), `${RESPONSE} status`);
  const token = fields.maybe(TAG.sequence)?.bytes;
  fields.end();
  const status = smallIntegerOf(info.take(TAG.integer, 'status'), RESPONSE, 5);
  const text = info.maybe(TAG.sequence)?.children.map(textOf) ?? [];
  const bits = info.maybe(TAG.bitString);
  info.end();
  const granted = status === STATUS.granted || status === STATUS.grantedWithMods;
  if (granted !== (token !== undefined)) throw derError(RESPONSE, 'status and token contradict', { status });
  return { status, text, failures: bits === undefined ? [] : failureNames(bits), token };
}

function failureNames(node: DerNode): FailureName[] {
  const set = new Set(namedBitsOf(node, RESPONSE));
  return (Object.keys(FAILURE) as FailureName[]).filter((name) => set.has(FAILURE[name]));
}
