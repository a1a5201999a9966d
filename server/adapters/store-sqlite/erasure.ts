/** Forgetting in the embedded store. Deleted content is overwritten with zeros (`secure_delete`); this sees to the copies that remain. */
import { open } from 'node:fs/promises';
import type { Erased, EvidenceErasure } from '../../ports/erasure.ts';
import type { WrappedKey } from '../../ports/evidence-store.ts';
import { bytes, type Db, type Row } from './database.ts';

const KEY = 'SELECT id, wrapped, wrapped_by FROM content_key WHERE id = ?';
const NOTHING = new Uint8Array();
const SCANNED_BYTES = 4 * 2 ** 20;

export function createErasure(db: Db, file: string): EvidenceErasure {
  return {
    erase: async (id) =>
      db.write(true, () => {
        const erased = standing(db, id);
        if (erased !== undefined) dropKey(db, erased.key);
        db.run("UPDATE item SET sealed = ?, blobs = '', fingerprint = zeroblob(32) WHERE id = ?", [
          NOTHING,
          id,
        ]);
        return erased;
      }),
    replacePart: async (id, { sealed, blobs, key }) =>
      db.write(true, () => {
        const old = standing(db, id);
        if (old === undefined) return undefined;
        dropKey(db, old.key);
        db.run('INSERT INTO content_key (id, batch, wrapped, wrapped_by) VALUES (?, 0, ?, ?)', [
          key.id,
          key.wrapped,
          key.wrappedBy,
        ]);
        db.run(
          'UPDATE item SET sealed = ?, blobs = ?, fingerprint = zeroblob(32), content_key = ? WHERE id = ?',
          [sealed, blobs.join(','), key.id, id],
        );
        return old;
      }),
    forget: async (remnants) => {
      db.forget();
      // Moving rows between pages leaves stale copies behind that no deletion reaches; only writing the file anew does.
      if (remnants === 'everything' || (await holdsAny(file, remnants))) {
        db.run('VACUUM', []);
        db.forget();
      }
    },
    keysNotWrappedBy: async (keyId, after, limit) =>
      db
        .all(
          'SELECT id, wrapped, wrapped_by FROM content_key WHERE id > ? AND wrapped_by <> ? ORDER BY id LIMIT ?',
          [after, keyId, limit],
        )
        .map(keyOf),
    countKeysNotWrappedBy: async (keyId) =>
      db.get('SELECT COUNT(*) FROM content_key WHERE wrapped_by <> ?', [keyId])![0] as number,
    rewrap: async (keys) =>
      db.write(true, () =>
        keys.reduce((count, { from, to }) => {
          const sql = 'UPDATE content_key SET wrapped = ?, wrapped_by = ? WHERE id = ? AND wrapped = ?';
          return count + db.run(sql, [to.wrapped, to.wrappedBy, from.id, from.wrapped]);
        }, 0),
      ),
  };
}

function standing(db: Db, id: string): Erased | undefined {
  const item = db.get('SELECT content_key, fingerprint FROM item WHERE id = ? LIMIT 1', [id]);
  const row = item === undefined ? undefined : db.get(KEY, [item[0] as string]);
  return row && { key: keyOf(row), fingerprint: bytes(item![1]).slice() };
}

function dropKey(db: Db, { id }: WrappedKey): void {
  db.run('DELETE FROM content_key WHERE id = ?', [id]);
}

function keyOf([id, wrapped, by]: Row): WrappedKey {
  // A copy: the binding may hand out its own memory, which the next statement changes.
  return { id: id as string, wrapped: bytes(wrapped).slice(), wrappedBy: by as string };
}

/** Reads the file in pieces that overlap by the longest remnant. */
async function holdsAny(file: string, remnants: readonly Uint8Array[]): Promise<boolean> {
  const wanted = remnants.filter(({ length }) => length > 0).map((remnant) => Buffer.from(remnant));
  if (wanted.length === 0) return false;
  const overlap = Math.max(...wanted.map(({ length }) => length)) - 1;
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(SCANNED_BYTES + overlap);
    for (let position = 0; ; position += SCANNED_BYTES) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
      const piece = buffer.subarray(0, bytesRead);
      if (wanted.some((remnant) => piece.includes(remnant))) return true;
      if (bytesRead < buffer.length) return false;
    }
  } finally {
    await handle.close();
  }
}
