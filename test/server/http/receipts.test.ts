/** Receipts over HTTP: every form proves the same item, the number stays, an early receipt stays true, the public look-up tells nothing private. */
import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { keySigner } from '../../../certs/signer.ts';
import { hex } from '../../../core/bytes.ts';
import { jwkOf } from '../../../core/credential/jwk.ts';
import { verifyCredential } from '../../../core/credential/verify.ts';
import type { JsonObject } from '../../../core/json.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { readZip } from '../../../core/package/zip-reader.ts';
import { extractAttachment } from '../../../core/pdf/attachment.ts';
import { receiptNumber } from '../../../core/receipt/number.ts';
import { parseReceipt } from '../../../core/receipt/receipt.ts';
import { verifyReceipt, verifyTlogProof } from '../../../core/verify/verify.ts';
import { FiledSchema } from '../../../server/http/schemas/evidence.ts';
import { IssuerMetadataSchema, ReceiptCheckSchema } from '../../../server/http/schemas/receipt-check.ts';
import { type Api, OTHER, recordInput, startApi } from '../../support/api.ts';
import { AT, nodeCrypto as c } from '../../support/pki.ts';
import { checkOf } from '../../support/report.ts';

const NOBODY = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';

describe('http: receipts', () => {
  let api: Api;
  let made = 0;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const file = async (over: Record<string, unknown> = {}) => {
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `receipt-${++made}` },
      body: JSON.stringify({ record: recordInput(over) }),
    });
    return FiledSchema.parse(await answer.json());
  };
  const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());
  const inside = (pdf: Uint8Array) => Buffer.from(extractAttachment(pdf, 'receipt.json')!).toString();

  it('gives the PDF by its own address and by Accept, with the machine receipt inside', async () => {
    const { id } = await file();
    const direct = await api.call(`/v1/evidence/${id}/receipt.pdf`);
    expect(direct.status).to.equal(200);
    expect(direct.headers.get('content-type')).to.equal('application/pdf');
    expect(direct.headers.get('cache-control')).to.equal('private, no-store');
    expect(direct.headers.get('content-disposition')).to.include(`receipt-${receiptNumber(c, id)}.pdf`);
    const pdf = await bytesOf(direct);
    const json = await (await api.call(`/v1/evidence/${id}/receipt`)).json();
    expect(JSON.parse(inside(pdf))).to.deep.equal(json);
    const negotiated = await api.call(`/v1/evidence/${id}/receipt`, {
      headers: { accept: 'application/pdf' },
    });
    expect(Buffer.from(await bytesOf(negotiated)).equals(Buffer.from(pdf)), 'the same bytes').to.equal(true);
  });

  it('keeps the number while the receipt grows, and the early one stays true', async () => {
    const { id } = await file();
    const early = parseReceipt(await (await api.call(`/v1/evidence/${id}/receipt`)).text());
    await file();
    const late = parseReceipt(await (await api.call(`/v1/evidence/${id}/receipt`)).text());
    expect(late.proof).to.not.equal(early.proof);
    expect(receiptNumber(c, late.id)).to.equal(receiptNumber(c, early.id));
    const report = await verifyReceipt(c, early, [], { at: AT });
    expect(checkOf(report, 'inclusion').outcome).to.equal('passed');
  });

  it('gives all receipts of a loan in one file, by sequence', async () => {
    const items = [
      await file({ loan: 'LN-all' }),
      await file({ loan: 'LN-all' }),
      await file({ loan: 'LN-all' }),
    ];
    const answer = await api.call('/v1/loans/LN-all/receipts');
    expect(answer.headers.get('content-disposition')).to.include('receipts-LN-all.zip');
    const { files, findings } = readZip(await bytesOf(answer)) as unknown as {
      files: Map<string, Uint8Array>;
      findings?: unknown[];
    };
    expect(findings ?? []).to.deep.equal([]);
    const names = items.map(({ id }, i) => `${String(i + 1).padStart(6, '0')}-${receiptNumber(c, id)}`);
    expect([...files.keys()]).to.deep.equal(names.flatMap((name) => [`${name}.json`, `${name}.pdf`]));
    for (const [i, name] of names.entries()) {
      const text = Buffer.from(files.get(`${name}.json`)!).toString();
      expect(parseReceipt(text).id).to.equal(items[i]!.id);
      expect(inside(files.get(`${name}.pdf`)!)).to.equal(text);
    }
  });

  it('lets anybody look up the state, as JSON and as a page, and nothing else', async () => {
    const filed = await file({ loan: 'LN-very-private', type: 'DRAW' });
    const number = receiptNumber(c, filed.id);
    const answer = await fetch(`${api.url}/r/${number}`);
    expect(answer.headers.get('cache-control')).to.equal('no-cache');
    const text = await answer.text();
    const found = ReceiptCheckSchema.parse(JSON.parse(text));
    expect(found).to.deep.include({
      number,
      index: filed.index,
      leaf_hash: filed.leaf_hash,
      received_at: filed.received_at,
      checkpoint_size: null,
      signer: { organisation: 'demo-bank', holder: 'service' },
    });
    const page = await fetch(`${api.url}/r/${number.toLowerCase()}`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).to.include('text/html');
    expect(page.headers.get('content-security-policy')).to.include("default-src 'none'");
    const html = await page.text();
    expect(html).to.include(number).and.include(filed.leaf_hash).and.include('UTC+8').and.include('存证凭证');
    expect(html).to.include(`href="../portal/receipt/${number}"`);
    const entry = Buffer.from(found.entry, 'base64');
    for (const shown of [text, html, entry.toString()]) {
      expect(shown)
        .to.not.include('LN-very-private')
        .and.not.include('DRAW')
        .and.not.include('6222020200112233445');
    }
  });

  it('hands out with it what a stranger needs to check that the log holds it', async () => {
    const [one, other] = [await file(), await file()];
    const [found, foreign] = await Promise.all(
      [one, other].map(async ({ id }) => {
        const answer = await fetch(`${api.url}/r/${receiptNumber(c, id)}`);
        return ReceiptCheckSchema.parse(await answer.json());
      }),
    );
    const entry = new Uint8Array(Buffer.from(found!.entry, 'base64'));
    expect(hex(leafHash(c, entry))).to.equal(found!.leaf_hash);
    const report = await verifyTlogProof(c, found!.proof, entry, { at: AT });
    expect(checkOf(report, 'inclusion').outcome).to.equal('passed');
    const mixed = await verifyTlogProof(c, foreign!.proof, entry, { at: AT });
    expect(checkOf(mixed, 'inclusion').outcome).to.equal('failed');
  });

  it('answers a mistyped number like one that was never given out', async () => {
    const { id } = await file();
    const number = receiptNumber(c, id);
    const mistyped = number.replace(/.$/, (last) => (last === '7' ? '8' : '7'));
    const bodies = await Promise.all(
      [mistyped, receiptNumber(c, NOBODY), 'x'].map(async (one) => {
        const answer = await fetch(`${api.url}/r/${one}`);
        const { instance: _, ...problem } = (await answer.json()) as Record<string, unknown>;
        return problem;
      }),
    );
    expect(bodies[0]).to.include({ status: 404, code: 'NOT_FOUND' });
    expect(bodies[1]).to.deep.equal(bodies[0]);
    expect(bodies[2]).to.deep.equal(bodies[0]);
  });

  it('gives no form of a receipt to another organisation', async () => {
    const { id } = await file({ loan: 'LN-mine' });
    const token = await api.token({ signer: api.keys.other, organisation: OTHER });
    for (const path of [
      `/v1/evidence/${id}/receipt.pdf`,
      `/v1/evidence/${id}/receipt`,
      '/v1/loans/LN-mine/receipts',
    ])
      expect((await api.call(path, { token })).status, path).to.equal(404);
    const credential = await api.call(`/v1/evidence/${id}/credential`, { method: 'POST', token });
    expect(credential.status).to.equal(404);
    expect((await api.call(`/v1/evidence/${id}/receipt.pdf`, { token: null })).status).to.equal(401);
  });

  it('records who read a receipt', async () => {
    const { id } = await file();
    await api.call(`/v1/evidence/${id}/receipt.pdf`);
    const { items } = (await (await api.call(`/v1/custody?subject=evidence/${id}`)).json()) as {
      items: { action: string }[];
    };
    expect(items.map(({ action }) => action)).to.include('receipt.read');
  });

  describe('as a credential', () => {
    const wallet = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = jwkOf(keySigner(wallet.privateKey).spki);
    const proofOf = (claims: object = {}, header: object = {}) =>
      jwt.sign({ aud: api.url, iat: AT / 1000, ...claims }, wallet.privateKey, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: 'openid4vci-proof+jwt', jwk, ...header } as never,
      });
    const ask = async (id: string, body?: JsonObject) =>
      api.call(`/v1/evidence/${id}/credential`, {
        method: 'POST',
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
    const options = () => ({ anchors: [api.keys.root.certificate] });

    it('is bound to nobody, or to the wallet that shows its key', async () => {
      const { id } = await file();
      const free = await ask(id);
      expect(free.headers.get('content-type')).to.include('application/dc+sd-jwt');
      const unbound = await verifyCredential(c, await free.text(), options());
      expect(unbound.ok, unbound.code).to.equal(true);
      expect(unbound.claims)
        .to.include({ receipt_number: receiptNumber(c, id) })
        .and.not.have.property('cnf');
      const bound = await verifyCredential(c, await (await ask(id, { proof: proofOf() })).text(), options());
      expect(bound.claims?.cnf).to.deep.equal({ jwk });
    });

    it('refuses a proof that is old, for another service, of another kind, or signed by another key', async () => {
      const { id } = await file();
      const other = jwkOf(keySigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey).spki);
      const bad: [string, RegExp][] = [
        [proofOf({ iat: AT / 1000 - 301 }), /last five minutes/],
        [proofOf({ aud: 'https://elsewhere.example' }), /audience/],
        [proofOf({}, { typ: 'JWT' }), /header/],
        [proofOf({}, { jwk: other }), /signature/],
        ['a.b', /three parts/],
      ];
      for (const [proof, why] of bad) {
        const answer = await ask(id, { proof });
        const problem = (await answer.json()) as { code: string; detail: string };
        expect(problem.code).to.equal('REQUEST_INVALID');
        expect(problem.detail).to.match(why);
      }
    });

    it('names its issuer and keys where wallets look for them', async () => {
      const answer = await fetch(`${api.url}/.well-known/jwt-vc-issuer`);
      const metadata = IssuerMetadataSchema.parse(await answer.json());
      expect(metadata.issuer).to.equal(api.url);
      const { id } = await file();
      const [head] = (await (await ask(id)).text()).split('.');
      const { kid } = JSON.parse(Buffer.from(head!, 'base64url').toString()) as { kid: string };
      expect(metadata.jwks.keys.map((key) => key.kid)).to.deep.equal([kid]);
    });
  });
});
