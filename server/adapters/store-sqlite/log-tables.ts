/** `LogStore` over the tables of the embedded store. */
import { hex } from '../../../core/bytes.ts';
import { ServiceError } from '../../errors.ts';
import type { FullTile, LogBatch, LogEntry, LogHead, LogStore, StreamTail } from '../../ports/log-store.ts';
import { bytes, type Db, type Row } from './database.ts';

const ENTRY = `SELECT e.idx, e.bytes, e.leaf, s.id, e.sequence FROM entry e JOIN stream s ON s.ref = e.stream`;

/** Entries that may be staged in memory. */
const MAX_HELD = 4096;

export type LogTables = Omit<LogStore, 'close'> & {
  /** Number under which a log's rows stand; made when it is first staged. */
  logRef(origin: string): number;
  findLog(origin: string): number | undefined;
  /** Writes what is staged. To be called at the beginning of a transaction that goes on from it, and before the end. */
  writeHeld(): void;
  streamRef(stream: Uint8Array): number;
};

export function createLogTables(db: Db): LogTables {
  const findLog = (origin: string) =>
    db.get('SELECT ref FROM log WHERE origin = ?', [origin])?.[0] as number | undefined;
  const logRef = (origin: string) => {
    db.run('INSERT OR IGNORE INTO log (origin) VALUES (?)', [origin]);
    return findLog(origin)!;
  };
  const streamRef = (stream: Uint8Array) => {
    const known = db.get('SELECT ref FROM stream WHERE id = ?', [stream]);
    if (known !== undefined) return known[0] as number;
    db.run('INSERT INTO stream (id) VALUES (?)', [stream]);
    return streamRef(stream);
  };
  /** Committed size, 0 for a log without head. */
  const sizeOf = (log: number | undefined) =>
    (log === undefined ? 0 : (db.get('SELECT size FROM log WHERE ref = ?', [log])?.[0] ?? 0)) as number;

  /** Batches that were staged and not written yet: the next transaction takes them along, and the disk is written once. */
  let held: LogBatch[] = [];
  let heldEntries = 0;
  const writeHeld = () => {
    const batches = held;
    // Emptied first: a batch that cannot be written is refused once, and staged anew by whoever repeats it.
    held = [];
    heldEntries = 0;
    for (const batch of batches) stage(db, batch, logRef(batch.origin), remembering(streamRef));
  };

  return {
    logRef,
    findLog,
    streamRef,
    head: async (origin) => readHead(db, origin),
    stage: async (batch) => {
      held.push(batch);
      heldEntries += batch.entries.length;
      if (heldEntries > MAX_HELD) db.write(false, writeHeld);
    },
    writeHeld,
    commit: async (from, head) => {
      const outcome = db.write(true, () => {
        writeHeld();
        return commit(db, from, head, logRef(head.origin));
      });
      if (outcome instanceof ServiceError) throw outcome;
      return outcome;
    },
    replaceCheckpoint: async (head) =>
      db.write(
        true,
        () =>
          db.run('UPDATE log SET checkpoint = ? WHERE origin = ? AND size = ? AND root = ?', [
            head.checkpoint,
            head.origin,
            head.size,
            head.root,
          ]) === 1,
      ),
    discardStaged: async (origin) => {
      db.write(false, () => {
        writeHeld();
        const log = findLog(origin);
        if (log !== undefined) dropLosers(db, log, sizeOf(log));
      });
    },
    entries: async (origin, start, end) => {
      const log = findLog(origin);
      const sql = `${ENTRY} WHERE e.log = ? AND e.idx >= ? AND e.idx < ? ORDER BY e.idx`;
      return db.all(sql, [log ?? 0, start, Math.min(end, sizeOf(log))]).map(entry);
    },
    leafHashes: async (origin, start, end) => {
      const log = findLog(origin);
      return leaves(db, log ?? 0, start, Math.min(end, sizeOf(log)));
    },
    tiles: async (origin, level, first, count) => {
      const log = findLog(origin);
      const rows = tileRows(db, 'idx, root, hashes', log, level, first, count, sizeOf(log));
      return rows.map(
        ([index, root, hashes]): FullTile => ({
          level,
          index: index as number,
          root: bytes(root),
          hashes: level === 0 ? leafTile(db, log!, index as number) : bytes(hashes),
        }),
      );
    },
    tileRoots: async (origin, level, first, count) => {
      const log = findLog(origin);
      return tileRows(db, 'root', log, level, first, count, sizeOf(log)).map(([root]) => bytes(root));
    },
    streamTail: async (origin, stream, below) => {
      const log = findLog(origin);
      const sql = `SELECT e.idx, e.sequence, e.leaf FROM entry e JOIN stream s ON s.ref = e.stream
        WHERE s.id = ? AND e.idx < ? AND e.log = ? ORDER BY e.idx DESC LIMIT 1`;
      return tail(db.get(sql, [stream, Math.min(below, sizeOf(log)), log ?? 0]));
    },
    streamEntries: async (origin, stream, below) => {
      const log = findLog(origin);
      const sql = `${ENTRY} WHERE s.id = ? AND e.idx < ? AND e.log = ? ORDER BY e.idx`;
      return db.all(sql, [stream, Math.min(below, sizeOf(log)), log ?? 0]).map(entry);
    },
  };
}

