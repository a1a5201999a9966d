/**
 * What a node has to remember beside its copy of the log: the checkpoint that it locked onto, the one that it mirrors, the sizes that it
 * cosigned, its confirmations and its objections. One SQLite file; every change is durable when its function returns.
 */
import { join } from 'node:path';
import Database from 'libsql';
import type { ObjectionReason } from '../../core/chain/statements.ts';
import { ServiceError } from '../errors.ts';
import { checkpointTables, type Row, recordTables } from './state-tables.ts';

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

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS origin (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS pending (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS mirrored (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS cosigned (size INTEGER PRIMARY KEY, root BLOB NOT NULL, at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS confirmation (size INTEGER PRIMARY KEY, root BLOB NOT NULL, signer TEXT NOT NULL, signature TEXT NOT NULL, at TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS objection (id INTEGER PRIMARY KEY, reason TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, message TEXT NOT NULL,
    evidence TEXT NOT NULL, digest TEXT NOT NULL UNIQUE, at TEXT NOT NULL, signature TEXT,
    recorded INTEGER NOT NULL DEFAULT 0, transaction_hash TEXT);`;

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
  return { ...checkpointTables(db), ...recordTables(db), close: () => db.close() };
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
