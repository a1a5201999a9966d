/**
 * What a node has to remember beside its copy of the log: the checkpoint that it locked onto, the one that it mirrors, the sizes that it
 * cosigned, its confirmations and its objections. One SQLite file; every change is durable when its function returns.
 */
import { join } from 'node:path';
import Database from 'libsql';
import { equal } from '../../core/bytes.ts';
import type { ObjectionReason } from '../../core/chain/statements.ts';
import { ServiceError } from '../errors.ts';

/** A checkpoint as the log signed it. */
export interface KnownCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** The note with the log's signature and, where this node cosigned it, its own. */
  readonly note: string;
}

export interface Confirmation {
  readonly size: number;
  readonly root: Uint8Array;
  readonly signer: string;
  readonly signature: string;
  readonly at: string;
}

export interface ObjectionRecord {
  readonly reason: ObjectionReason;
  readonly size: number;
  readonly root: Uint8Array;
  readonly message: string;
  /** Canonical JSON (docs/spec/log.md section 7). */
  readonly evidence: string;
  /** Hex SHA-256 of `evidence`. */
  readonly digest: string;
  readonly at: string;
  /** The party's EIP-712 signature, 0x-hex, once there is a chain. */
  readonly signature: string | undefined;
  /** Whether the chain holds it. */
  readonly recorded: boolean;
  /** Where the chain recorded it, 0x-hex; undefined also when somebody else sent it. */
  readonly transaction: string | undefined;
}

export interface NodeState {
  /** The latest checkpoint that the witness cosigned, which is also the mirror's pending one. */
  pending(): KnownCheckpoint | undefined;
  /** One of the last pending checkpoints by its size. */
  pendingOf(size: number): KnownCheckpoint | undefined;
  /**
   * Moves the pending checkpoint by compare-and-swap.
   * @param from what the new checkpoint was checked against; undefined when there was none
   * @returns false when another request was first, and nothing has changed
   */
  advancePending(from: KnownCheckpoint | undefined, to: KnownCheckpoint): boolean;
  /** The checkpoint up to which the copy is complete, audited and cosigned. */
  mirrored(): KnownCheckpoint | undefined;
  /** @returns false when the mirror is already past this size */
  advanceMirrored(to: KnownCheckpoint, at: string): boolean;
  /** The root that the mirror cosigned at exactly this size. */
  cosignedRoot(size: number): Uint8Array | undefined;
  confirmation(size: number): Confirmation | undefined;
  saveConfirmation(confirmation: Confirmation): void;
  /** Keeps an objection; the same evidence is kept once. @returns whether it is new */
  saveObjection(objection: ObjectionRecord): boolean;
  objections(): readonly ObjectionRecord[];
  objectionCount(): number;
  /** Fills in what the chain adds to an objection. */
  markObjection(digest: string, chain: Pick<ObjectionRecord, 'signature' | 'recorded' | 'transaction'>): void;
  close(): void;
}

