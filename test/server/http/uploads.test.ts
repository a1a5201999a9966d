/** Resumable uploads by the tus protocol, with the protocol's own client, and the filings that use them. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Upload, type UploadOptions } from 'tus-js-client';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';
import {
  type Api,
  BANK,
  OTHER,
  recordInput,
  signedStatement,
  startApi,
  wholeRecord,
} from '../../support/api.ts';

const TUS = { 'tus-resumable': '1.0.0' };
const MIB = 2 ** 20;

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & { code?: string; facts?: Record<string, unknown> };
}

describe('http: resumable uploads (tus)', () => {
  let api: Api;
  let token: string;
  before(async () => {
    api = await startApi({
      filing: { uploads: { maxBytes: 16 * MIB, quotaBytes: 40 * MIB, quotaCount: 12, partBytes: MIB } },
    });
    token = await api.token();
  });
  after(() => api.stop());
  afterEach(async () => {
    for (const { key } of (await api.documents.list('uploads', { index: 'open', limit: 99 })).documents)
      await api.deps.filing.uploads.remove(BANK, key).catch(() => undefined);
  });

  const send = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: Uint8Array,
  ) => {
    const answer = await api.call(path, {
      method,
      headers: { ...TUS, ...headers },
      ...(body && { body: body as BodyInit }),
    });
    const text = await answer.text();
    const parsed = text === '' ? {} : (JSON.parse(text) as Answer['body']);
    return { status: answer.status, headers: answer.headers, body: parsed } as Answer;
  };
  const create = async (size: number, headers: Record<string, string> = {}) => {
    const answer = await send('POST', '/v1/uploads', { 'upload-length': String(size), ...headers });
    return { ...answer, path: answer.headers.get('location') ?? '' };
  };
  const patch = (path: string, offset: number, bytes: Uint8Array, headers: Record<string, string> = {}) =>
    send(
      'PATCH',
      path,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers },
      bytes,
    );
  const offsetOf = async (path: string) => Number((await send('HEAD', path)).headers.get('upload-offset'));
  const idOf = (path: string) => path.split('/').at(-1)!;

  /** Uploads with the client; resolves with the upload's address. */
  const upload = (bytes: Buffer, over: Partial<UploadOptions> = {}, began?: (upload: Upload) => void) =>
    new Promise<string>((resolve, reject) => {
      const task: Upload = new Upload(bytes, {
        endpoint: `${api.url}/v1/uploads`,
        headers: { authorization: `Bearer ${token}` },
        metadata: { filename: '合同.pdf', filetype: 'application/pdf' },
        retryDelays: null,
        onSuccess: () => resolve(new URL(task.url!).pathname),
        onError: reject,
        ...over,
      });
      began?.(task);
      task.start();
    });

  const file = (key: string, uploads: unknown, over: Record<string, unknown> = {}) =>
    send(
      'POST',
      '/v1/evidence',
      { 'content-type': 'application/json', 'idempotency-key': key },
      Buffer.from(JSON.stringify({ record: recordInput(over), uploads })),
    );

  it('says which version and extensions it speaks', async () => {
    const { status, headers } = await send('OPTIONS', '/v1/uploads');
    expect(status).to.equal(204);
    expect(headers.get('tus-version')).to.equal('1.0.0');
    expect(headers.get('tus-extension')?.split(',')).to.have.members([
      'creation',
      'creation-with-upload',
      'expiration',
      'checksum',
      'termination',
    ]);
    expect(headers.get('tus-checksum-algorithm')).to.equal('sha1,sha256');
    expect(headers.get('tus-max-size')).to.equal(String(16 * MIB));
    expect(headers.get('access-control-allow-origin')).to.equal(null);
  });

  it('files a document that came in parts, with the digests of the whole', async () => {
    const bytes = randomBytes(3 * MIB + 17);
    const path = await upload(bytes, { chunkSize: MIB + 5 });
    expect(await offsetOf(path)).to.equal(bytes.length);
    const filed = await file('in-parts', [{ id: idOf(path) }]);
    expect(filed.status, JSON.stringify(filed.body)).to.equal(201);
    const item = await send('GET', `/v1/evidence/${String(filed.body.id)}`);
    const c = createNodeCrypto();
    expect((item.body.documents as unknown[])[0]).to.deep.include({
      name: '合同.pdf',
      media_type: 'application/pdf',
      size: bytes.length,
      sha256: Buffer.from(c.sha256(bytes)).toString('hex'),
      sm3: Buffer.from(c.sm3(bytes)).toString('hex'),
      stored: true,
    });
    const document = await api.call(`/v1/evidence/${String(filed.body.id)}/documents/1`);
    expect(Buffer.from(await document.arrayBuffer()).equals(bytes)).to.equal(true);
    expect((await send('HEAD', path)).status).to.equal(404);
  });

  it('sends the beginning along with the announcement', async () => {
    const bytes = randomBytes(2 * MIB);
    const path = await upload(bytes, { chunkSize: MIB, uploadDataDuringCreation: true });
    expect(await offsetOf(path)).to.equal(bytes.length);
  });

  it('goes on where an interrupted client stopped', async () => {
    const bytes = randomBytes(5 * MIB);
    const begun = await new Promise<string>((resolve) => {
      void upload(bytes, { chunkSize: MIB, onError: () => undefined }, (task) => {
        task.options.onChunkComplete = (_size, accepted) => {
          if (accepted >= 2 * MIB) void task.abort().then(() => resolve(task.url!));
        };
      });
    });
    const { pathname } = new URL(begun);
    const stood = await offsetOf(pathname);
    expect(stood).to.be.within(2 * MIB, 4 * MIB);
    let first: number | undefined;
    await upload(bytes, {
      uploadUrl: begun,
      onProgress: (sent) => {
        first ??= sent;
      },
    });
    expect(first).to.be.at.least(stood);
    const filed = await file('interrupted', [{ id: idOf(pathname) }]);
    const document = await api.call(`/v1/evidence/${String(filed.body.id)}/documents/1`);
    expect(Buffer.from(await document.arrayBuffer()).equals(bytes)).to.equal(true);
  });

  it('keeps what came of a request whose connection broke', async () => {
    const { path } = await create(4 * MIB);
    const half = randomBytes(2 * MIB);
    const aborted = new AbortController();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(half),
      pull: () => new Promise((resolve) => setTimeout(() => resolve(aborted.abort()), 300)),
    });
    const headers = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', ...TUS };
    const call = { method: 'PATCH', headers, body, signal: aborted.signal, duplex: 'half' };
    await api.call(path, call as RequestInit).catch(() => undefined);
    expect(await offsetOf(path)).to.equal(half.length);
  });

  it('refuses a wrong offset and names the right one', async () => {
    const { path } = await create(100);
    expect((await patch(path, 0, randomBytes(10))).status).to.equal(204);
    for (const offset of [0, 9, 11]) {
      const { status, body } = await patch(path, offset, randomBytes(10));
      expect([status, body.code]).to.deep.equal([409, 'UPLOAD_OFFSET_MISMATCH']);
    }
    expect(await offsetOf(path)).to.equal(10);
  });

  it('refuses what exceeds the announced length, announced or not', async () => {
    const { path } = await create(10);
    const over = await patch(path, 0, randomBytes(11));
    expect([over.status, over.body.code]).to.deep.equal([413, 'PAYLOAD_TOO_LARGE']);
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(randomBytes(11));
        controller.close();
      },
    });
    const headers = { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream', ...TUS };
    const chunked = await api.call(path, { method: 'PATCH', headers, body, duplex: 'half' } as RequestInit);
    expect(chunked.status).to.equal(413);
    expect(await offsetOf(path)).to.equal(0);
    expect((await patch(path, 0, randomBytes(10))).status).to.equal(204);
    const large = await create(16 * MIB + 1);
    expect([large.status, large.body.code]).to.deep.equal([413, 'PAYLOAD_TOO_LARGE']);
  });

  for (const algorithm of ['sha1', 'sha256'] as const) {
    it(`holds a part against its checksum (${algorithm}) and drops it when it differs`, async () => {
      const bytes = randomBytes(2 * MIB + 3);
      const { path } = await create(bytes.length);
      const checksum = (of: Uint8Array) =>
        `${algorithm} ${createHash(algorithm).update(of).digest('base64')}`;
      const before = api.blobs().length;
      const wrong = await patch(path, 0, bytes, { 'upload-checksum': checksum(randomBytes(3)) });
      expect([wrong.status, wrong.body.code]).to.deep.equal([460, 'UPLOAD_CHECKSUM_MISMATCH']);
      expect([await offsetOf(path), api.blobs().length]).to.deep.equal([0, before]);
      const right = await patch(path, 0, bytes, { 'upload-checksum': checksum(bytes) });
      expect([right.status, right.headers.get('upload-offset')]).to.deep.equal([204, String(bytes.length)]);
    });
  }

  it('refuses checksums and headers that it cannot use', async () => {
    const { path } = await create(10);
    for (const [header, value] of [
      ['upload-checksum', 'md5 1B2M2Y8AsgTpgAmY7PhCfg=='],
      ['upload-checksum', 'sha1 AAAA'],
      ['upload-offset', '-1'],
      ['upload-offset', '1e3'],
      ['content-type', 'application/octet-stream'],
    ] as const) {
      const { status, body } = await patch(path, 0, randomBytes(10), { [header]: value });
      expect([status, body.code], `${header}: ${value}`).to.deep.equal([400, 'REQUEST_INVALID']);
    }
    for (const headers of [
      {},
      { 'upload-length': '-1' },
      { 'upload-length': '5', 'upload-metadata': 'a b c' },
    ]) {
      const { status, body } = await send('POST', '/v1/uploads', headers as Record<string, string>);
      expect([status, body.code], JSON.stringify(headers)).to.deep.equal([400, 'REQUEST_INVALID']);
    }
    const old = await send('HEAD', path, { 'tus-resumable': '0.2.2' });
    expect([old.status, old.headers.get('tus-version')]).to.deep.equal([412, '1.0.0']);
  });

  it('belongs to its organisation: for others there is none', async () => {
    const { path } = await create(10);
    const foreign = await api.token({ organisation: OTHER, signer: api.keys.other });
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      const answer = await api.call(path, {
        method,
        token: foreign,
        headers: { ...TUS, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
        ...(method === 'PATCH' && { body: randomBytes(10) }),
      });
      expect(answer.status, method).to.equal(404);
    }
    await patch(path, 0, randomBytes(10));
    const statement = await signedStatement(
      api.keys.other,
      wholeRecord({ filing: { organisation: OTHER, signedBy: 'filer' } }),
    );
    const filed = await api.call('/v1/evidence', {
      method: 'POST',
      token: foreign,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ statement, uploads: [{ id: idOf(path), name: 'a.pdf' }] }),
    });
    expect(filed.status).to.equal(404);
    expect(await offsetOf(path)).to.equal(10);
    expect((await send('HEAD', '/v1/uploads/019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11')).status).to.equal(404);
  });

  it('expires when nothing more comes, says when, and is swept with its bytes', async () => {
    const { path, headers } = await create(20);
    const day = 24 * 3_600_000;
    const expires = Date.parse(headers.get('upload-expires')!);
    expect(Math.abs(expires - api.clock.at - day)).to.be.below(1000);
    await patch(path, 0, randomBytes(10));
    const before = api.blobs().length;
    const began = api.clock.at;
    try {
      api.clock.at += day - 1000;
      token = await api.token();
      const call = (method: string) => api.call(path, { method, token, headers: TUS });
      expect((await call('HEAD')).status).to.equal(200);
      api.clock.at += 1000;
      expect((await call('HEAD')).status).to.equal(410);
      expect(await api.deps.filing.uploads.sweep()).to.equal(0);
      api.clock.at += 1;
      expect(await api.deps.filing.uploads.sweep()).to.equal(1);
      expect((await call('HEAD')).status).to.equal(404);
      expect(api.blobs().length).to.equal(before - 1);
    } finally {
      api.clock.at = began;
      token = await api.token();
    }
  });

  it('is dropped by its owner', async () => {
    const before = api.blobs().length;
    const { path } = await create(10);
    await patch(path, 0, randomBytes(10));
    expect((await send('DELETE', path)).status).to.equal(204);
    expect((await send('HEAD', path)).status).to.equal(404);
    expect(api.blobs().length).to.equal(before);
  });

  it('counts against a quota of bytes and of uploads until it is filed or dropped', async () => {
    const paths = [];
    for (let i = 0; i < 2; i++) paths.push((await create(16 * MIB)).path);
    const bytes = await create(9 * MIB);
    expect([bytes.status, bytes.body.code]).to.deep.equal([413, 'UPLOAD_QUOTA']);
    expect((await create(8 * MIB)).status).to.equal(201);
    await send('DELETE', paths[0]!);
    expect((await create(9 * MIB)).status).to.equal(201);
    for (let i = 0; i < 9; i++) expect((await create(1)).status).to.equal(201);
    expect((await create(1)).body.facts).to.include({ limitUploads: 12 });
  });

  describe('filed', () => {
    const finished = async (bytes: Uint8Array) => {
      const { path } = await create(bytes.length);
      await patch(path, 0, bytes);
      return idOf(path);
    };

    it('several at once, in the order and by the names of the record', async () => {
      const [one, two] = [await finished(randomBytes(10)), await finished(randomBytes(20))];
      const documents = [{ name: 'b.txt', media_type: 'text/plain' }, { name: 'a.txt' }];
      const uploads = [
        { id: one, name: 'a.txt', media_type: 'text/csv' },
        { id: two, name: 'b.txt' },
      ];
      const filed = await file('several', uploads, { documents });
      const item = await send('GET', `/v1/evidence/${String(filed.body.id)}`);
      expect(
        (item.body.documents as { name: string; size: number }[]).map(({ name, size }) => [name, size]),
      ).to.deep.equal([
        ['b.txt', 20],
        ['a.txt', 10],
      ]);
    });

    it('twice under one key is one item, at the same time and later', async () => {
      const uploads = [{ id: await finished(randomBytes(10)), name: 'a.txt' }];
      const both = await Promise.all([file('twice', uploads), file('twice', uploads)]);
      expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 201]);
      expect(both[0]!.body.id).to.equal(both[1]!.body.id);
      const later = await file('twice', uploads);
      expect([later.status, later.body.id]).to.deep.equal([200, both[0]!.body.id]);
      const other = await file('twice', uploads, { loan: 'LN-other' });
      expect([other.status, other.body.code]).to.deep.equal([409, 'IDEMPOTENCY_MISMATCH']);
      const elsewhere = await file('twice-elsewhere', uploads);
      expect([elsewhere.status, elsewhere.body.code]).to.deep.equal([409, 'UPLOAD_IN_USE']);
    });

    it('by a line of a batch as well', async () => {
      const id = await finished(randomBytes(10));
      const line = JSON.stringify({
        idempotency_key: 'line',
        record: recordInput(),
        uploads: [{ id, name: 'a' }],
      });
      const { body } = await send(
        'POST',
        '/v1/evidence/batch',
        { 'content-type': 'application/x-ndjson' },
        Buffer.from(line),
      );
      expect(body.status, JSON.stringify(body)).to.equal(201);
    });

    it('not before it is whole, not without a name, not against what the record says; and then again', async () => {
      const { path } = await create(10);
      const id = idOf(path);
      expect((await file('whole', [{ id, name: 'a' }])).body.code).to.equal('UPLOAD_INCOMPLETE');
      await patch(path, 0, randomBytes(10));
      expect((await file('whole', [{ id }])).body.code).to.equal('REQUEST_INVALID');
      const documents = [{ name: 'a', sha256: '0'.repeat(64) }];
      expect((await file('whole', [{ id, name: 'a' }], { documents })).body.code).to.equal('DIGEST_MISMATCH');
      expect((await file('whole', [{ id, name: 'a' }], { type: 'NONE' })).body.code).to.equal(
        'UNKNOWN_DOCUMENT_TYPE',
      );
      expect((await file('other-key', [{ id, name: 'a' }])).status).to.equal(201);
    });
  });

  it('writes neither bytes nor names to the disk in plain text', async () => {
    const marker = randomBytes(24).toString('hex');
    const bytes = Buffer.from(`${marker}\n`.repeat(40_000));
    const path = await upload(bytes, { metadata: { filename: `${marker}.txt`, filetype: 'text/plain' } });
    const stored = await api.documents.get('uploads', idOf(path));
    expect(JSON.stringify(stored)).to.not.include(marker);
    const found = () =>
      readdirSync(api.home, { recursive: true, encoding: 'utf8' })
        .map((name) => join(api.home, name))
        .filter((name) => statSync(name).isFile() && readFileSync(name).includes(marker));
    expect(found()).to.deep.equal([]);
    await file('marker', [{ id: idOf(path) }]);
    expect(found()).to.deep.equal([]);
    expect(api.logged()).to.not.include(marker);
    const left = await api.documents.get('uploads', idOf(path));
    expect(left?.value).to.deep.include({ parts: [], loose: [], sealed: null });
  });
});
