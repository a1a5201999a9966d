/** Bad input, one kind after the other: each a typed problem that says what was expected, and nothing of it is stored. */
import { request } from 'node:http';
import { expect } from 'chai';
import { base64url, hex, utf8 } from '../../../core/bytes.ts';
import { documentType } from '../../../core/evidence/document-types.ts';
import type { ServiceErrorCode } from '../../../server/errors.ts';
import type { Problem } from '../../../server/http/problem.ts';
import { PROBLEMS } from '../../../server/http/problem-catalogue.ts';
import { type Api, OTHER, recordInput, signedStatement, startApi, wholeRecord } from '../../support/api.ts';
import { AT, nodeCrypto } from '../../support/pki.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const LIMIT = 200_000;

describe('http: bad input', () => {
  let api: Api;
  let made = 0;
  const key = () => `bad-${++made}`;
  before(async () => {
    api = await startApi({
      limits: { maxFileBytes: LIMIT, maxFiles: 3, maxTextBytes: 100_000, maxLineBytes: 50_000 },
    });
  });
  after(() => api.stop());

  /** Sends, expects the problem, and that neither the log nor the blobs grew. */
  async function refused(
    send: () => Promise<Response>,
    code: ServiceErrorCode,
    detail: string | RegExp,
  ): Promise<Problem> {
    const size = api.sequencer.head().size;
    const blobs = api.blobs();
    const answer = await send();
    const text = await answer.text();
    const problem = JSON.parse(text) as Problem;
    expect(problem.code, text).to.equal(code);
    expect(answer.status).to.equal(PROBLEMS[code].status);
    expect(answer.headers.get('content-type')).to.match(/^application\/problem\+json/);
    if (typeof detail === 'string') expect(problem.detail).to.include(detail);
    else expect(problem.detail).to.match(detail);
    expect(problem.instance).to.equal(`urn:uuid:${answer.headers.get('x-request-id')}`);
    expect(problem.remedy).to.not.equal('');
    expect(api.sequencer.head().size, 'size of the log').to.equal(size);
    expect(api.blobs(), 'blobs').to.deep.equal(blobs);
    return problem;
  }

  const post = (body: string, headers: Record<string, string> = {}) =>
    api.call('/v1/evidence', {
      method: 'POST',
      headers: { ...JSON_TYPE, 'idempotency-key': key(), ...headers },
      body,
    });
  const file = (over: Record<string, unknown>) => post(JSON.stringify({ record: recordInput(over) }));
  const fileStatement = (statement: string) => post(JSON.stringify({ statement }));
  const upload = (fill: (form: FormData) => void) => {
    const form = new FormData();
    fill(form);
    return api.call('/v1/evidence', { method: 'POST', headers: { 'idempotency-key': key() }, body: form });
  };

  describe('content types', () => {
    it('names the types that are accepted', async () => {
      const problem = await refused(
        () => post('<record/>', { 'content-type': 'text/xml' }),
        'UNSUPPORTED_MEDIA_TYPE',
        'application/json or multipart/form-data',
      );
      expect(problem.facts).to.deep.equal({
        expected: ['application/json', 'multipart/form-data'],
        received: 'text/xml',
      });
    });

    it('refuses a compressed body', async () => {
      await refused(() => post('{}', { 'content-encoding': 'gzip' }), 'UNSUPPORTED_MEDIA_TYPE', 'compressed');
    });

    it('refuses a batch that is not NDJSON', async () => {
      await refused(
        () => api.call('/v1/evidence/batch', { method: 'POST', headers: JSON_TYPE, body: '{}' }),
        'UNSUPPORTED_MEDIA_TYPE',
        'application/x-ndjson',
      );
    });

    it('refuses a multipart body without a boundary', async () => {
      await refused(
        () =>
          api.call('/v1/evidence', {
            method: 'POST',
            headers: { 'content-type': 'multipart/form-data' },
            body: 'x',
          }),
        'UPLOAD_MALFORMED',
        'RFC 7578',
      );
    });
  });

  describe('sizes', () => {
    it('refuses a JSON body over the limit', async () => {
      await refused(
        () => file({ reference: 'x'.repeat(100_001) }),
        'PAYLOAD_TOO_LARGE',
        'larger than this address takes',
      );
    });

    it('refuses a document over the limit and takes one at the limit', async () => {
      const send = (size: number) =>
        upload((form) => {
          form.set('record', JSON.stringify(recordInput()));
          form.set('documents', new Blob([new Uint8Array(size)]), 'big.bin');
        });
      const problem = await refused(() => send(LIMIT + 1), 'PAYLOAD_TOO_LARGE', 'file too large');
      expect(problem.facts).to.include({ part: 'documents', rule: 'LIMIT_FILE_SIZE' });
      expect((await send(LIMIT)).status).to.equal(201);
    });

    it('refuses more documents than the limit, also those received before', async () => {
      await refused(
        () =>
          upload((form) => {
            for (let i = 0; i < 4; i++) form.append('documents', new Blob([`${i}`]), `${i}.txt`);
            form.set('record', JSON.stringify(recordInput()));
          }),
        'UPLOAD_MALFORMED',
        'unexpected file field',
      );
    });

    it('refuses an upload by its announced length, unread', async () => {
      const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
        void api.token().then((token) => {
          const req = request(`${api.url}/v1/evidence`, {
            method: 'POST',
            headers: {
              authorization: `Bearer ${token}`,
              'content-type': 'multipart/form-data; boundary=b',
              'content-length': String(10 * LIMIT),
            },
          });
          req.on('response', async (res) => {
            let text = '';
            for await (const chunk of res) text += String(chunk);
            req.destroy();
            resolve({ status: res.statusCode ?? 0, text });
          });
          req.on('error', reject);
          req.write('--b\r\n');
        });
      });
      expect(answer.status).to.equal(413);
      expect(JSON.parse(answer.text)).to.include({ code: 'PAYLOAD_TOO_LARGE' });
    });
  });

  describe('truncated uploads', () => {
    const part = (boundary: string, name: string, fileName: string, content: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\n\r\n${content}`;

    it('refuses a multipart body that ends inside a document', async () => {
      await refused(
        () =>
          api.call('/v1/evidence', {
            method: 'POST',
            headers: { 'content-type': 'multipart/form-data; boundary=b', 'idempotency-key': key() },
            body: `${part('b', 'documents', 'whole.txt', 'whole\r\n')}${part('b', 'documents', 'cut.txt', 'cut off he')}`,
          }),
        'UPLOAD_TRUNCATED',
        'nothing was stored',
      );
    });

    it('keeps nothing of a request whose connection breaks', async () => {
      const blobs = api.blobs();
      const size = api.sequencer.head().size;
      const token = await api.token();
      await new Promise<void>((resolve) => {
        const req = request(`${api.url}/v1/evidence`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${token}`,
            'content-type': 'multipart/form-data; boundary=b',
            'idempotency-key': key(),
          },
        });
        req.on('error', () => resolve());
        req.write(
          `${part('b', 'documents', 'whole.txt', 'whole\r\n')}${part('b', 'documents', 'cut.txt', 'x'.repeat(100_000))}`,
        );
        // Broken once the second document is on its way to the disk.
        const wait = setInterval(() => {
          if (api.blobs().length <= blobs.length + 1) return;
          clearInterval(wait);
          req.destroy();
        }, 5);
      });
      // The service ends its work on the request by itself; the test's time limit is the limit.
      while (api.blobs().length !== blobs.length) await new Promise((r) => setTimeout(r, 10));
      expect(api.blobs()).to.deep.equal(blobs);
      expect(api.sequencer.head().size).to.equal(size);
    });
  });

  describe('multipart parts', () => {
    const record = JSON.stringify(recordInput());
    it('refuses a part of an unknown name', async () => {
      await refused(() => upload((form) => form.set('meta', record)), 'UPLOAD_MALFORMED', 'unknown name');
      await refused(
        () => upload((form) => form.set('files', new Blob(['x']), 'x')),
        'UPLOAD_MALFORMED',
        'unexpected file field',
      );
    });

    it('refuses a record that stands twice', async () => {
      await refused(
        () =>
          upload((form) => {
            form.append('record', record);
            form.append('record', record);
          }),
        'UPLOAD_MALFORMED',
        'stands twice',
      );
    });

    for (const type of ['text/plain', 'application/octet-stream']) {
      it(`refuses a document of type ${type} without a file name instead of losing it`, async () => {
        for (const disposition of ['name="documents"; filename=""', 'name="documents"']) {
          await refused(
            () =>
              api.call('/v1/evidence', {
                method: 'POST',
                headers: { 'content-type': 'multipart/form-data; boundary=b', 'idempotency-key': key() },
                body: [
                  `--b\r\ncontent-disposition: form-data; name="record"\r\n\r\n${record}`,
                  `--b\r\ncontent-disposition: form-data; ${disposition}\r\ncontent-type: ${type}\r\n\r\nlost`,
                  '--b--\r\n',
                ].join('\r\n'),
              }),
            'UPLOAD_MALFORMED',
            'without a file name',
          );
        }
      });
    }

    it('refuses an upload that has neither record nor statement', async () => {
      await refused(
        () => upload((form) => form.set('documents', new Blob(['x']), 'x.txt')),
        'REQUEST_INVALID',
        'exactly one of',
      );
    });
  });

  describe('digests', () => {
    const stated = (over: Record<string, unknown>) => ({
      name: 'c.txt',
      media_type: 'text/plain',
      size: 7,
      sha256: hex(nodeCrypto.sha256(utf8('content'))),
      sm3: hex(nodeCrypto.sm3(utf8('content'))),
      ...over,
    });
    const send = (document: Record<string, unknown>, name = 'c.txt') =>
      upload((form) => {
        form.set('record', JSON.stringify(recordInput({ documents: [document] })));
        form.set('documents', new Blob(['content']), name);
      });

    it('takes a file that matches', async () => {
      expect((await send(stated({}))).status).to.equal(201);
    });

    for (const [property, value] of [
      ['sha256', '0'.repeat(64)],
      ['sm3', '0'.repeat(64)],
      ['size', 8],
    ] as const) {
      it(`refuses a file whose ${property} is another`, async () => {
        const problem = await refused(
          () => send(stated({ [property]: value })),
          'DIGEST_MISMATCH',
          `another ${property}`,
        );
        expect(problem.facts).to.include({ document: 'c.txt', property, stated: String(value) });
      });
    }

    it('refuses a file that the record does not name', async () => {
      await refused(
        () => send(stated({}), 'other.txt'),
        'DIGEST_MISMATCH',
        "not among the record's documents",
      );
    });

    it('refuses a file that a signed statement names with another digest', async () => {
      const document = {
        name: 'c.txt',
        mediaType: 'text/plain',
        size: 7,
        sha256: '0'.repeat(64),
        sm3: hex(nodeCrypto.sm3(utf8('content'))),
      };
      const statement = await signedStatement(api.keys.filer, wholeRecord({ documents: [document] }));
      await refused(
        () =>
          upload((form) => {
            form.set('statement', statement);
            form.set('documents', new Blob(['content']), 'c.txt');
          }),
        'DIGEST_MISMATCH',
        'another sha256',
      );
    });

    it('refuses a document filed by digest alone when a digest is missing', async () => {
      const problem = await refused(
        () => file({ documents: [stated({ sm3: undefined })] }),
        'SCHEMA_INVALID',
        '/documents/0/sm3',
      );
      expect(problem.facts.problems).to.deep.equal([
        '/documents/0/sm3: found nothing, allowed is a required member',
      ]);
    });
  });

  describe('records', () => {
    it('refuses an unknown document type and names the known ones', async () => {
      const problem = await refused(() => file({ type: 'NOVEL' }), 'UNKNOWN_DOCUMENT_TYPE', 'not known');
      expect(problem.facts.received).to.equal('NOVEL');
      expect(problem.facts.allowed).to.include('CONTRACT');
    });

    it('refuses an unknown field of the type', async () => {
      const fields = { ...(recordInput().fields as object), colour: 'red' };
      const problem = await refused(() => file({ fields }), 'SCHEMA_INVALID', '/fields/colour');
      expect((problem.facts.problems as string[])[0]).to.include('payee_account');
      expect(documentType('DRAW')?.fields).to.have.property('payee_account');
    });

    it('refuses an unknown member and tells all problems at once', async () => {
      const problem = await refused(() => file({ extra: 1, loan: '' }), 'SCHEMA_INVALID', /record/);
      expect(problem.facts.problems).to.have.length(2);
    });

    it('refuses a record without provenance: bare-hash is said, never assumed', async () => {
      await refused(() => file({ provenance: undefined }), 'SCHEMA_INVALID', '/record/provenance');
      await refused(
        () => file({ provenance: { class: 'sourced', system: 'x' } }),
        'SCHEMA_INVALID',
        '/record/provenance/version',
      );
    });

    it('refuses a record that says who filed it: the token says so', async () => {
      await refused(
        () => file({ filing: { organisation: OTHER, signed_by: 'filer' } }),
        'SCHEMA_INVALID',
        'filing',
      );
    });

    it('refuses two documents of one name', async () => {
      const one = {
        name: 'a',
        media_type: 'text/plain',
        size: 1,
        sha256: '0'.repeat(64),
        sm3: '0'.repeat(64),
      };
      await refused(
        () => file({ documents: [one, { ...one, name: 'A' }] }),
        'SCHEMA_INVALID',
        '/documents/1/name',
      );
    });

    it('refuses both, and neither, of record and statement', async () => {
      const both = JSON.stringify({ record: recordInput(), statement: 'x~' });
      await refused(() => post(both), 'REQUEST_INVALID', 'exactly one of');
      await refused(() => post('{}'), 'REQUEST_INVALID', 'exactly one of');
    });

    it('refuses a record without an idempotency key, and a key that is none', async () => {
      const body = JSON.stringify({ record: recordInput() });
      await refused(
        () => api.call('/v1/evidence', { method: 'POST', headers: JSON_TYPE, body }),
        'IDEMPOTENCY_KEY_MISSING',
        'needs an idempotency key',
      );
      await refused(
        () => post(body, { 'idempotency-key': 'k'.repeat(256) }),
        'IDEMPOTENCY_KEY_MISSING',
        '1 to 255',
      );
    });
  });

  describe('JSON', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    for (const [title, body, detail] of [
      ['malformed', '{"record":', 'expected a value'],
      ['duplicate keys', '{"record":{"type":"DRAW","type":"CONTRACT"}}', 'duplicate member name'],
      ['too deep', `{"record":${nested(32)}}`, 'nesting deeper than 32'],
      ['not an object', '[]', 'expected a JSON object'],
      ['trailing text', '{} {}', 'trailing text'],
      ['a lone surrogate', '{"record":"\\ud800"}', 'lone surrogate'],
      ['empty', '', 'expected a value'],
    ] as const) {
      it(`refuses JSON that is ${title}`, async () => {
        const problem = await refused(() => post(body), 'JSON_INVALID', detail);
        expect(problem.facts).to.have.property('offset');
      });
    }

    it('takes the depth at the limit for another fault', async () => {
      await refused(() => post(`{"record":${nested(31)}}`), 'SCHEMA_INVALID', '/record');
    });

    it('refuses bytes that are not UTF-8', async () => {
      const send = () =>
        api.call('/v1/evidence', {
          method: 'POST',
          headers: { ...JSON_TYPE, 'idempotency-key': key() },
          body: Buffer.from([0x7b, 0xff, 0x7d]),
        });
      await refused(send, 'JSON_INVALID', 'UTF-8');
    });

    it('does not quote what was sent', async () => {
      const answer = await post('{"6222020200112233445":1,"6222020200112233445":2}');
      expect(await answer.text()).to.not.include('6222020200112233445');
    });
  });

  describe('statements', () => {
    const part = (value: unknown) => base64url(utf8(JSON.stringify(value)));
    /** The statement with its header changed; the signature is that of the original. */
    const withHeader = async (change: Record<string, unknown>): Promise<string> => {
      const [jws = '', ...disclosures] = (await signedStatement(api.keys.filer)).split('~');
      const [header = '', payload, signature] = jws.split('.');
      const original = JSON.parse(Buffer.from(header, 'base64url').toString()) as object;
      return [[part({ ...original, ...change }), payload, signature].join('.'), ...disclosures].join('~');
    };

    it('refuses one by a certificate that nobody registered', async () => {
      const problem = await refused(
        async () => fileStatement(await signedStatement(api.keys.foreign)),
        'STATEMENT_SIGNER_UNKNOWN',
        'not one that this organisation signs with',
      );
      expect(problem.facts.certificate).to.equal(hex(nodeCrypto.sha256(api.keys.foreign.certificate.der)));
    });

    it("refuses one by another organisation's certificate as if it were unknown", async () => {
      await refused(
        async () => fileStatement(await signedStatement(api.keys.other)),
        'STATEMENT_SIGNER_UNKNOWN',
        'not one that this organisation signs with',
      );
    });

    it("refuses one by the service's own certificate, which signs only here", async () => {
      await refused(
        async () => fileStatement(await signedStatement(api.keys.service)),
        'STATEMENT_SIGNER_UNKNOWN',
        'not one that this organisation signs with',
      );
    });

    it('refuses one by an expired certificate', async () => {
      const problem = await refused(
        async () => fileStatement(await signedStatement(api.keys.expired)),
        'STATEMENT_SIGNER_EXPIRED',
        'expired',
      );
      expect(problem.facts).to.include({ rule: 'EXPIRED' });
    });

    it('refuses one by a certificate for another purpose', async () => {
      const problem = await refused(
        async () => fileStatement(await signedStatement(api.keys.wrongPurpose)),
        'STATEMENT_SIGNER_WRONG_PURPOSE',
        'not one for signing statements',
      );
      expect(problem.facts.expected).to.deep.equal(['digitalSignature', 'documentSigning']);
    });

    for (const alg of ['none', 'HS256', 'RS256', 'ES384']) {
      it(`refuses the algorithm ${alg}`, async () => {
        const problem = await refused(
          async () => fileStatement(await withHeader({ alg })),
          'ALGORITHM_REFUSED',
          'ES256 or EdDSA',
        );
        expect(problem.facts).to.deep.include({ found: alg, allowed: ['ES256', 'EdDSA'] });
      });
    }

    it('refuses an accepted algorithm that is not the key’s', async () => {
      await refused(
        async () => fileStatement(await withHeader({ alg: 'EdDSA' })),
        'STATEMENT_SIGNATURE_INVALID',
        'does not verify',
      );
    });

    it('refuses a changed header', async () => {
      await refused(
        async () => fileStatement(await withHeader({ iat: AT / 1000 - 1 })),
        'STATEMENT_SIGNATURE_INVALID',
        'does not verify',
      );
      await refused(
        async () => fileStatement(await withHeader({ crit: ['x'] })),
        'STATEMENT_INVALID',
        'unknown member',
      );
    });

    it('refuses what is no SD-JWT', async () => {
      await refused(() => fileStatement('hello'), 'STATEMENT_INVALID', /SD-JWT/);
      await refused(() => fileStatement('a.b.c~'), 'STATEMENT_INVALID', /statement/);
    });

    it('refuses a disclosure that matches no digest', async () => {
      const added = base64url(utf8(JSON.stringify(['AAAAAAAAAAAAAAAAAAAAAA', 'colour', 'red'])));
      const problem = await refused(
        async () => fileStatement(`${await signedStatement(api.keys.filer)}${added}~`),
        'DISCLOSURE_UNMATCHED',
        'matches no digest',
      );
      expect(problem.facts).to.deep.equal({ unmatched: 1 });
    });

    it('refuses a changed disclosure', async () => {
      const parts = (await signedStatement(api.keys.filer)).split('~');
      const changed = JSON.parse(Buffer.from(parts[2] ?? '', 'base64url').toString()) as unknown[];
      parts[2] = part([...changed.slice(0, -1), 'changed']);
      await refused(() => fileStatement(parts.join('~')), 'DISCLOSURE_UNMATCHED', 'matches no digest');
    });

    it('refuses a statement without all of its disclosures', async () => {
      const parts = (await signedStatement(api.keys.filer)).split('~');
      const problem = await refused(
        () => fileStatement([...parts.slice(0, -2), ''].join('~')),
        'DISCLOSURE_WITHHELD',
        'were not sent',
      );
      expect(problem.facts).to.deep.equal({ withheld: 1 });
    });

    it('refuses a signed record that does not follow its schema', async () => {
      const record = wholeRecord({ fields: { amount: { amount: '1', currency: 'CNY' } } });
      await refused(
        async () => fileStatement(await signedStatement(api.keys.filer, record)),
        'SCHEMA_INVALID',
        '/fields/requested_at',
      );
      await refused(
        async () => fileStatement(await signedStatement(api.keys.filer, wholeRecord({ type: 'NOVEL' }))),
        'UNKNOWN_DOCUMENT_TYPE',
        'not known',
      );
    });

    for (const [title, filing] of [
      ['another organisation', { organisation: OTHER, signedBy: 'filer' }],
      ['the service as signer', { organisation: 'demo-bank', signedBy: 'service' }],
    ] as const) {
      it(`refuses a signed record that names ${title}`, async () => {
        await refused(
          async () => fileStatement(await signedStatement(api.keys.filer, wholeRecord({ filing }))),
          'STATEMENT_ORGANISATION_MISMATCH',
          'filing',
        );
      });
    }

    it('refuses a clock far ahead, and takes one at the limit', async () => {
      const at = (seconds: number) => signedStatement(api.keys.filer, wholeRecord(), AT / 1000 + seconds);
      const problem = await refused(async () => fileStatement(await at(61)), 'CLOCK_SKEW', 'future');
      expect(problem.facts).to.include({ allowedSeconds: 60 });
      expect((await fileStatement(await at(60))).status).to.equal(201);
    });

    it('refuses a statement signed long ago, and takes one at the limit', async () => {
      const at = (seconds: number) => signedStatement(api.keys.filer, wholeRecord(), AT / 1000 + seconds);
      await refused(async () => fileStatement(await at(-7 * 86_400 - 1)), 'CLOCK_SKEW', 'too long ago');
      expect((await fileStatement(await at(-7 * 86_400))).status).to.equal(201);
    });
  });

  it('says so when the service cannot sign for an organisation', async () => {
    const token = await api.token({ signer: api.keys.other, organisation: OTHER });
    await refused(
      () =>
        api.call('/v1/evidence', {
          method: 'POST',
          token,
          headers: { ...JSON_TYPE, 'idempotency-key': key() },
          body: JSON.stringify({ record: recordInput() }),
        }),
      'SIGNER_UNAVAILABLE',
      'no certificate',
    );
  });

  it('speaks Chinese to those who prefer it', async () => {
    const answer = await post('{', { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' });
    const problem = (await answer.json()) as Problem;
    expect(problem.title).to.equal(PROBLEMS.JSON_INVALID.title.zh);
    expect(problem.remedy).to.equal(PROBLEMS.JSON_INVALID.remedy.zh);
    expect(answer.headers.get('content-language')).to.equal('zh');
  });
});
