/** The change of the key-encryption key killed with SIGKILL in the middle: everything stays readable, and the next run finishes it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createFileKeyWrapper } from '../../server/adapters/key-wrapper-file.ts';
import { openSqliteDocuments } from '../../server/adapters/store-sqlite/documents.ts';
import { openSqliteStore } from '../../server/adapters/store-sqlite/store.ts';
import { projectRoot } from '../../server/paths.ts';
import type { WrappedKey } from '../../server/ports/evidence-store.ts';
import { readWrapped, writeWrapped } from '../../server/vault/sealed-value.ts';
import { systemRandom } from '../support/pki.ts';
import { claimOf } from '../support/rows.ts';

const KEYS = 24;

describe('faults: a change of the key-encryption key that is killed', function () {
  this.timeout(60_000);
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'triseal-rotation-'));
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  /** Runs the child; kills it after so many steps, or lets it finish. */
  const run = async (killAfter = Number.POSITIVE_INFINITY) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'test/faults/rotation-child.ts', home], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: Record<string, unknown>[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((part) => part !== '')) lines.push(JSON.parse(line));
      if (lines.length >= killAfter) child.kill('SIGKILL');
    });
    const code = await new Promise((resolve) =>
      child.once('close', (code, signal) => resolve(signal ?? code)),
    );
    return { code, lines };
  };

  it('is finished by the next run with the same keys, and the old key is gone', async () => {
    const keys = createFileKeyWrapper(join(home, 'kek'));
    const old = readFileSync(join(home, 'kek'));
    const secrets = new Map<string, Uint8Array>();
    const make = async (id: string): Promise<WrappedKey> => {
      const secret = systemRandom.bytes(32);
      secrets.set(id, secret);
      return { id, wrapped: await keys.wrap(secret), wrappedBy: keys.keyId };
    };
    const store = openSqliteStore(join(home, 'store.db'));
    for (let n = 0; n < KEYS; n++) {
      const claim = claimOf(`stream-${n}`);
      await store.claimStream(claim, await make(claim.keyId));
    }
    await store.close();
    const documents = openSqliteDocuments(join(home, 'documents.db'));
    for (let n = 0; n < 4; n++) {
      await documents.put(
        'things',
        { key: `d${n}`, value: { sealed: writeWrapped(await make(`d${n}`)) } },
        0,
      );
    }
    await documents.close();

    const killed = await run(5);
    expect(killed.code).to.equal('SIGKILL');
    expect(existsSync(join(home, 'kek.next'))).to.equal(true);
    const between = await holders();
    expect(between.size, 'both keys are in use').to.equal(2);
    expect(await readable()).to.deep.equal([...secrets.keys()].sort());

    const { code, lines } = await run();
    expect(code).to.equal(0);
    const end = lines.at(-1) as { from: string; to: string; keys: number };
    expect([end.from, between.has(end.to)]).to.deep.equal([keys.keyId, true]);
    expect(end.keys)
      .to.be.above(0)
      .and.below(KEYS + 4);
    expect([...(await holders())]).to.deep.equal([end.to]);
    expect(await readable()).to.deep.equal([...secrets.keys()].sort());
    expect(existsSync(join(home, 'kek.next'))).to.equal(false);
    expect(readFileSync(join(home, 'kek')).equals(old)).to.equal(false);

    /** Keys that can be unwrapped to what they were, with what lies in the directory now. */
    async function readable(): Promise<string[]> {
      const now = createFileKeyWrapper(join(home, 'kek'));
      const fine: string[] = [];
      for (const { id, wrapped, wrappedBy } of await all()) {
        if (Buffer.from(await now.unwrap(wrapped, wrappedBy)).equals(secrets.get(id)!)) fine.push(id);
      }
      return fine.sort();
    }
  });

  const all = async (): Promise<WrappedKey[]> => {
    const store = openSqliteStore(join(home, 'store.db'));
    const documents = openSqliteDocuments(join(home, 'documents.db'));
    const found = [...(await store.keysNotWrappedBy('', '', 1000))];
    for (const { value } of await documents.scan(undefined, 1000))
      found.push(readWrapped(value.sealed as never)!);
    await documents.close();
    await store.close();
    return found;
  };
  const holders = async () => new Set((await all()).map(({ wrappedBy }) => wrappedBy));
});
