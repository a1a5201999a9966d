/**
 * Ratio 10, and memory over a long run: one log of ten thousand items beside one of a million, filed and read in turns. The service's side in
 * process: sequencer and embedded store, with statements and private rows of the usual size.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { base64url, hex, uintBE, utf8 } from '../../core/bytes.ts';
import { signBatch } from '../../core/evidence/batch.ts';
import { signStatement } from '../../core/evidence/statement.ts';
import { formatTlogProof } from '../../core/tlog/proof.ts';
import { createLogSigner } from '../../server/adapters/log-key-node.ts';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import type { Filing } from '../../server/log/batch.ts';
import { createLogReader, type LogReader } from '../../server/log/log-reader.ts';
import { createSequencer, type Sequencer } from '../../server/log/sequencer.ts';
import { extendEdge, type TreeEdge } from '../../server/log/tree-edge.ts';
import type { EvidenceStore } from '../../server/ports/evidence-store.ts';
import { crypto, ORIGIN } from '../support/log-batches.ts';
import { testPki } from '../support/pki.ts';
import { type Bench, type BenchContext, interleave, perSecond, type Ratio, ratioOf } from './harness.ts';

const SMALL = 10_000;
const LARGE = 1_000_000;
const MEMORY_RUN = 200_000;
/** Items filed or proofs made on each side a round. */
const FILED = 4_000;
const PROVEN = 300;
const WAITING = 1_000;
const ITEMS_A_LOAN = 30;
const PACKAGE = 256;
const SEALED = new Uint8Array(800);

const PACKED = 32;

/** Statements as they are filed: signed by a real key, alone. The same for every item, since its bytes are not read here. */
async function realStatements(): Promise<{ readonly alone: string; readonly packed: string }> {
  const { filer } = await testPki();
  const by = {
    signer: filer.signer,
    certificateSha256: crypto.sha256(filer.certificate.der),
    issuedAt: Math.floor(Date.now() / 1000),
  };
  const digests = Array.from({ length: PACKED }, (_, i) => base64url(crypto.sha256(uintBE(i, 8))));
  const alone = await signStatement({ ...by, recordDigest: digests[0]! });
  return { alone, packed: (await signBatch(crypto, by, digests))[0]! };
}

interface Log {
  readonly store: EvidenceStore;
  readonly sequencer: Sequencer;
  readonly reader: LogReader;
  readonly statement: string;
  size: number;
}

