/** The chain of a timestamp's renewals (docs/spec/time.md), followed once for the checks and the times of a report. */
import { equal } from '../bytes.ts';
import { PATHS, renewalPath } from '../package/layout.ts';
import type { HashStatement } from '../tsp/hash-renewal.ts';
import { renewalDigest, standsUntil, type TsaTrust, tsaPathAt } from '../tsp/renewal.ts';
import { type TimestampInput, type TimestampResult, verifyTimestampToken } from '../tsp/token.ts';
import { failed, malformedFinding } from './check.ts';
import { TOLERANCE_MS } from './checks/time-order.ts';
import { tokenFinding } from './checks/timestamp.ts';
import type { Context, RenewalContext } from './context.ts';
import { openedValue } from './opened.ts';
import type { Finding } from './report.ts';

/** One token of the chain, verified. */
export interface RenewalLink {
  readonly file: string;
  readonly token: Uint8Array;
  readonly result: TimestampResult;
}

export interface RenewalChain {
  /** From the timestamp on, as far as they hold. */
  readonly links: readonly RenewalLink[];
  /** Why the next one does not. */
  readonly broken?: Finding;
  /** What a hash-tree renewal in it stamped, when the chain holds that far. */
  readonly hashed?: HashStatement;
  readonly trust: TsaTrust;
}

/** @returns undefined when the timestamp itself does not hold */
export async function followRenewals(context: Context): Promise<RenewalChain | undefined> {
  const result = await context.timestampResult();
  const token = openedValue(context.timestamp);
  const opened = openedValue(context.trust);
  if (!result?.ok || token === undefined || opened === undefined) return undefined;
  const { timestampAnchors: anchors, intermediates, crls } = opened;
  const trust = { anchors, intermediates, crls };
  const links: RenewalLink[] = [{ file: context.timestampFile, token, result }];
  let hashed: HashStatement | undefined;
  for (const [i, renewal] of context.renewals.entries()) {
    const stamped = stampedBy(context, links, renewal, hashed);
    const next =
      renewal.number !== i + 1
        ? failed('FILE_MISSING', renewalPath(i + 1))
        : 'outcome' in stamped
          ? stamped
          : await nextLink(context, trust, links.at(-1)!, renewal, stamped);
    // What comes after a broken link stamps nothing that is known.
    if ('outcome' in next) return { links, broken: next, trust, ...(hashed && { hashed }) };
    links.push(next);
    hashed ??= openedValue(renewal.hashes)?.statement;
  }
  return { links, trust, ...(hashed && { hashed }) };
}

type Stamped = Pick<TimestampInput, 'digest' | 'algorithm'>;

/** What the token must have stamped: the token before it, or the digests by which everything so far was hashed anew. */
function stampedBy(
  context: Context,
  links: readonly RenewalLink[],
  { hashes, hashesFile }: RenewalContext,
  hashed: HashStatement | undefined,
): Stamped | Finding {
  const { c } = context;
  const algorithm = hashed === undefined && hashes.state === 'absent' ? 'sha-256' : 'sha-512';
  if (hashes.state === 'absent')
    return { algorithm, digest: renewalDigest(c, links.at(-1)!.token, algorithm) };
  if (hashes.state === 'malformed') return failed('RENEWAL_HASHES', hashesFile, { what: hashes.rule });
  const { bytes, statement } = hashes.value;
  const what = hashed === undefined ? differing(context, links, statement) : 'only one';
  return what === undefined
    ? { algorithm, digest: c.sha512(bytes) }
    : failed('RENEWAL_HASHES', hashesFile, { what });
}

function differing(
  { c, checkpoint, checkpointBytes }: Context,
  links: readonly RenewalLink[],
  { origin, size, checkpoint: hash, tokens }: HashStatement,
): string | undefined {
  const point = openedValue(checkpoint)?.checkpoint;
  if (point === undefined || origin !== point.origin || size !== point.size) return 'log and size';
  if (!equal(hash, c.sha512(checkpointBytes!))) return 'checkpoint';
  const same =
    links.length === tokens.length && links.every(({ token }, i) => equal(c.sha512(token), tokens[i]!));
  return same ? undefined : 'timestamps so far';
}

async function nextLink(
  { c }: Context,
  trust: TsaTrust,
  before: RenewalLink,
  { file, token: opened }: RenewalContext,
  stamped: Stamped,
): Promise<RenewalLink | Finding> {
  const token = openedValue(opened);
  if (token === undefined) return malformedFinding(opened, 'TIMESTAMP_FORMAT', file)[0]!;
  const result = await verifyTimestampToken(c, token, { ...trust, ...stamped });
  if (result.code === 'IMPRINT') return failed('RENEWAL_IMPRINT', file, { ...result.facts, of: before.file });
  if (!result.ok) return tokenFinding(result, file);
  const at = result.genTime!;
  const disorder = disorderOf(before, file, at);
  if (disorder !== undefined) return disorder;
  // Clocks may differ a little; a certificate is not asked about a time before the token that it signed.
  const path = await tsaPathAt(c, before.result.chain, trust, Math.max(at, before.result.genTime!));
  if (path.ok) return { file, token, result };
  const standing = isoTime(standsUntil(before.result.chain));
  return failed('RENEWAL_LATE', file, {
    of: before.file,
    at: isoTime(at),
    standsUntil: standing,
    reason: path.code,
  });
}

/** When a time comes before that of the link that it must follow. @param file of the later token; the link's own for the present */
export function disorderOf(earlier: RenewalLink, file: string, at: number): Finding | undefined {
  const stamped = earlier.result.genTime!;
  if (stamped <= at + TOLERANCE_MS) return undefined;
  const later = file === earlier.file ? 'verification' : `timestamp ${file}`;
  const facts = {
    earlier: `timestamp ${earlier.file}`,
    earlierAt: isoTime(stamped),
    later,
    laterAt: isoTime(at),
  };
  return failed('TIME_ORDER', file, facts);
}

/** Times of hostile tokens and verifiers' clocks may lie outside what a Date can hold. */
export function isoTime(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : `${ms} ms`;
}

/** Whether a link is the timestamp and not one of its renewals. */
export const isFirst = ({ file }: RenewalLink): boolean => file === PATHS.timestamp || file === 'timestamp';
