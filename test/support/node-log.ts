/** A small log in memory, made from core alone, that can also misbehave: it signs whatever it is told to. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base64url, concat, utf8 } from '../../core/bytes.ts';
import { type Entry, encodeEntry } from '../../core/entry/entry.ts';
import { signStatement } from '../../core/evidence/statement.ts';
import { buildConsistencyProof } from '../../core/merkle/consistency.ts';
import type { NodeReader } from '../../core/merkle/node.ts';
import { buildSubtreeConsistencyProof } from '../../core/merkle/subtree.ts';
import { leafHash, rootOfLeaves } from '../../core/merkle/tree.ts';
import { createEd25519Signer, type NoteSigner, signNote } from '../../core/note/sign.ts';
import { formatCheckpoint } from '../../core/tlog/checkpoint.ts';
import { parseTilePath, TILE_WIDTH } from '../../core/tlog/tile-path.ts';
import { AT, nodeCrypto, type TestPki } from './pki.ts';

export const LOG_ORIGIN = 'log.test/nodes';

export const logSigner: NoteSigner = createEd25519Signer(
  nodeCrypto,
  LOG_ORIGIN,
  nodeCrypto.sha256(utf8('the log of the node tests')),
);

export function streamOf(name: string): Uint8Array {
  return nodeCrypto.sha256(utf8(name));
}

export class TestLog {
  readonly entries: Uint8Array[];
  private readonly leaves: Uint8Array[];
  private readonly ends = new Map<string, { sequence: number; leafHash: Uint8Array }>();
  private readonly filer: TestPki['filer'];
  /** What `/checkpoint/witnessed` serves. */
  witnessed: string | undefined;
  /** What `/trust.json` serves. */
  trust: string | undefined;

  constructor(filer: TestPki['filer'], entries: readonly Uint8Array[] = []) {
    this.filer = filer;
    this.entries = [...entries];
    this.leaves = entries.map((entry) => leafHash(nodeCrypto, entry));
  }

  get size(): number {
    return this.entries.length;
  }

  /** A second history that shares the first `at` entries. */
  fork(at: number): TestLog {
    return new TestLog(this.filer, this.entries.slice(0, at));
  }

  async statement(over: Partial<Parameters<typeof signStatement>[0]> = {}): Promise<string> {
    return signStatement({
      signer: this.filer.signer,
      certificateSha256: nodeCrypto.sha256(this.filer.certificate.der),
      issuedAt: AT / 1000,
      recordDigest: base64url(new Uint8Array(randomBytes(32))),
      ...over,
    });
  }

  /** The entry that comes next in a stream, with whatever is to be different about it. */
  async next(stream = 'loan', over: Partial<Entry> = {}): Promise<Entry> {
    const end = this.ends.get(stream);
    return {
      version: 1,
      stream: streamOf(stream),
      sequence: (end?.sequence ?? 0) + 1,
      link: end?.leafHash ?? null,
      received: new Date(AT + this.size).toISOString(),
      statement: over.statement ?? (await this.statement()),
      ...over,
    };
  }

  append(bytes: Uint8Array): void {
    this.entries.push(bytes);
    this.leaves.push(leafHash(nodeCrypto, bytes));
  }

  /** Files `count` proper entries, spread over `streams` streams. One statement serves all: the audit does not mind. */
  async file(count: number, streams = 3): Promise<this> {
    const statement = await this.statement();
    for (let i = 0; i < count; i++) {
      const stream = `loan ${this.size % streams}`;
      const entry = await this.next(stream, { statement });
      this.append(encodeEntry(entry));
      this.ends.set(stream, { sequence: entry.sequence, leafHash: this.leaves.at(-1)! });
    }
    return this;
  }

  root(size = this.size): Uint8Array {
    return rootOfLeaves(nodeCrypto, this.leaves.slice(0, size));
  }

  checkpoint(size = this.size, signer = logSigner, root = this.root(size)): Promise<string> {
    return signNote(formatCheckpoint({ origin: signer.key.name, size, root, extensions: [] }), signer);
  }

  consistency(oldSize: number, size = this.size): Promise<Uint8Array[]> {
    return oldSize === 0 ? Promise.resolve([]) : buildConsistencyProof(nodeCrypto, oldSize, size, this.read);
  }

  subtree(start: number, end: number, size = this.size): Promise<Uint8Array[]> {
    return buildSubtreeConsistencyProof(nodeCrypto, start, end, size, this.read);
  }

  private readonly read: NodeReader = async (nodes) =>
    nodes.map(({ level, index }) => this.hashesAt(level, index, 1)[0]!);

  /** Hashes of complete subtrees of 2^level leaves. */
  private hashesAt(level: number, index: number, count: number): Uint8Array[] {
    const width = 2 ** level;
    return Array.from({ length: count }, (_, i) =>
      rootOfLeaves(nodeCrypto, this.leaves.slice((index + i) * width, (index + i + 1) * width)),
    );
  }

  /** Serves tiles and the witnessed checkpoint below `/log`. */
  async serve(): Promise<{ url: string; stop(): Promise<void> }> {
    const server: Server = createServer((req, res) => {
      const path = (req.url ?? '').replace('/log/', '');
      if (path === 'checkpoint/witnessed' && this.witnessed !== undefined) return res.end(this.witnessed);
      if (path === 'trust.json' && this.trust !== undefined) return res.end(this.trust);
      if (!path.startsWith('tile/')) return res.writeHead(404).end();
      const { level, index, width } = parseTilePath(path);
      res.end(concat(...this.hashesAt(8 * Number(level), index * TILE_WIDTH, width)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}/log`,
      stop: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }
}