/** The same lookup for one transaction, which mostly meets the same few streams: no longer, as what it adds may be rolled back. */
export function remembering(streamRef: LogTables['streamRef']): LogTables['streamRef'] {
  const known = new Map<string, number>();
  return (stream) => {
    const key = Buffer.from(stream.buffer, stream.byteOffset, stream.length).toString('latin1');
    const ref = known.get(key) ?? streamRef(stream);
    known.set(key, ref);
    return ref;
  };
}

function readHead(db: Db, origin: string): LogHead | undefined {
  const row = db.get('SELECT size, root, checkpoint FROM log WHERE origin = ? AND size IS NOT NULL', [
    origin,
  ]);
  if (row === undefined) return undefined;
  return { origin, size: row[0] as number, root: bytes(row[1]), checkpoint: row[2] as string };
}

function stage(db: Db, batch: LogBatch, log: number, streamRef: (stream: Uint8Array) => number): void {
  const size = (db.get('SELECT size FROM log WHERE ref = ?', [log])![0] ?? 0) as number;
  if (batch.from < size) return;
  db.run('INSERT OR IGNORE INTO batch (log, start, id) VALUES (?, ?, ?)', [log, batch.from, batch.id]);
  const ref = batchRef(db, log, batch.from, batch.id)!;
  db.insert(
    'INSERT OR IGNORE INTO entry (log, idx, batch, stream, sequence, leaf, bytes) VALUES',
    batch.entries.map((e) => [log, e.index, ref, streamRef(e.stream), e.sequence, e.leafHash, e.bytes]),
  );
  db.insert(
    'INSERT OR IGNORE INTO tile (log, level, idx, batch, root, hashes) VALUES',
    batch.tiles.map((t) => [log, t.level, t.index, ref, t.root, t.level === 0 ? null : t.hashes]),
  );
}

function batchRef(db: Db, log: number, start: number, id: string): number | undefined {
  const row = db.get('SELECT ref FROM batch WHERE log = ? AND start = ? AND id = ?', [log, start, id]);
  return row?.[0] as number | undefined;
}

/** @returns a refusal rather than throwing it: what was staged before it stays */
function commit(db: Db, from: number, head: LogHead, log: number): boolean | ServiceError {
  const size = db.get('SELECT size FROM log WHERE ref = ?', [log])![0] as number | null;
  if ((size ?? 0) !== from || (size !== null && head.size === from)) return false;
  const missing = head.size > from ? missingPart(db, from, head, log) : undefined;
  if (missing !== undefined) return missing;
  db.run('UPDATE log SET size = ?, root = ?, checkpoint = ? WHERE ref = ?', [
    head.size,
    head.root,
    head.checkpoint,
    log,
  ]);
  const won = batchRef(db, log, from, hex(head.root));
  // No longer staged: what it holds is below the log's size now.
  if (won !== undefined) db.run('DELETE FROM batch WHERE ref = ?', [won]);
  dropLosers(db, log, head.size);
  return true;
}

function missingPart(db: Db, from: number, head: LogHead, log: number): ServiceError | undefined {
  const ref = batchRef(db, log, from, hex(head.root));
  const sql = 'SELECT count(*) FROM entry WHERE log = ? AND idx >= ? AND idx < ? AND batch = ?';
  const staged = ref === undefined ? 0 : (db.get(sql, [log, from, head.size, ref])![0] as number);
  if (staged === head.size - from) return undefined;
  return new ServiceError('LOG_CORRUPT', 'the batch of this head is not staged as a whole', {
    facts: { from, size: head.size, staged },
  });
}

/** Batches behind the head have lost. */
function dropLosers(db: Db, log: number, size: number): void {
  const losers = db.all('SELECT ref, start FROM batch WHERE log = ? AND start < ?', [log, size]);
  for (const [ref, start] of losers as [number, number][]) {
    for (const table of ['entry', 'item'])
      db.run(`DELETE FROM ${table} WHERE log = ? AND idx >= ? AND batch = ?`, [log, start, ref]);
    db.run('DELETE FROM tile WHERE log = ? AND batch = ?', [log, ref]);
    db.run('DELETE FROM content_key WHERE batch = ?', [ref]);
    db.run('DELETE FROM batch WHERE ref = ?', [ref]);
  }
}

function leaves(db: Db, log: number, start: number, end: number): Uint8Array[] {
  return db
    .all('SELECT leaf FROM entry WHERE log = ? AND idx >= ? AND idx < ? ORDER BY idx', [log, start, end])
    .map((row) => bytes(row[0]));
}

/** Full tiles of the range that the committed log has: `columns` of each, by index. */
function tileRows(
  db: Db,
  columns: string,
  log: number | undefined,
  level: number,
  first: number,
  count: number,
  size: number,
): Row[] {
  const full = Math.floor(size / 256 ** (level + 1));
  const sql = `SELECT ${columns} FROM tile WHERE log = ? AND level = ? AND idx >= ? AND idx < ? ORDER BY idx`;
  return db.all(sql, [log ?? 0, level, first, Math.min(first + count, full)]);
}

function leafTile(db: Db, log: number, index: number): Uint8Array {
  return new Uint8Array(Buffer.concat(leaves(db, log, index * 256, index * 256 + 256)));
}

function entry([index, content, leaf, stream, sequence]: Row): LogEntry {
  return {
    index: index as number,
    bytes: bytes(content),
    leafHash: bytes(leaf),
    stream: bytes(stream),
    sequence: sequence as number,
  };
}

function tail(row: Row | undefined): StreamTail | undefined {
  if (row === undefined) return undefined;
  return { index: row[0] as number, sequence: row[1] as number, leafHash: bytes(row[2]) };
}
