/** Opening of the parts that packages and receipts have in common. */
import { utf8Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { openRecord } from '../evidence/open.ts';
import { parseSdJwt } from '../evidence/sd-jwt.ts';
import type { Statement } from '../evidence/statement.ts';
import { validateDisclosed } from '../evidence/validate.ts';
import { evaluatePolicy, type PolicyResult } from '../tlog/policy.ts';
import { parseHashStatement } from '../tsp/hash-renewal.ts';
import { parseTimestampResponse } from '../tsp/protocol.ts';
import { type TimestampResult, verifyTimestampToken } from '../tsp/token.ts';
import type { Context, DisclosedRecord, RenewalContext, TrustSource } from './context.ts';
import type { MeasuredFiles } from './digests.ts';
import { type Opened, once, openedValue, openPart } from './opened.ts';
import { type OpenedTrust, openTrust } from './opened-trust.ts';
import { sameTrust, type Trust } from './trust.ts';

export interface VerifyOptions {
  /** Trust data that the caller has from a source of their own. */
  readonly trust?: Trust;
  /** The caller's present, milliseconds since the epoch: no time in the container may lie beyond it. */
  readonly at?: number;
  /**
   * Size and digests of files that are handed over without their bytes (the map then holds an empty array in their place): for the maker of a
   * package, who has read them. Nobody who checks somebody else's package gives them.
   */
  readonly measured?: MeasuredFiles;
  /** For a receipt: a package of the same loan, of which is asked whether it holds the item. */
  readonly against?: Uint8Array | ReadonlyMap<string, Uint8Array>;
  /**
   * Asked before each check: says which bound of the caller's is reached, such as its time. The checks that are left are then not made, and say so.
   */
  readonly limit?: () => string | undefined;
  /** Called before each check: which one, how many are done, of how many. */
  readonly onProgress?: (check: string, done: number, total: number) => void;
}

/** A statement that has been read already, such as the entry's, which a record repeats. */
export interface KnownStatement {
  readonly text: string;
  readonly statement: Statement;
}

/** @throws CoreError */
export function discloseRecord(c: Crypto, text: string, known?: KnownStatement): DisclosedRecord {
  const sdJwt = parseSdJwt(text);
  const statement = known?.text === sdJwt.jws ? known.statement : undefined;
  const opened = openRecord(c, sdJwt, statement);
  return { sdJwt, opened, problems: once(() => validateDisclosed(opened.record)) };
}

/** @throws CoreError */
export function discloseRecordBytes(c: Crypto, bytes: Uint8Array, known?: KnownStatement): DisclosedRecord {
  return discloseRecord(c, utf8Decode(bytes, 'evidence record'), known);
}

/** The token in a TimeStampResp. @throws CoreError when the response refuses or cannot be read */
export function tokenOf(response: Uint8Array): Uint8Array {
  const { token, status } = parseTimestampResponse(response);
  if (token === undefined) {
    throw new CoreError('FORMAT', 'the timestamp response holds no token', { facts: { status } });
  }
  return token;
}

export interface RenewalParts {
  readonly file: string;
  /** TimeStampResp. */
  readonly response: Uint8Array;
  /** Of a hash-tree renewal. */
  readonly statement: Uint8Array | null | undefined;
}

export function renewalOf(number: number, { file, response, statement }: RenewalParts): RenewalContext {
  return {
    number,
    file,
    token: openPart(response, tokenOf),
    hashesFile: file.replace(/tsr$/, 'hashes'),
    hashes: openPart(statement, (bytes) => ({ bytes, statement: parseHashStatement(bytes) })),
  };
}

export interface ChosenTrust {
  readonly trustSource: TrustSource;
  readonly trust: Opened<OpenedTrust>;
  readonly snapshot: Opened<OpenedTrust>;
}

/** What the caller gives goes before what came along. Where the two are the same, they are opened once. */
export function chooseTrust(c: Crypto, given: Trust | undefined, inside: Opened<Trust>): ChosenTrust {
  const own = openPart(given, (trust) => openTrust(c, trust));
  const known = openedValue(own);
  const snapshot =
    inside.state === 'ok'
      ? openPart(inside.value, (trust) =>
          known !== undefined && sameTrust(trust, known.trust) ? known : openTrust(c, trust),
        )
      : inside;
  if (given !== undefined) return { trustSource: 'given', trust: own, snapshot };
  return { trustSource: snapshot.state === 'absent' ? 'none' : 'container', trust: snapshot, snapshot };
}

type Judged = Pick<Context, 'c' | 'trust' | 'checkpoint' | 'checkpointBytes' | 'timestamp'>;

/** The two judgements on which several checks stand. */
export function judgements(parts: Judged): Pick<Context, 'policyResult' | 'timestampResult'> {
  return { policyResult: once(() => judgePolicy(parts)), timestampResult: once(() => judgeTimestamp(parts)) };
}

async function judgePolicy({ c, trust, checkpoint }: Judged): Promise<PolicyResult | undefined> {
  const policy = openedValue(trust)?.policy;
  const signed = openedValue(checkpoint);
  return policy && signed && evaluatePolicy(c, policy, signed.note);
}

async function judgeTimestamp(parts: Judged): Promise<TimestampResult | undefined> {
  const { c, checkpointBytes } = parts;
  const trust = openedValue(parts.trust);
  const token = openedValue(parts.timestamp);
  if (trust === undefined || token === undefined || checkpointBytes === undefined) return undefined;
  return verifyTimestampToken(c, token, {
    digest: c.sha256(checkpointBytes),
    anchors: trust.timestampAnchors,
    intermediates: trust.intermediates,
    crls: trust.crls,
  });
}
