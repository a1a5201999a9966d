/** Party nodes in this process, each in a directory of its own, and a client that speaks to them as a log does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { concat } from '../../core/bytes.ts';
import { formatVkey } from '../../core/note/vkey.ts';
import type { Party } from '../../core/party.ts';
import { encodeAddEntriesHeader, encodeEntryPackage, packageRanges } from '../../core/tlog/mirror.ts';
import { encodeAddCheckpoint } from '../../core/tlog/witness.ts';
import { type NodeConfigInput, parseNodeConfig } from '../../server/node/config.ts';
import { type RunningNode, runNode } from '../../server/node/main.ts';
import { LOG_ORIGIN, logSigner, type TestLog } from './node-log.ts';
import type { TestPki } from './pki.ts';

export function temporaryDirectory(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'triseal-node-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function nodeConfig(
  directory: string,
  pki: Pick<TestPki, 'root' | 'authority' | 'filer'>,
  over: Partial<NodeConfigInput> = {},
): NodeConfigInput {
  return {
    party: 'bank',
    name: 'bank.test',
    directory,
    log: { origin: LOG_ORIGIN, vkey: formatVkey(logSigner.key), url: 'http://127.0.0.1:9/log' },
    policy: `log ${formatVkey(logSigner.key)}\nquorum none\n`,
    signers: {
      certificates: pki.filer.certificatePem,
      intermediates: pki.authority.certificatePem,
      anchors: pki.root.certificatePem,
    },
    // The loop is driven by hand, or not at all.
    intervals: { pollMs: 3_600_000 },
    logLevel: 'silent',
    ...over,
  };
}

export function startNode(config: NodeConfigInput): Promise<RunningNode> {
  return runNode(parseNodeConfig(config));
}

export function partyName(party: Party): string {
  return `${party}.test`;
}

export interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly text: string;
}

export interface Upload {
  readonly start: number;
  readonly end: number;
  /** Packages to send; all by default. */
  readonly packages?: number;
  /** Bytes of the body to send; all by default. */
  readonly cut?: number;
  readonly gzip?: boolean;
  readonly origin?: string;
  /** Changes the entries of a package after its proof was made. */
  readonly forge?: (entries: Uint8Array[]) => Uint8Array[];
}

export async function addEntriesBody(log: TestLog, upload: Upload): Promise<Uint8Array> {
  const { start, end, origin = LOG_ORIGIN, forge = (entries) => entries } = upload;
  const parts = [encodeAddEntriesHeader({ origin, start, end, ticket: new Uint8Array(0) })];
  for (const range of [...packageRanges(start, end)].slice(0, upload.packages)) {
    const proof = await log.subtree(range.subtreeStart, range.end, end);
    parts.push(encodeEntryPackage(forge(log.entries.slice(range.start, range.end)), proof));
  }
  return concat(...parts).subarray(0, upload.cut);
}

export class LogClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return reply(await fetch(`${this.url}${path}`, { headers }));
  }

  async post(path: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Reply> {
    return reply(await fetch(`${this.url}${path}`, { method: 'POST', body: body as BodyInit, headers }));
  }

  /** A checkpoint of the log, proven from `oldSize`. */
  async addCheckpoint(log: TestLog, oldSize: number, size = log.size): Promise<Reply> {
    const checkpoint = await log.checkpoint(size);
    return this.rawCheckpoint(oldSize, await log.consistency(oldSize, size), checkpoint);
  }

  rawCheckpoint(oldSize: number, proof: readonly Uint8Array[], checkpoint: string): Promise<Reply> {
    return this.post('/add-checkpoint', encodeAddCheckpoint({ oldSize, proof, checkpoint }));
  }

  async addEntries(log: TestLog, upload: Upload): Promise<Reply> {
    const body = await addEntriesBody(log, upload);
    const headers = { 'content-type': 'application/octet-stream' };
    return upload.gzip === true
      ? this.post('/add-entries', gzipSync(body), { ...headers, 'content-encoding': 'gzip' })
      : this.post('/add-entries', body, headers);
  }

  /** Both requests, from what the node holds to what the log has. */
  async bring(log: TestLog, from: number, size = log.size): Promise<Reply> {
    const pending = await this.addCheckpoint(log, from, size);
    return pending.status === 200 ? this.addEntries(log, { start: from, end: size }) : pending;
  }
}

async function reply(response: Response): Promise<Reply> {
  const { status, headers } = response;
  return { status, headers, type: headers.get('content-type'), text: await response.text() };
}
