/** The cryptography, hashing and storing that filing an item cannot do without, and nothing else. */
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { parseSdJwt } from '../../core/evidence/sd-jwt.ts';
import { readStatement } from '../../core/evidence/statement.ts';
import { nodeCrypto } from '../support/pki.ts';
import type { BenchContext } from './harness.ts';

export interface Primitives {
  /** Checks, hashes and encrypts one item. @returns what there is to store */
  prepare(text: string): Promise<Uint8Array[]>;
  /** Stores items in one transaction, durably. */
  store(rows: readonly (readonly Uint8Array[])[]): void;
}

export function createPrimitives(context: BenchContext, spki: Uint8Array): Primitives {
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
  return {
    async prepare(text) {
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
    },
    store(rows) {
      db.exec('BEGIN');
      for (const row of rows) insert.run(row);
      db.exec('COMMIT');
    },
  };
}
