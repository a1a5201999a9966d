import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { equal } from '../../core/bytes.ts';
import { parseEntry } from '../../core/entry/entry.ts';
import { type StreamEnd, successionProblem } from '../../core/entry/stream.ts';
import { verifyConsistency } from '../../core/merkle/consistency.ts';
import { rootOfLeaves } from '../../core/merkle/tree.ts';
import { type Checkpoint, parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import { GAPS, killAtGap } from '../../server/log/gaps.ts';
import { createLogReader } from '../../server/log/log-reader.ts';
import { streamKey } from '../../server/log/stream-tails.ts';
import { crypto, ORIGIN } from '../support/log-batches.ts';
import { digest } from '../support/rows.ts';

const CHILD = fileURLToPath(new URL('filing-child.ts', import.meta.url));

interface Acknowledged {
  readonly name: string;
  readonly index: number;
  readonly checkpoint?: string;
}

interface Run {
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly acknowledged: readonly Acknowledged[];
  readonly errors: string;
}

/** @param killAfter kills the child once it has acknowledged so many */
function runChild(file: string, items: number, gap = '', killAfter = Number.POSITIVE_INFINITY): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', CHILD, file, String(items)], {
      env: { ...process.env, TRISEAL_FAULT_KILL: gap },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const acknowledged: Acknowledged[] = [];
    let errors = '';
    child.stderr.on('data', (bytes: Buffer) => {
      errors += bytes.toString();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as Acknowledged;
      if (said.name !== undefined) acknowledged.push(said);
      if (acknowledged.length >= killAfter) child.kill('SIGKILL');
    });
    child.on('close', (code, signal) => resolve({ code, signal, acknowledged, errors }));
  });
}

/** Everything that must hold of the store after any number of deaths. */
async function inspect(file: string, acknowledged: readonly Acknowledged[]): Promise<number> {
  const store = openSqliteStore(file);
  try {
    const head = (await store.head(ORIGIN))!;
    const entries = await store.entries(ORIGIN, 0, head.size + 10);
    expect(entries).to.have.length(head.size);
    const leaves = entries.map(({ leafHash }) => leafHash);
    expect(equal(rootOfLeaves(crypto, leaves), head.root), 'the root is that of the entries').to.equal(true);
    const ends = new Map<string, StreamEnd>();
    for (const { bytes, leafHash } of entries) {
      const entry = parseEntry(bytes);
      expect(successionProblem(ends.get(streamKey(entry.stream)), entry)).to.equal(undefined);
      ends.set(streamKey(entry.stream), { sequence: entry.sequence, leafHash });
    }
    const statements = new Set(entries.map(({ bytes }) => parseEntry(bytes).statement));
    expect(statements.size, 'nothing is doubled').to.equal(head.size);
    for (const { name, index } of acknowledged) {
      const row = await store.rowByIdempotency(digest(`idempotency ${name}`));
      expect(row?.index, `${name} was acknowledged`).to.equal(index);
      expect(await store.key(`key-${name}`), `key of ${name}`).not.to.equal(undefined);
    }
    const reader = createLogReader(store, ORIGIN, crypto);
    const notes = [...new Set(acknowledged.flatMap(({ checkpoint }) => checkpoint ?? []))];
    for (const note of notes) {
      const seen: Checkpoint = parseSignedCheckpoint(note).checkpoint;
      const proof = await reader.consistencyProof(seen.size, head.size);
      const consistent = verifyConsistency(crypto, {
        oldSize: seen.size,
        oldRoot: seen.root,
        newSize: head.size,
        newRoot: head.root,
        proof,
      });
      expect(consistent, `consistent with the checkpoint of ${seen.size} entries`).to.equal(true);
    }
    return head.size;
  } finally {
    await store.close();
  }
}

describe('killed with SIGKILL', function () {
  this.timeout(60_000);
  const ITEMS = 40;
  let directory: string;
  let count = 0;
  const freshFile = () => join(directory, `${count++}.db`);
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'triseal-kill-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const gap of GAPS) {
    it(`at "${gap}", the log loses nothing that was acknowledged, doubles nothing, and goes on`, async () => {
      const file = freshFile();
      const first = await runChild(file, ITEMS, `${gap}:3`);
      expect(first.signal, first.errors).to.equal('SIGKILL');
      const size = await inspect(file, first.acknowledged);
      // What was true and untold is found again; what was not true is gone.
      const wasTrue = gap === 'committed' || gap === 'answered';
      if (wasTrue) expect(size).to.be.at.least(first.acknowledged.length);
      else expect(size).to.equal(first.acknowledged.length);
      const second = await runChild(file, ITEMS);
      expect(second.code, second.errors).to.equal(0);
      expect(second.acknowledged).to.have.length(ITEMS);
      expect(await inspect(file, [...first.acknowledged, ...second.acknowledged])).to.equal(ITEMS);
    });
  }

  it('at random points under load, again and again', async () => {
    const file = freshFile();
    const acknowledged: Acknowledged[] = [];
    for (let death = 1; death <= 3; death++) {
      const run = await runChild(file, 100 * ITEMS, '', 1 + Math.floor(Math.random() * 200));
      expect(run.signal, run.errors).to.equal('SIGKILL');
      acknowledged.push(...run.acknowledged);
      await inspect(file, acknowledged);
    }
  });

  it('is not taken for done when the gap is misspelt', () => {
    expect(() => killAtGap('comitted', () => undefined)).to.throw(
      RangeError,
      'TRISEAL_FAULT_KILL is <gap>[:n]',
    );
    expect(() => killAtGap('committed:0', () => undefined)).to.throw(RangeError);
    expect(killAtGap('', () => undefined)).to.equal(undefined);
    const killed: string[] = [];
    const hook = killAtGap('committed:2', () => killed.push('dead'))!;
    for (const gap of [...GAPS, ...GAPS, ...GAPS]) hook(gap);
    expect(killed).to.deep.equal(['dead']);
  });
});