/** tlog-mirror: mirrors SHOULD accept any of the last several pending checkpoints. */
const KEPT_PENDING = 64;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS origin (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS pending (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS mirrored (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS cosigned (size INTEGER PRIMARY KEY, root BLOB NOT NULL, at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS confirmation (size INTEGER PRIMARY KEY, root BLOB NOT NULL, signer TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS objection (id INTEGER PRIMARY KEY, reason TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, message TEXT NOT NULL,
    evidence TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, at TEXT NOT NULL, signature TEXT,
    recorded INTEGER NOT NULL DEFAULT 0, transaction_hash TEXT);`;

type Row = Record<string, unknown>;

/**
 * @param origin the one log that this directory is for
 * @throws ServiceError `CONFIG_INVALID` when the directory belongs to another log
 */
export function openState(directory: string, origin: string): NodeState {
  const db = new Database(join(directory, 'node.sqlite'));
  // FULL: what was answered has been written through, also past a loss of power (tlog-witness: "MUST persist before responding").
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000');
  db.exec(SCHEMA);
  claim(db, origin);
  return { ...checkpoints(db), ...records(db), close: () => db.close() };
}

function claim(db: Database.Database, origin: string): void {
  db.prepare('INSERT OR IGNORE INTO origin (id, name) VALUES (1, ?)').run(origin);
  const { name } = db.prepare('SELECT name FROM origin').get() as Row;
  if (name === origin) return;
  db.close();
  throw new ServiceError('CONFIG_INVALID', `this directory holds the state of the log ${String(name)}`, {
    facts: { configured: origin },
    remedy: 'Give each log a directory of its own.',
  });
}

type Checkpoints = Pick<
  NodeState,
  'pending' | 'pendingOf' | 'advancePending' | 'mirrored' | 'advanceMirrored' | 'cosignedRoot'
>;

function checkpoints(db: Database.Database): Checkpoints {
  const latest = db.prepare('SELECT size, root, note FROM pending ORDER BY size DESC LIMIT 1');
  const bySize = db.prepare('SELECT size, root, note FROM pending WHERE size = ?');
  const insert = db.prepare('INSERT OR REPLACE INTO pending (size, root, note) VALUES (?, ?, ?)');
  const forget = db.prepare(
    'DELETE FROM pending WHERE size NOT IN (SELECT size FROM pending ORDER BY size DESC LIMIT ?)',
  );
  const mirrored = db.prepare('SELECT size, root, note FROM mirrored');
  const setMirrored = db.prepare(
    'INSERT OR REPLACE INTO mirrored (id, size, root, note) VALUES (1, ?, ?, ?)',
  );
  const cosign = db.prepare('INSERT OR IGNORE INTO cosigned (size, root, at) VALUES (?, ?, ?)');
  const cosigned = db.prepare('SELECT root FROM cosigned WHERE size = ?');
  const pending = () => checkpointOf(latest.get());
  return {
    pending,
    pendingOf: (size) => checkpointOf(bySize.get(size)),
    advancePending: db.transaction((from: KnownCheckpoint | undefined, to: KnownCheckpoint) => {
      const now = pending();
      if (now?.size !== from?.size || (now !== undefined && !equal(now.root, from!.root))) return false;
      insert.run(to.size, to.root, to.note);
      forget.run(KEPT_PENDING);
      return true;
    }),
    mirrored: () => checkpointOf(mirrored.get()),
    advanceMirrored: db.transaction((to: KnownCheckpoint, at: string) => {
      const now = checkpointOf(mirrored.get());
      if (now !== undefined && now.size > to.size) return false;
      setMirrored.run(to.size, to.root, to.note);
      cosign.run(to.size, to.root, at);
      return true;
    }),
    cosignedRoot: (size) => {
      const row = cosigned.get(size) as Row | undefined;
      return row && bytesOf(row.root);
    },
  };
}

type Records = Pick<
  NodeState,
  'confirmation' | 'saveConfirmation' | 'saveObjection' | 'objections' | 'objectionCount' | 'markObjection'
>;

function records(db: Database.Database): Records {
  const find = db.prepare('SELECT * FROM confirmation WHERE size = ?');
  const confirm = db.prepare(
    'INSERT OR REPLACE INTO confirmation (size, root, signer, signature, at) VALUES (?, ?, ?, ?, ?)',
  );
  const object = db.prepare(
    'INSERT OR IGNORE INTO objection (reason, size, root, message, evidence, digest, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const all = db.prepare('SELECT * FROM objection ORDER BY id');
  const count = db.prepare('SELECT count(*) AS n FROM objection');
  const mark = db.prepare(
    'UPDATE objection SET signature = ?, recorded = ?, transaction_hash = ? WHERE digest = ?',
  );
  return {
    confirmation: (size) => {
      const row = find.get(size) as Row | undefined;
      return row && confirmationOf(row);
    },
    saveConfirmation: (c) => {
      confirm.run(c.size, c.root, c.signer, c.signature, c.at);
    },
    saveObjection: (o) =>
      object.run(o.reason, o.size, o.root, o.message, o.evidence, o.digest, o.at).changes === 1,
    objections: () => (all.all() as Row[]).map(objectionOf),
    objectionCount: () => (count.get() as { n: number }).n,
    markObjection: (digest, chain) => {
      mark.run(chain.signature ?? null, chain.recorded ? 1 : 0, chain.transaction ?? null, digest);
    },
  };
}

function checkpointOf(row: unknown): KnownCheckpoint | undefined {
  if (row === undefined || row === null) return undefined;
  const { size, root, note } = row as { size: number; root: Uint8Array; note: string };
  return { size, root: bytesOf(root), note };
}

function confirmationOf({ size, root, signer, signature, at }: Row): Confirmation {
  return {
    size: size as number,
    root: bytesOf(root),
    signer: signer as string,
    signature: signature as string,
    at: at as string,
  };
}

function objectionOf(row: Row): ObjectionRecord {
  const { root, signature, recorded, transaction_hash: transaction } = row;
  return {
    reason: row.reason as ObjectionReason,
    size: row.size as number,
    message: row.message as string,
    evidence: row.evidence as string,
    digest: row.digest as string,
    at: row.at as string,
    root: bytesOf(root),
    recorded: recorded === 1,
    signature: (signature as string | null) ?? undefined,
    transaction: (transaction as string | null) ?? undefined,
  };
}

const bytesOf = (value: unknown): Uint8Array => new Uint8Array(value as Uint8Array);