async function openLog(context: BenchContext, name: string, statement: string): Promise<Log> {
  const directory = mkdtempSync(join(tmpdir(), `triseal-bench-${name}-`));
  const store = openSqliteStore(join(directory, 'store.db'));
  const sequencer = createSequencer({
    store,
    origin: ORIGIN,
    signer: createLogSigner(crypto, ORIGIN, crypto.sha256(utf8('bench'))),
    crypto,
    clock: { now: () => Date.now() },
    limits: { maxBatch: WAITING, maxQueue: 10 * WAITING, intervalMs: 0 },
  });
  await sequencer.start();
  context.onEnd(async () => {
    await sequencer.stop();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return { store, sequencer, reader: createLogReader(store, ORIGIN, crypto), statement, size: 0 };
}

function filing(n: number, statement: string): Filing {
  const stream = crypto.sha256(uintBE(Math.floor(n / ITEMS_A_LOAN), 32));
  const idempotency = hex(crypto.sha256(uintBE(n, 16)));
  const id = n.toString(16).padStart(32, '0');
  return {
    stream,
    statement,
    row: ({ index, sequence, received }) => ({
      row: {
        id,
        origin: ORIGIN,
        index,
        stream,
        sequence,
        organisation: 'demo-bank',
        loanIndex: hex(stream),
        type: 'DRAW',
        receivedAt: received,
        idempotency,
        fingerprint: idempotency,
        keyId: id,
        sealed: SEALED,
        blobs: [],
      },
      key: { id, wrapped: new Uint8Array(40), wrappedBy: 'kek' },
    }),
  };
}

async function file(log: Log, count: number): Promise<void> {
  for (let left = count; left > 0; left -= WAITING) {
    const now = Math.min(WAITING, left);
    await Promise.all(
      Array.from({ length: now }, (_, i) => log.sequencer.append(filing(log.size + i, log.statement))),
    );
    log.size += now;
  }
}

/** Milliseconds a proof, of items spread over the whole log. */
async function proofTime({ reader, size }: Log): Promise<number> {
  const rate = await perSecond(PROVEN, async () => {
    for (let i = 0; i < PROVEN; i++) await reader.inclusionProof((i * 7_919 * 31) % size, size);
  });
  return 1000 / rate;
}

const collect = () => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

/** Bytes that this process holds after a collection: the heap and what hangs on it outside. */
function held(): number {
  // A second time: what the first found unreachable may have held memory outside the heap.
  for (let i = 0; i < 2; i++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function proofBytes({ reader, size }: Log): Promise<Ratio> {
  const { checkpoint } = (await reader.head())!;
  const index = Math.floor(size / 3);
  const hashes = await reader.inclusionProof(index, size);
  const bytes = 32 * hashes.length + utf8(checkpoint).length;
  const bound = 32 * Math.ceil(Math.log2(size)) + 400;
  const text = formatTlogProof({ index, hashes, checkpoint }).length;
  return { id: '10a', value: bytes / bound, facts: { bytes, bound, asTlogProofText: text, size } };
}

/** What a party's node keeps of the log: entries and tiles in a store of its own, committed package by package. */
async function copyBytes(context: BenchContext, from: Log): Promise<{ value: number; entryBytes: number }> {
  const count = from.size;
  const directory = mkdtempSync(join(tmpdir(), 'triseal-bench-copy-'));
  context.onEnd(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'copy.db');
  const copy = openSqliteStore(path);
  let edge: TreeEdge = { frontier: { size: 0, hashes: [] }, tiles: [] };
  let entryBytes = 0;
  for (let start = 0; start < count; start += PACKAGE) {
    const entries = await from.store.entries(ORIGIN, start, Math.min(count, start + PACKAGE));
    const leaves = entries.map(({ leafHash }) => leafHash);
    const grown = extendEdge(crypto, edge, leaves);
    await copy.stage({ origin: ORIGIN, from: start, id: hex(grown.root), entries, tiles: grown.fullTiles });
    const size = start + entries.length;
    await copy.commit(start, { origin: ORIGIN, size, root: grown.root, checkpoint: 'a checkpoint' });
    edge = grown.edge;
    for (const { bytes } of entries) entryBytes += bytes.length;
  }
  await copy.close();
  return { value: statSync(path).size / count, entryBytes: entryBytes / count };
}

export const bench: Bench = {
  name: 'growth',
  async run(context) {
    const { alone, packed } = await realStatements();
    const small = await openLog(context, 'small', alone);
    const large = await openLog(context, 'large', alone);
    const inBatches = await openLog(context, 'batches', packed);
    await file(small, SMALL);
    await file(inBatches, SMALL);
    const copies = { alone: await copyBytes(context, small), batch: await copyBytes(context, inBatches) };
    await file(large, SMALL);
    const before = held();
    const memoryRun = Math.round(MEMORY_RUN * context.scale);
    await file(large, memoryRun);
    const growth = held() - before;
    context.note(`held after ${memoryRun} more items: ${(growth / 1e6).toFixed(1)} MB more`);
    await file(large, Math.max(0, Math.round(LARGE * context.scale) - large.size));
    const heap = (held() - before) / (large.size - SMALL);
    context.note(`the large log has ${large.size} items`);

    const rates = await interleave(context, {
      large: () => perSecond(FILED, () => file(large, FILED)),
      small: () => perSecond(FILED, () => file(small, FILED)),
    });
    const times = await interleave(context, { large: () => proofTime(large), small: () => proofTime(small) });
    return [
      await proofBytes(large),
      {
        id: '10b',
        value: Math.max(0, heap),
        facts: {
          items: large.size,
          memoryRun,
          growthMB: growth / 1e6,
          rssMB: process.memoryUsage().rss / 1e6,
        },
      },
      { id: '10c', ...ratioOf(rates.large, rates.small) },
      { id: '10d', ...ratioOf(times.large, times.small) },
      {
        id: '10e',
        value: copies.alone.value,
        facts: { entryBytes: copies.alone.entryBytes, items: SMALL },
      },
      {
        id: '10g',
        value: copies.batch.value,
        facts: { entryBytes: copies.batch.entryBytes, items: SMALL },
      },
    ];
  },
};
