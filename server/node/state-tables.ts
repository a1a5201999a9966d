/** The statements and rows behind a node's state. */
import type Database from 'libsql';
import { equal } from '../../core/bytes.ts';
import type { ObjectionReason } from '../../core/chain/statements.ts';
import type { Confirmation, KnownCheckpoint, NodeState, ObjectionRecord } from './state.ts';

/** tlog-mirror: mirrors SHOULD accept any of the last several pending checkpoints. */
const KEPT_PENDING = 64;

export type Row = Record<string, unknown>;

type Checkpoints = Pick<
  NodeState,
  'pending' | 'pendingOf' | 'advancePending' | 'mirrored' | 'advanceMirrored' | 'cosignedRoot'
>;

export function checkpointTables(db: Database.Database): Checkpoints {
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

export function recordTables(db: Database.Database): Records {
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
