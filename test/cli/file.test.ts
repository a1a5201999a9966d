import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Client, createClient } from '../../client/client.ts';
import { ClientError } from '../../client/error.ts';
import type { JsonObject } from '../../core/json.ts';
import { type Api, BANK, recordInput, startApi } from '../support/api.ts';
import { AT, nodeCrypto } from '../support/pki.ts';
import { type CliSandbox, sandbox } from './support.ts';

describe('cli client and file', () => {
  let api: Api;
  let box: CliSandbox;
  let client: Client;
  const clientOf = (over: object = {}) =>
    createClient({
      baseUrl: api.url,
      organisation: BANK,
      signer: api.keys.filer.signer,
      certificateSha256: nodeCrypto.sha256(api.keys.filer.certificate.der),
      now: () => api.clock.at,
      sleep: async () => undefined,
      ...over,
    });
  before(async () => {
    api = await startApi();
    box = sandbox(AT);
    box.write('key.pem', api.keys.filer.keyPem);
    box.write('cert.pem', api.keys.filer.certificatePem);
    box.write('合同.pdf', '%PDF-1.7 one');
    box.write('record.json', JSON.stringify(recordInput()));
    client = clientOf();
  });
  after(async () => {
    box.remove();
    await api.stop();
  });

  const access = () => ['--url', api.url, '--organisation', BANK, '--key', 'key.pem', '--cert', 'cert.pem'];
  it('files a record and repeats itself under the same key without doubling', async () => {
    const filing = { record: recordInput() as JsonObject, idempotencyKey: 'item-1' };
    const first = await client.file(filing);
    const again = await client.file(filing);
    expect(first).to.include({ type: 'DRAW', replayed: false });
    expect(again).to.include({ id: first.id, index: first.index, replayed: true });
  });

  it('files documents, lists the loan over pages and fetches receipt and proof', async () => {
    const documents = [
      { name: '借款合同.pdf', mediaType: 'application/pdf', content: new TextEncoder().encode('%PDF') },
    ];
    const filed = await client.file({ record: recordInput({ loan: 'L-2' }) as JsonObject, documents });
    expect((await client.list('L-2')).map(({ id }) => id)).to.deep.equal([filed.id]);
    const evidence = await client.evidence(filed.id);
    expect(evidence.documents).to.deep.include.members([(evidence.documents as JsonObject[])[0]]);
    expect((evidence.documents as JsonObject[])[0]).to.include({
      name: '借款合同.pdf',
      size: 4,
      stored: true,
    });
    expect(await client.receipt(filed.id)).to.include({ id: filed.id, version: 1 });
    expect(await client.tlogProof(filed.id)).to.match(/^c2sp\.org\/tlog-proof@v1\nindex \d+\n/);
  });

  it('files a batch: one outcome an item, in order', async () => {
    const line = (idempotencyKey: string, over = {}) => ({
      idempotencyKey,
      record: recordInput({ loan: 'L-3', ...over }) as JsonObject,
    });
    const outcomes = await client.batch([line('b-1'), line('b-2', { type: 'NONSENSE' }), line('b-3')]);
    expect(outcomes.map(({ status }) => status >= 400)).to.deep.equal([false, true, false]);
    expect(outcomes[1]).to.have.nested.property('problem.code', 'UNKNOWN_DOCUMENT_TYPE');
    expect((await client.list('L-3')).length).to.equal(2);
  });

  it('streams a package', async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await client.package('L-2')) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).to.equal('package of 3 characters');
  });

  it('renews a token that ran out', async () => {
    await client.list('L-2');
    api.clock.at += 3_600_000;
    try {
      expect((await client.list('L-2')).length).to.equal(1);
    } finally {
      api.clock.at = AT;
    }
  });

  it('hands on the problem of a refusal, and does not repeat what cannot succeed', async () => {
    let calls = 0;
    const counting = clientOf({
      fetch: (...args: Parameters<typeof fetch>) => {
        calls++;
        return fetch(...args);
      },
    });
    const error = await counting
      .file({ record: recordInput({ type: 'NONSENSE' }) as JsonObject })
      .catch((thrown) => thrown);
    expect(error).to.be.instanceOf(ClientError);
    expect(error).to.include({ code: 'UNKNOWN_DOCUMENT_TYPE' });
    expect(calls, 'token and one attempt').to.equal(2);
  });

  describe('against a service that falters', () => {
    let server: Server;
    let answers: number[];
    let keys: (string | undefined)[];
    before(async () => {
      server = createServer((req, res) => {
        if (req.url === '/v1/token') return void res.end('{"access_token":"t","expires_in":600}');
        keys.push(req.headers['idempotency-key'] as string | undefined);
        req.resume();
        const status = answers.shift() ?? 201;
        if (status === 0) return void res.destroy();
        res.writeHead(status, status === 503 ? { 'retry-after': '7' } : {});
        res.end(status < 300 ? '{"id":"x"}' : '<html>proxy</html>');
      }).listen(0, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
    });
    after(() => new Promise((resolve) => server.close(resolve)));
    beforeEach(() => {
      keys = [];
    });
    const faltering = (over: object = {}) =>
      clientOf({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...over });

    it('tries again under the same key, and waits as long as it was told', async () => {
      answers = [503, 0, 502];
      const pauses: number[] = [];
      const client = faltering({ sleep: async (ms: number) => void pauses.push(ms) });
      expect(await client.file({ record: {} })).to.include({ id: 'x' });
      expect(keys).to.have.length(4);
      expect(new Set(keys).size).to.equal(1);
      expect(pauses).to.deep.equal([7000, 400, 800]);
    });

    it('gives up after the last attempt with what it got', async () => {
      answers = [503, 503, 503];
      const error = await faltering({ attempts: 3 })
        .file({ record: {} })
        .catch((thrown) => thrown);
      expect(error).to.include({ name: 'ClientError', status: 503, code: 'HTTP_503', retryAfterSeconds: 7 });
      expect(keys).to.have.length(3);
    });

    it('says so when nobody answers', async () => {
      const error = await faltering({ baseUrl: 'http://127.0.0.1:9', attempts: 1 })
        .list('x')
        .catch((thrown) => thrown);
      expect(error).to.include({ code: 'UNREACHABLE', message: 'no answer from http://127.0.0.1:9' });
    });
  });

  it('triseal file: documents, flags and the receipt', async () => {
    const argv = [
      'file',
      '合同.pdf',
      '--loan',
      'L-9',
      '--type',
      'DRAW',
      '--record',
      'record.json',
      ...access(),
    ];
    const fields = ['--field', 'payee_account=622', '--field', 'amount:={"amount":"1.00","currency":"CNY"}'];
    const event = [
      '--event-time',
      '2026-03-15T19:00:00+08:00',
      '--event-source',
      'claimed',
      '--reference',
      'D-1',
    ];
    const { code, out, err } = await box.run([
      ...argv,
      ...fields,
      ...event,
      '--idempotency-key',
      'cli-1',
      '--receipt',
      'receipt.json',
      '--json',
    ]);
    expect(err).to.equal('');
    expect(code).to.equal(0);
    const filed = JSON.parse(out) as { id: string };
    const evidence = await client.evidence(filed.id);
    expect(evidence).to.include({ loan: 'L-9', signed_by: 'service' });
    expect(evidence.record).to.deep.include({
      reference: 'D-1',
      event: { time: '2026-03-15T19:00:00+08:00', source: 'claimed' },
    });
    expect((evidence.record as JsonObject).fields).to.deep.include({
      payee_account: '622',
      amount: { amount: '1.00', currency: 'CNY' },
      requested_at: '2026-03-15T19:59:00+08:00',
    });
    const receipt = JSON.parse(readFileSync(join(box.directory, 'receipt.json'), 'utf8')) as JsonObject;
    expect(receipt).to.include({ id: filed.id });
  });

  it('triseal file --sign: the statement is the organisation own', async () => {
    const { code, out, err } = await box.run([
      'file',
      '合同.pdf',
      '--record',
      'record.json',
      '--loan',
      'L-10',
      '--sign',
      '--json',
      ...access(),
    ]);
    expect(err).to.equal('');
    expect(code).to.equal(0);
    const { id } = JSON.parse(out) as { id: string };
    expect(await client.evidence(id)).to.include({ signed_by: 'filer', loan: 'L-10' });
  });

  it('triseal file --sign refuses a record that breaks its schema before sending it', async () => {
    const argv = [
      'file',
      '--record',
      'record.json',
      '--loan',
      'L-11',
      '--sign',
      '--field',
      'amount=much',
      ...access(),
    ];
    const { code, err } = await box.run(argv);
    expect(code).to.equal(65);
    expect(err).to.include('/fields/amount');
  });

  it('triseal file prints what a person wants to see', async () => {
    const { out } = await box.run(['file', '--record', 'record.json', '--loan', 'L-12', ...access()]);
    expect(out).to.match(
      /^id: \S+\ntype: DRAW\nindex: \d+\nsequence: 1\nreceived: 2026-03-15T12:00:00\.\d{3}Z\nstate: logged\nreplayed: false\n$/,
    );
  });

  for (const [name, argv, code, message] of [
    ['a record without type', ['file', '--loan', 'L-1'], 64, 'a record needs its type'],
    ['a record without loan', ['file', '--type', 'DRAW'], 64, 'a record needs its loan'],
    [
      'a field without a name',
      ['file', '--loan', 'L', '--type', 'DRAW', '--field', '=1'],
      64,
      '--field takes name=text',
    ],
    [
      'a document that is not there',
      ['file', 'none.pdf', '--loan', 'L', '--type', 'DRAW'],
      66,
      'cannot read none.pdf',
    ],
    ['a record that is no JSON', ['file', '--record', 'cert.pem'], 66, 'is no JSON object'],
    [
      'no key',
      ['file', '--loan', 'L', '--type', 'DRAW', '--url', 'http://127.0.0.1:9'],
      64,
      'filing needs --key',
    ],
  ] as const) {
    it(`triseal file exits ${code} for ${name}`, async () => {
      const result = await box.run(argv);
      expect(result.err).to.include(message);
      expect(result.code).to.equal(code);
    });
  }

  it('triseal file exits 65 with the problem when the service refuses, 64 for an address that is none', async () => {
    const refused = await box.run(['file', '--record', 'record.json', '--type', 'NONSENSE', ...access()]);
    expect(refused.code).to.equal(65);
    expect(refused.err).to.include('UNKNOWN_DOCUMENT_TYPE');
    const argv = [
      'file',
      '--record',
      'record.json',
      '--key',
      'key.pem',
      '--cert',
      'cert.pem',
      '--organisation',
      BANK,
    ];
    expect(await box.run([...argv, '--url', 'ftp://x'])).to.include({ code: 64 });
    expect((await box.run(argv)).err).to.include('no service is named');
  });

  it('triseal token prints a token', async () => {
    const { code, out } = await box.run(['token', ...access()]);
    expect(code).to.equal(0);
    const [, payload] = out.trim().split('.');
    expect(JSON.parse(Buffer.from(payload!, 'base64url').toString())).to.be.an('object');
  });
});
