import { expect } from 'chai';
import { createBatcher } from '../../client/batcher.ts';
import { type Client, createClient } from '../../client/client.ts';
import { ClientError } from '../../client/error.ts';
import { checkReceipt } from '../../client/receipt.ts';
import { RecordRefused } from '../../client/sign.ts';
import type { JsonObject } from '../../core/json.ts';
import { type Api, BANK, recordInput, startApi } from '../support/api.ts';
import { nodeCrypto } from '../support/pki.ts';

describe('client/batcher', () => {
  let api: Api;
  let client: Client;
  const key = () => ({
    organisation: BANK,
    signer: api.keys.filer.signer,
    certificateSha256: nodeCrypto.sha256(api.keys.filer.certificate.der),
  });
  const record = (over: Record<string, unknown> = {}) => recordInput(over) as JsonObject;
  const batcherOf = (over: object = {}) =>
    createBatcher({ client, crypto: nodeCrypto, key: key(), now: () => api.clock.at, ...over });

  before(async () => {
    api = await startApi();
    client = createClient({
      baseUrl: api.url,
      ...key(),
      now: () => api.clock.at,
      sleep: async () => undefined,
    });
  });
  after(() => api.stop());

  it('files many items in few requests, under own signatures, each with its own answer', async () => {
    let requests = 0;
    const counting: Pick<Client, 'batch'> = {
      batch: (filings) => {
        requests++;
        return client.batch(filings);
      },
    };
    const batcher = batcherOf({ client: counting, size: 40 });
    const filed = await Promise.all(
      Array.from({ length: 100 }, (_, i) => batcher.file(record({ loan: 'L-batch', reference: `R-${i}` }))),
    );
    expect(new Set(filed.map(({ id }) => id)).size).to.equal(100);
    expect(requests).to.equal(3);
    const { signed_by } = await client.evidence(filed[0]!.id);
    expect(signed_by).to.equal('filer');
  });

  it('sends a lone item without waiting for company', async () => {
    const { id } = await batcherOf({ size: 1000 }).file(record());
    expect(id).to.be.a('string');
  });

  it('files nothing twice under the same key', async () => {
    const batcher = batcherOf();
    const [first] = await Promise.all([batcher.file(record(), 'same-1')]);
    const again = await batcherOf({ key: undefined }).file(record(), 'other-1');
    expect(again.id).to.not.equal(first!.id);
    const unsigned = batcherOf({ key: undefined });
    const repeated = await Promise.all([unsigned.file(record(), 'twice'), unsigned.file(record(), 'twice')]);
    expect(new Set(repeated.map(({ id }) => id)).size).to.equal(1);
  });

  it('refuses a record that cannot be signed by itself, and files the others', async () => {
    const batcher = batcherOf();
    const outcomes = await Promise.allSettled([
      batcher.file(record()),
      batcher.file({ ...record(), type: 'NO_SUCH_TYPE' }),
      batcher.file(record()),
    ]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).to.be.instanceOf(RecordRefused);
  });

  it("gives each refused item the service's own problem", async () => {
    const batcher = batcherOf({ key: undefined });
    const [good, bad] = await Promise.allSettled([
      batcher.file(record()),
      batcher.file({ ...record(), fields: { nonsense: 1 } }),
    ]);
    expect(good!.status).to.equal('fulfilled');
    const { reason } = bad as PromiseRejectedResult;
    expect(reason).to.be.instanceOf(ClientError);
    expect((reason as ClientError).code).to.match(/SCHEMA/);
  });

  it('refuses more than it may hold, and flushes what it has', async () => {
    const batcher = batcherOf({ maxWaiting: 2, lingerMs: 60_000 });
    const held = [batcher.file(record()), batcher.file(record())];
    const refused = await batcher.file(record()).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ClientError).and.include({ code: 'BATCHER_FULL' });
    await batcher.flush();
    expect(await Promise.all(held)).to.have.length(2);
  });

  it('checks a receipt where it arrives', async () => {
    const { id } = await batcherOf().file(record());
    const report = await checkReceipt(nodeCrypto, { receipt: await client.receipt(id), now: api.clock.at });
    const integrity = report.verdicts.find(({ group }) => group === 'integrity');
    expect(integrity?.outcome).to.not.equal('failed');
    const { entry, ...rest } = await client.receipt(id);
    const changed = { ...rest, entry: String(entry).replace('"seq":', '"seq":1') };
    const failed = await checkReceipt(nodeCrypto, { receipt: changed, now: api.clock.at });
    expect(failed.verdicts.find(({ group }) => group === 'integrity')?.outcome).to.equal('failed');
  });
});
