/** Changing the key-encryption key: everything stays readable throughout, nothing is left under the old key, and the old key is gone. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBlobFiles } from '../../../server/adapters/blob-files.ts';
import { createFileKeyWrapper } from '../../../server/adapters/key-wrapper-file.ts';
import { createCustody } from '../../../server/usecases/custody/create.ts';
import { createKeyRotation } from '../../../server/usecases/keys/job.ts';
import {
  type RotationDeps,
  type RotationProgress,
  rotateKeys,
} from '../../../server/usecases/keys/rotate.ts';
import { openValue, sealValue } from '../../../server/vault/sealed-value.ts';
import { createVault } from '../../../server/vault/vault.ts';
import { callerWith } from '../../support/access.ts';
import { type Api, BANK, recordInput, startApi } from '../../support/api.ts';
import { nodeCrypto, systemRandom } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

describe('server/usecases keys', () => {
  let home: string;
  let api: Api;
  let keys: ReturnType<typeof createFileKeyWrapper>;
  let made = 0;
  const kek = () => join(home, 'kek');
  const vaultOver = async (wrapper: typeof keys) =>
    createVault({
      blobs: await openBlobFiles(join(home, 'blobs')),
      keys: wrapper,
      random: systemRandom,
      clock: { now: () => Date.now() },
      indexKey: new Uint8Array(32),
    });
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'triseal-keys-'));
    keys = createFileKeyWrapper(kek());
    const vault = await vaultOver(keys);
    api = await startApi({ service: () => ({ vault }) });
  });
  afterEach(async () => {
    await api.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const file = async (loan = `LN-${made}`) => {
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `keys-${++made}` },
      body: JSON.stringify({ record: recordInput({ loan }) }),
    });
    expect(answer.status).to.equal(201);
    return ((await answer.json()) as { id: string }).id;
  };
  const deps = (over: Partial<RotationDeps> = {}): RotationDeps => ({
    store: api.service.store,
    documents: api.documents,
    vault: api.service.vault,
    keys,
    graceMs: 0,
    pause: async () => undefined,
    page: 3,
    ...over,
  });
  const rotate = async (with_ = deps(), signal = new AbortController().signal) => {
    const steps: RotationProgress[] = [];
    const run = rotateKeys(with_, signal);
    for (;;) {
      const step = await run.next();
      if (step.done === true) return { steps, rotated: step.value };
      steps.push(step.value);
    }
  };
  const sealed = async (text: string) => {
    const value = { nested: [{ secret: await sealValue(api.service.vault, 'test', text) }], plain: 1 };
    await api.documents.put('things', { key: text, value, indexes: { place: text } }, 0);
  };
  const readSealed = async (text: string, vault = api.service.vault) => {
    const { value } = (await api.documents.get('things', text))!;
    const [{ secret }] = value.nested as unknown as [{ secret: never }];
    return (await openValue(vault, 'test', secret)).value;
  };
  const readable = async (id: string) => (await api.deps.useCases.getEvidence(BANK, id)).id === id;

  it('rewraps keys of items, loans and documents, tells how far it is, and destroys the old key', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await file());
    await sealed('one');
    await sealed('two');
    const old = readFileSync(kek());
    const before = keys.keyId;
    const { steps, rotated } = await rotate();
    // A key for each item and each loan, and two in documents.
    expect(rotated).to.deep.include({ from: before, to: keys.keyId, keys: 16 });
    expect(keys.keyId).to.not.equal(before);
    expect(steps[0]).to.deep.equal({ done: 3, total: 14, note: 'items' });
    expect(steps.map(({ done }) => done)).to.deep.equal(steps.map(({ done }) => done).sort((a, b) => a - b));
    expect(steps.at(-1)).to.deep.equal({ done: 16, total: 16, note: 'last pass' });
    expect(await api.service.store.countKeysNotWrappedBy(keys.keyId)).to.equal(0);

    expect(readdirSync(home).filter((name) => name.startsWith('kek'))).to.deep.equal(['kek']);
    expect(readFileSync(kek()).equals(old)).to.equal(false);
    expect(keys.holds(before)).to.equal(false);
    for (const id of ids) expect(await readable(id)).to.equal(true);
    expect(await readSealed('two')).to.equal('two');

    const restarted = await vaultOver(createFileKeyWrapper(kek()));
    expect(await readSealed('one', restarted)).to.equal('one');
    const row = (await api.service.store.row(ids[0]!))!;
    expect((await restarted.openKey((await api.service.store.key(row.keyId))!)).id).to.equal(row.keyId);
    expect((await api.documents.list('things', { index: 'place', limit: 9 })).documents).to.have.length(2);
  });

  it('a copy of the store from before is worthless with the new key', async () => {
    const id = await file();
    const row = (await api.service.store.row(id))!;
    const copy = (await api.service.store.key(row.keyId))!;
    await rotate();
    const error = await serviceError(api.service.vault.openKey(copy));
    expect([error.code, error.message]).to.deep.equal([
      'KEY_UNAVAILABLE',
      'the content key was wrapped by a key that is not at hand',
    ]);
  });

  it('goes on while items are filed and read, and misses none of them', async () => {
    for (let n = 0; n < 8; n++) await file();
    const ids: string[] = [];
    const run = rotateKeys(deps({ page: 1 }), new AbortController().signal);
    for (let step = await run.next(); step.done !== true; step = await run.next()) ids.push(await file());
    expect(ids.length).to.be.above(8);
    expect(await api.service.store.countKeysNotWrappedBy(keys.keyId)).to.equal(0);
    for (const id of ids) expect(await readable(id)).to.equal(true);
  });

  it('takes along what was begun under the old key and is filed late', async () => {
    const draft = await api.deps.useCases.begin();
    const content = (async function* () {
      yield new TextEncoder().encode('a long upload');
    })();
    const document = await draft.receive('a.txt', 'text/plain', content);
    await rotate();
    const filed = await api.deps.useCases.fileEvidence({
      organisation: BANK,
      idempotencyKey: 'late',
      content: { record: recordInput({ loan: 'LN-late' }) as never },
      upload: { draft, documents: [document] },
    });
    expect(await readable(filed.id)).to.equal(true);
    const restarted = await vaultOver(createFileKeyWrapper(kek()));
    const row = (await api.service.store.row(filed.id))!;
    expect((await restarted.openKey((await api.service.store.key(row.keyId))!)).id).to.equal(row.keyId);
  });

  it('that is interrupted leaves everything readable with both keys, and goes on with the same', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 7; n++) ids.push(await file());
    await sealed('one');
    let calls = 0;
    const dying = {
      ...api.service.store,
      rewrap: async (pairs: Parameters<typeof api.service.store.rewrap>[0]) => {
        if (++calls === 3) throw new Error('killed');
        return api.service.store.rewrap(pairs);
      },
    };
    await rotate(deps({ store: dying })).then(
      () => expect.fail('it was not interrupted'),
      (error: Error) => expect(error.message).to.equal('killed'),
    );
    expect(existsSync(`${kek()}.next`)).to.equal(true);
    for (const id of ids) expect(await readable(id)).to.equal(true);

    const again = createFileKeyWrapper(kek());
    const vault = await vaultOver(again);
    expect([again.keyId, await readSealed('one', vault)]).to.deep.equal([keys.keyId, 'one']);
    const { rotated } = await rotate(deps({ keys: again, vault }));
    expect(rotated.keys).to.equal(9);
    expect(existsSync(`${kek()}.next`)).to.equal(false);
    expect(await api.service.store.countKeysNotWrappedBy(again.keyId)).to.equal(0);
    expect(await readSealed('one', vault)).to.equal('one');
  });

  it('destroys nothing when one key cannot be unwrapped', async () => {
    const id = await file();
    const row = (await api.service.store.row(id))!;
    const key = (await api.service.store.key(row.keyId))!;
    const foreign = { ...key, wrapped: key.wrapped.map((byte) => byte ^ 1) };
    await api.service.store.rewrap([{ from: key, to: foreign }]);
    const error = await serviceError(rotate());
    expect([error.code, error.message]).to.deep.equal([
      'KEY_UNAVAILABLE',
      'the wrapped content key is not authentic',
    ]);
    expect(existsSync(kek()) && existsSync(`${kek()}.next`)).to.equal(true);
  });

  it('can be cancelled between two steps', async () => {
    for (let n = 0; n < 4; n++) await file();
    const abort = new AbortController();
    const run = rotateKeys(deps(), abort.signal);
    await run.next();
    abort.abort();
    const rest = run.next().then(
      () => 'went on',
      (error: Error) => error.name,
    );
    expect(await rest).to.equal('AbortError');
    expect(existsSync(`${kek()}.next`)).to.equal(true);
  });

  it('is a job that the operator starts, with a line in the custody log', async () => {
    for (let n = 0; n < 4; n++) await file();
    const custody = createCustody({
      documents: api.documents,
      crypto: nodeCrypto,
      clock: { now: () => Date.now() },
    });
    const rotation = createKeyRotation({ ...deps(), jobs: api.deps.jobs, custody, graceMs: 10 });
    const started = await rotation.start(callerWith('operator'));
    const job = await api.deps.jobs.finished(started.id);
    expect(job.state, JSON.stringify(job.failure)).to.equal('done');
    expect(job.result).to.deep.include({ to: keys.keyId });
    expect(job.result?.keys).to.be.at.least(8);
    expect(job.progress.done).to.equal(job.progress.total).and.equal(job.result?.keys);
    expect((await rotation.latest(callerWith('operator')))?.id).to.equal(job.id);
    const { lines } = await custody.list({ organisation: 'a-operator', limit: 9 });
    expect(lines[0]).to.deep.include({ action: 'keys.rewrapped', subject: 'organisation/a-operator' });
  });
});
