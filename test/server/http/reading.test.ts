/** Reading: what was filed comes back to its owner, proven, and to nobody else. Every answer follows its schema. */
import { expect } from 'chai';
import { base64, base64url, hex, utf8 } from '../../../core/bytes.ts';
import { checksumAddress } from '../../../core/chain/address.ts';
import { parseEntry } from '../../../core/entry/entry.ts';
import { streamId } from '../../../core/entry/stream.ts';
import { verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { parseReceipt } from '../../../core/receipt/receipt.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { parseTlogProof } from '../../../core/tlog/proof.ts';
import { encodeGranted } from '../../../core/tsp/protocol.ts';
import { EvidencePageSchema, EvidenceSchema, FiledSchema } from '../../../server/http/schemas/evidence.ts';
import { ReceiptSchema } from '../../../server/http/schemas/receipt.ts';
import type { RoundRow } from '../../../server/ports/evidence-store.ts';
import { type Api, ORIGIN, OTHER, recordInput, startApi } from '../../support/api.ts';
import { AT, nodeCrypto } from '../../support/pki.ts';

const iso = (ms: number) => new Date(ms).toISOString();

describe('http: reading', () => {
  let api: Api;
  let made = 0;
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const file = async (over: Record<string, unknown> = {}) => {
    const answer = await api.call('/v1/evidence', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `read-${++made}` },
      body: JSON.stringify({ record: recordInput(over) }),
    });
    return FiledSchema.parse(await answer.json());
  };
  const get = async (path: string, init?: Parameters<Api['call']>[1]) => {
    const answer = await api.call(path, init);
    return { answer, body: (await answer.json()) as Record<string, unknown> };
  };

  it('gives an item with its record, for its owner only to keep', async () => {
    const { id } = await file({ reference: 'REF-1' });
    const { answer, body } = await get(`/v1/evidence/${id}`);
    const evidence = EvidenceSchema.parse(body);
    expect(evidence).to.include({
      id,
      loan: 'LN-2026-000417',
      organisation: 'demo-bank',
      signed_by: 'service',
    });
    expect(evidence.record).to.include({ version: '1', type: 'DRAW', reference: 'REF-1' });
    expect(evidence.record.filing).to.deep.equal({ organisation: 'demo-bank', signed_by: 'service' });
    expect(answer.headers.get('cache-control')).to.equal('private, no-store');
  });

  it('answers for items of other organisations as for items that do not exist', async () => {
    const { id } = await file({ loan: 'LN-private' });
    const token = await api.token({ signer: api.keys.other, organisation: OTHER });
    const nobody = '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11';
    for (const tail of ['', '/receipt', '/receipt.tlog-proof', '/documents/1']) {
      const [foreign, missing] = await Promise.all(
        [id, nobody].map(async (one) => (await get(`/v1/evidence/${one}${tail}`, { token })).body),
      );
      const same = ({ code, status, detail, title }: Record<string, unknown>) => ({
        code,
        status,
        detail,
        title,
      });
      expect(same(foreign!)).to.deep.equal(same(missing!));
      expect(foreign).to.include({ status: 404, code: 'NOT_FOUND' });
    }
    expect((await get('/v1/loans/LN-private/evidence', { token })).body).to.include({ code: 'NOT_FOUND' });
  });

  it('refuses an id that is none', async () => {
    const { body } = await get('/v1/evidence/17');
    expect(body).to.include({ code: 'REQUEST_INVALID', detail: '/id: expected an evidence id' });
  });

  describe('a loan', () => {
    const LOAN = '借款:2026-17';
    const path = `/v1/loans/${encodeURIComponent(LOAN)}/evidence`;
    before(async () => {
      for (let i = 0; i < 5; i++) await file({ loan: LOAN });
    });

    it('lists its items by sequence, page by page', async () => {
      const sequences: number[][] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { body } = await get(`${path}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        const page = EvidencePageSchema.parse(body);
        sequences.push(page.items.map(({ sequence }) => sequence));
        cursor = page.next_cursor;
      }
      expect(sequences).to.deep.equal([[1, 2], [3, 4], [5]]);
    });

    it('is one page when it fits', async () => {
      const { body } = await get(`${path}?limit=5`);
      expect(body.items).to.have.length(5);
      expect(body).to.not.have.property('next_cursor');
    });

    it('refuses limits and cursors that are none, and unknown parameters', async () => {
      for (const query of ['limit=0', 'limit=501', 'limit=x', 'cursor=!', 'cursor=eHg', 'page=2']) {
        expect((await get(`${path}?${query}`)).body, query).to.include({ code: 'REQUEST_INVALID' });
      }
      expect((await get(`${path}?limit=500`)).answer.status).to.equal(200);
    });
  });

  describe('receipts', () => {
    it('prove the item with nothing else at hand', async () => {
      const filed = await file({ loan: 'LN-receipt' });
      const { answer, body } = await get(`/v1/evidence/${filed.id}/receipt`);
      expect(answer.headers.get('content-type')).to.match(/^application\/json/);
      expect(ReceiptSchema.safeParse(body).error?.issues).to.equal(undefined);
      const receipt = parseReceipt(JSON.stringify(body));
      expect(receipt).to.include({ id: filed.id, origin: ORIGIN, timestamp: null, seal: null });
      expect(receipt.state).to.deep.include({ stage: 'logged', witnessed: [], sealedAt: null });
      expect(base64(receipt.entry)).to.equal(filed.entry);
      const { stream } = parseEntry(receipt.entry);
      expect(base64url(streamId(nodeCrypto, receipt.blind!, 'LN-receipt'))).to.equal(base64url(stream));
      proves(receipt.proof, receipt.entry);
    });

    it('come as a tlog-proof for those who ask for one', async () => {
      const filed = await file();
      for (const init of [
        { headers: { accept: 'text/x.tlog.proof' } },
        { headers: { accept: 'text/plain' } },
      ]) {
        const answer = await api.call(`/v1/evidence/${filed.id}/receipt`, init);
        expect(answer.headers.get('content-type')).to.include(init.headers.accept);
        expect(answer.headers.get('vary')).to.match(/accept/i);
        proves(await answer.text(), Buffer.from(filed.entry, 'base64'));
      }
      const asFile = await api.call(`/v1/evidence/${filed.id}/receipt.tlog-proof`);
      expect(asFile.headers.get('content-disposition')).to.equal(
        `attachment; filename=${filed.id}.tlog-proof`,
      );
      proves(await asFile.text(), Buffer.from(filed.entry, 'base64'));
      const { body } = await get(`/v1/evidence/${filed.id}/receipt`, { headers: { accept: 'image/png' } });
      expect(body).to.include({ code: 'NOT_ACCEPTABLE' });
    });

    function proves(text: string, entry: Uint8Array): void {
      const { index, hashes, checkpoint } = parseTlogProof(text);
      const { size, root } = parseSignedCheckpoint(checkpoint).checkpoint;
      const leaf = leafHash(nodeCrypto, entry);
      expect(verifyInclusion(nodeCrypto, { leafHash: leaf, index, size, proof: hashes, root })).to.equal(
        true,
      );
      const other = leafHash(nodeCrypto, utf8('another entry'));
      expect(verifyInclusion(nodeCrypto, { leafHash: other, index, size, proof: hashes, root })).to.equal(
        false,
      );
    }
  });

  describe('states', () => {
    const chain = { chainId: 31337, contract: `0x${'ab'.repeat(20)}`, log: `0x${'c'.repeat(64)}` };
    const round = (over: Partial<RoundRow>): RoundRow => {
      const { size, root, checkpoint } = api.sequencer.head();
      return { origin: ORIGIN, size, root: hex(root), checkpoint, witnessed: [], confirmations: [], ...over };
    };
    const witnessed = (...parties: ('bank' | 'user' | 'commission')[]) =>
      parties.map((party, i) => ({ party, at: iso(AT + 1000 * (i + 1)) }));

    it('grow from logged through witnessed to sealed, each time with its source', async () => {
      const { id } = await file();
      const { store } = api.service;
      const state = async () => EvidenceSchema.parse((await get(`/v1/evidence/${id}`)).body).state;
      expect(await state()).to.include({ stage: 'logged', label: 'logged', witnesses: 0, of: 3 });
      const base = round({});
      await store.saveRound(base);
      expect(await state()).to.include({ label: 'logged' });
      const two = { ...base, witnessed: witnessed('bank', 'user') };
      await store.saveRound(two);
      expect(await state()).to.include({ stage: 'witnessed', label: 'witnessed 2/3', witnesses: 2 });
      // Any DER will do here: what a token proves is the verifier's to say.
      const token = new Uint8Array([0x30, 0x03, 0x02, 0x01, 0x2a]);
      const quorum = {
        ...two,
        witnessed: witnessed('bank', 'user', 'commission'),
        quorumAt: iso(AT + 4000),
        timestamp: base64(token),
        timestampedAt: iso(AT + 5000),
      };
      await store.saveRound(quorum);
      expect(await state()).to.include({ label: 'witnessed 3/3' });
      const sealed = {
        ...quorum,
        confirmations: [
          { party: 'bank' as const, signer: `0x${'cd'.repeat(20)}`, signature: `0x${'E'.repeat(130)}` },
        ],
        seal: {
          ...chain,
          transaction: `0x${'1'.repeat(64)}`,
          blockNumber: 7,
          blockHash: `0x${'2'.repeat(64)}`,
          blockTime: iso(AT + 7000),
        },
        sealedAt: iso(AT + 8000),
      };
      await store.saveRound(sealed);
      const { stage, label, times } = await state();
      expect([stage, label]).to.deep.equal(['sealed', 'sealed']);
      expect(times.map(({ event, source, party }) => [event, source, party ?? null])).to.deep.equal([
        ['received', 'log', null],
        ['witnessed', 'witness', 'bank'],
        ['witnessed', 'witness', 'user'],
        ['witnessed', 'witness', 'commission'],
        ['quorum', 'service', null],
        ['timestamped', 'tsa', null],
        ['sealed', 'chain', null],
      ]);
      const receipt = parseReceipt(JSON.stringify((await get(`/v1/evidence/${id}/receipt`)).body));
      expect(receipt.state).to.deep.include({
        stage: 'sealed',
        sealedAt: iso(AT + 7000),
        timestampedAt: iso(AT + 5000),
      });
      expect(receipt.state.witnessed).to.have.length(3);
      expect(receipt.seal?.contract).to.equal(checksumAddress(chain.contract));
      expect(receipt.seal?.transaction?.blockTime).to.equal(iso(AT + 7000));
      expect(base64(receipt.timestamp!)).to.equal(base64(encodeGranted(token)));
      expect(parseTlogProof(receipt.proof).checkpoint).to.equal(sealed.checkpoint);
    });

    it('of later items do not borrow from earlier rounds', async () => {
      const { id } = await file();
      const { state } = EvidenceSchema.parse((await get(`/v1/evidence/${id}`)).body);
      expect(state.label).to.equal('logged');
      const { body } = await get('/v1/loans/LN-2026-000417/evidence');
      const labels = EvidencePageSchema.parse(body).items.map((item) => item.state.label);
      expect(labels.at(-1)).to.equal('logged');
      expect(labels.slice(0, -1).every((label) => label === 'sealed')).to.equal(true);
    });
  });

  describe('packages and verification', () => {
    it('streams a package under a file name', async () => {
      const answer = await api.call('/v1/loans/LN-2026-000417/package', { method: 'POST' });
      expect(answer.headers.get('content-type')).to.equal('application/zip');
      expect(answer.headers.get('content-disposition')).to.equal('attachment; filename=package.zip');
      expect(await answer.text()).to.equal('package of 14 characters');
    });

    it('refuses unknown wishes for a package', async () => {
      const { body } = await get('/v1/loans/LN-1/package', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"format":"rar"}',
      });
      expect(body).to.include({ code: 'REQUEST_INVALID' });
    });

    it('verifies a receipt for anybody, without a token', async () => {
      const { id } = await file();
      const receipt = await (await api.call(`/v1/evidence/${id}/receipt`)).text();
      const report = async (text: string) => {
        const answer = await api.call('/v1/verify', {
          method: 'POST',
          token: null,
          headers: { 'content-type': 'application/json' },
          body: text,
        });
        expect(answer.status, await answer.clone().text()).to.equal(200);
        return (await answer.json()) as { kind: string; checks: { id: string; outcome: string }[] };
      };
      const { kind, checks } = await report(receipt);
      expect(kind).to.equal('receipt');
      expect(checks.find((check) => check.id === 'inclusion')?.outcome).to.equal('passed');
      const changed = await report(receipt.replace('\\"seq\\":', '\\"seq\\": '));
      expect(changed.checks.some(({ outcome }) => outcome === 'failed')).to.equal(true);
    });

    it('takes the subject and its files as multipart', async () => {
      const form = new FormData();
      form.set('subject', new Blob(['PK\u0003\u0004 no zip']), 'package.zip');
      form.set('file', new Blob(['x']), 'x.txt');
      const answer = await api.call('/v1/verify', { method: 'POST', token: null, body: form });
      expect(await answer.json()).to.include({ kind: 'package' });
    });

    it('refuses what is neither package nor receipt, and nothing at all', async () => {
      const verify = async (body: string) =>
        (await get('/v1/verify', { method: 'POST', token: null, body })).body;
      expect(await verify('hello')).to.include({ code: 'PACKAGE_INVALID', status: 422 });
      expect(await verify('')).to.include({ code: 'UPLOAD_MALFORMED' });
    });
  });
});
