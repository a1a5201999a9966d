/**
 * Ratios 3b, 4a and 6: what the filing of ready-made statements costs. For 3b and 4a the whole path in this process (parsing, signature, disclosures,
 * certificate, vault, log, embedded store), many at a time; for 6 through the API over HTTP, 32 at a time.
 */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import { readStatement } from '../../core/evidence/statement.ts';
import { type Api, BANK, makeKeys, signedStatement, startApi, wholeRecord } from '../support/api.ts';
import { nodeCrypto } from '../support/pki.ts';
import {
  type Bench,
  type BenchContext,
  cpuPerItem,
  interleave,
  median,
  type Ratio,
  ratioOf,
} from './harness.ts';

/** Items a round. */
const ITEMS = 2_000;
const AT_ONCE = 200;
const POSTS = 1_600;
const CONCURRENT = 32;
const ITEMS_A_LOAN = 30;
const NO_LIMIT = { caller: 1e9, log: 1e9, anonymous: 1e9 };

/** Statements with all their disclosures, no two alike. */
class Statements {
  private readonly by: Awaited<ReturnType<typeof makeKeys>>['filer'];
  private next = 0;

  constructor(by: Statements['by']) {
    this.by = by;
  }

  make(count: number): Promise<string[]> {
    return Promise.all(
      Array.from({ length: count }, () =>
        signedStatement(this.by, wholeRecord({ loan: `LN-${Math.floor(this.next++ / ITEMS_A_LOAN)}` })),
      ),
    );
  }
}

/** Runs `work` on each item, `width` at a time. */
async function each<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

/** The cryptography, hashing and storing that filing an item cannot do without, and nothing else. */
function primitives(context: BenchContext, spki: Uint8Array) {
  const directory = mkdtempSync(join(tmpdir(), 'triseal-bench-primitives-'));
  const db = new Database(join(directory, 'raw.db'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE raw (entry BLOB, sealed BLOB, key BLOB)',
  );
  const insert = db.prepare('INSERT INTO raw VALUES (?, ?, ?)');
  context.onEnd(() => {
    db.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const secret = randomBytes(32);
  const one = async (text: string): Promise<Uint8Array[]> => {
    const { jws, disclosures } = parseSdJwt(text);
    const { signingInput, signature } = readStatement(jws);
    if (!(await nodeCrypto.verify('ES256', spki, signingInput, signature)))
      throw new Error('does not verify');
    for (const disclosure of disclosures) createHash('sha256').update(disclosure).digest();
    const cipher = createCipheriv('aes-256-gcm', secret, randomBytes(12));
    const sealed = Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    const wrap = createCipheriv('id-aes256-wrap', secret, Buffer.alloc(8, 0xa6));
    const entry = Buffer.from(jws);
    // The leaf, and on average one node above it.
    for (let i = 0; i < 2; i++) createHash('sha256').update(entry).digest();
    return [entry, sealed, Buffer.concat([wrap.update(randomBytes(32)), wrap.final()])];
  };
  return async (texts: readonly string[]) => {
    for (let at = 0; at < texts.length; at += AT_ONCE) {
      const rows = await Promise.all(texts.slice(at, at + AT_ONCE).map(one));
      db.exec('BEGIN');
      for (const row of rows) insert.run(row);
      db.exec('COMMIT');
    }
  };
}

async function verifyAll(texts: readonly string[], spki: Uint8Array): Promise<void> {
  const statements = texts.map((text) => readStatement(parseSdJwt(text).jws));
  await each(statements, AT_ONCE, ({ signingInput, signature }) =>
    nodeCrypto.verify('ES256', spki, signingInput, signature),
  );
}

async function posts(context: BenchContext, api: Api, statements: Statements): Promise<readonly Ratio[]> {
  const token = await api.token();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const flushes: number[] = [];
  const spread: number[] = [];
  for (let round = 0; round <= context.rounds; round++) {
    const texts = await statements.make(Math.max(CONCURRENT, Math.round(POSTS * context.scale)));
    const sizes = new Set<number>();
    const latencies: number[] = [];
    await each(texts, CONCURRENT, async (statement) => {
      const start = performance.now();
      const body = JSON.stringify({ statement });
      const answer = await fetch(`${api.url}/v1/evidence`, { method: 'POST', headers, body });
      const filed = (await answer.json()) as { inclusion: { size: number } };
      if (answer.status !== 201) throw new Error(JSON.stringify(filed));
      latencies.push(performance.now() - start);
      sizes.add(filed.inclusion.size);
    });
    latencies.sort((a, b) => a - b);
    const ratio = latencies[Math.floor(latencies.length * 0.99)]! / median(latencies);
    // The first round warms up.
    if (round === 0) continue;
    // Each commit is one flush, and each tree size that was answered one commit.
    flushes.push(sizes.size / texts.length);
    spread.push(ratio);
    context.note(`${(texts.length / sizes.size).toFixed(1)} items a flush, p99 / p50 ${ratio.toFixed(2)}`);
  }
  return [
    { id: '6a', value: median(flushes), samples: flushes },
    { id: '6b', value: median(spread), samples: spread },
  ];
}

export const bench: Bench = {
  name: 'filing',
  async run(context) {
    const keys = await makeKeys();
    // The interval is the default of the configuration.
    const api = await startApi({
      keys,
      intervalMs: 5,
      limits: { perMinute: NO_LIMIT },
    });
    context.onEnd(() => api.stop());
    const statements = new Statements(keys.filer);
    const { spki } = keys.filer.certificate;
    const raw = primitives(context, spki);
    const count = Math.max(AT_ONCE, Math.round(ITEMS * context.scale));
    const { fileEvidence } = api.deps.useCases;
    const cpu = await interleave(context, {
      filing: async () => {
        const texts = await statements.make(count);
        return cpuPerItem(count, () =>
          each(texts, AT_ONCE, (statement) =>
            fileEvidence({ organisation: BANK, idempotencyKey: undefined, content: { statement } }),
          ),
        );
      },
      primitives: async () => {
        const texts = await statements.make(count);
        return cpuPerItem(count, () => raw(texts));
      },
      verify: async () => {
        const texts = await statements.make(count);
        return cpuPerItem(count, () => verifyAll(texts, spki));
      },
    });
    return [
      { id: '3b', ...ratioOf(cpu.filing, cpu.primitives) },
      // Rates a core are the inverse of CPU times.
      { id: '4a', ...ratioOf(cpu.verify, cpu.filing) },
      ...(await posts(context, api, statements)),
    ];
  },
};
