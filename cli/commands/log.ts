/** `triseal log`: follows a log and believes none of it without proof: signatures, policy, consistency, inclusion. */
import { setTimeout as pause } from 'node:timers/promises';
import { base64url, hex } from '../../core/bytes.ts';
import { parseEntry } from '../../core/entry/entry.ts';
import type { Checkpoint } from '../../core/tlog/checkpoint.ts';
import { type PolicyResult, parsePolicy } from '../../core/tlog/policy.ts';
import { createNodeCrypto } from '../../server/adapters/crypto-node.ts';
import { serviceUrl } from '../connection.ts';
import { CliError, type CliIo, EXIT, type ExitCode } from '../io.ts';
import {
  createLogClient,
  type LogClient,
  LogFault,
  LogUnreachable,
  type ProvenEntry,
} from '../log-client.ts';
import { printable } from '../printable.ts';
import { chooseTrust } from '../read-input.ts';

export interface LogFlags {
  readonly url?: string;
  readonly trust?: string;
  readonly from?: string;
  readonly follow?: boolean;
  readonly interval: string;
  readonly json?: boolean;
}

/** Entries shown before the newest when --from does not say more. */
const SHOWN = 10;

/** @returns `failed` when a proof or signature of the log does not hold */
export async function log(io: CliIo, flags: LogFlags): Promise<ExitCode> {
  const client = clientOf(io, flags);
  const from = flags.from === undefined ? undefined : wholeNumber('--from', flags.from);
  const interval = wholeNumber('--interval', flags.interval) * 1000;
  try {
    let seen = await look(io, client, flags, undefined, from);
    while (flags.follow === true && !io.signal.aborted) {
      await pause(Math.max(interval, 100), undefined, { signal: io.signal }).catch(() => undefined);
      if (!io.signal.aborted) seen = await look(io, client, flags, seen, seen.size);
    }
    return EXIT.ok;
  } catch (error) {
    if (error instanceof LogFault) {
      io.err(`triseal: the log cannot be believed: ${printable(error.message)}\n`);
      return EXIT.failed;
    }
    if (error instanceof LogUnreachable)
      throw new CliError(EXIT.unavailable, error.message, { cause: error });
    throw error;
  }
}

function clientOf(io: CliIo, flags: LogFlags): LogClient {
  const { trust } = chooseTrust(io, flags.trust);
  if (trust === undefined) {
    throw new CliError(EXIT.usage, 'following a log needs trust data', {
      remedy: 'Give --trust with the file that a party published, or set TRISEAL_TRUST.',
    });
  }
  const baseUrl = serviceUrl(io, flags.url);
  return createLogClient({
    crypto: createNodeCrypto(),
    baseUrl,
    policy: parsePolicy(trust.policy),
    origin: trust.origin,
  });
}

function wholeNumber(flag: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new CliError(EXIT.usage, `${flag} takes a whole number, not ${text}`);
}

/** One look: the head continues what was seen before, and every entry since is in it. @returns the head */
async function look(
  io: CliIo,
  client: LogClient,
  { json = false }: LogFlags,
  seen: Checkpoint | undefined,
  from: number | undefined,
): Promise<Checkpoint> {
  const head = await client.head();
  const { checkpoint } = head;
  if (seen !== undefined) {
    await client.assertConsistent(seen, checkpoint);
    if (seen.size === checkpoint.size) return checkpoint;
  }
  const witnessed = await client.witnessed();
  // Both ways round: the witnessed one may be younger when the head was fetched first.
  if (witnessed !== undefined) await assertOneLog(client, witnessed.checkpoint, checkpoint);
  const start = Math.min(from ?? Math.max(0, checkpoint.size - SHOWN), checkpoint.size);
  for await (const entry of client.entries(checkpoint, start, checkpoint.size))
    io.out(entryLine(entry, json));
  io.out(headLine(head, witnessed, json));
  return checkpoint;
}

function assertOneLog(client: LogClient, a: Checkpoint, b: Checkpoint): Promise<void> {
  return a.size <= b.size ? client.assertConsistent(a, b) : client.assertConsistent(b, a);
}

function entryLine({ index, bytes, leafHash }: ProvenEntry, json: boolean): string {
  const { received, sequence, stream } = readEntry(index, bytes);
  const shown = {
    index,
    received,
    stream: base64url(stream),
    sequence,
    leafHash: hex(leafHash),
    bytes: bytes.length,
  };
  if (json) return `${JSON.stringify({ entry: shown })}\n`;
  return `${String(index).padStart(8)}  ${received}  stream ${shown.stream.slice(0, 12)}…  item ${sequence}  leaf ${shown.leafHash.slice(0, 16)}…\n`;
}

function readEntry(index: number, bytes: Uint8Array) {
  try {
    return parseEntry(bytes);
  } catch (cause) {
    throw new LogFault(`entry ${index} is not in canonical form: ${(cause as Error).message}`, { cause });
  }
}

function headLine({ checkpoint }: PolicyResult, witnessed: PolicyResult | undefined, json: boolean): string {
  const { origin, size, root } = checkpoint;
  const by = witnessed?.witnessed.map(({ witness }) => witness.name) ?? [];
  const upTo = witnessed?.checkpoint.size ?? 0;
  if (json)
    return `${JSON.stringify({ checkpoint: { origin, size, root: hex(root), witnessedSize: upTo, witnesses: by } })}\n`;
  const witnesses = by.length === 0 ? 'not witnessed yet' : `witnessed up to ${upTo} by ${by.join(', ')}`;
  return `${printable(origin)}: ${size} entries, root ${hex(root).slice(0, 16)}…, ${witnesses}\n`;
}
