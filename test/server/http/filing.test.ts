/** Filing over HTTP: what is accepted is durable, proven and found again; a repetition is the same item. */
import { expect } from 'chai';
import { base64Decode, hex, hexDecode } from '../../../core/bytes.ts';
import { parseEntry } from '../../../core/entry/entry.ts';
import { readStatement } from '../../../core/evidence/statement.ts';
import { verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import {
  type Api,
  OTHER,
  recordInput,
  signedStatement,
  startApi,
  thumbprint,
  wholeRecord,
} from '../../support/api.ts';
import { nodeCrypto } from '../../support/pki.ts';

interface Filed {
  id: string;
  index: number;
  sequence: number;
  leaf_hash: string;
  entry: string;
  inclusion: { size: number; hashes: string[]; checkpoint: string };
  replayed: boolean;
  state: { stage: string; label: string };
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

describe('http: filing', () => {
  let api: Api;
  let made = 0;
  const key = () => ({ 'idempotency-key': `key-${++made}` });
  before(async () => {
    api = await startApi();
  });
  after(() => api.stop());

  const fileRecord = async (over: Record<string, unknown> = {}, headers = key()): Promise<Filed> => {
    const answer = await api.call('/v1/evidence', json({ record: recordInput(over) }, headers));
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return (await answer.json()) as Filed;
  };

  it('answers with an entry that is proven to be in the log', async () => {
    const filed = await fileRecord();
    const entry = base64Decode(filed.entry);
    const { checkpoint } = parseSignedCheckpoint(filed.inclusion.checkpoint);
    expect(hex(leafHash(nodeCrypto, entry))).to.equal(filed.leaf_hash);
    expect(
      verifyInclusion(nodeCrypto, {
        leafHash: hexDecode(filed.leaf_hash),
        index: filed.index,
        size: filed.inclusion.size,
        proof: filed.inclusion.hashes.map((hash) => base64Decode(hash)),
        root: checkpoint.root,
      }),
    ).to.equal(true);
    const { statement, sequence } = parseEntry(entry);
    expect(sequence).to.equal(filed.sequence);
    expect(Buffer.from(readStatement(statement).x5t).toString('base64url')).to.equal(
      thumbprint(api.keys.service),
    );
    expect(filed.state.label).to.equal('logged');
  });

  it('numbers the items of a loan and links them', async () => {
    const first = await fileRecord({ loan: 'LN-sequence' });
    const second = await fileRecord({ loan: 'LN-sequence' });
    const elsewhere = await fileRecord({ loan: 'LN-another' });
    expect([first.sequence, second.sequence, elsewhere.sequence]).to.deep.equal([1, 2, 1]);
    const link = parseEntry(base64Decode(second.entry)).link;
    expect(link && hex(link)).to.equal(first.leaf_hash);
  });

  it('takes documents by digest and says that it does not keep them', async () => {
    const document = {
      name: 'a.pdf',
      media_type: 'application/pdf',
      size: 3,
      sha256: 'a'.repeat(64),
      sm3: 'b'.repeat(64),
    };
    const { id } = await fileRecord({ documents: [document] });
    const answer = await api.call(`/v1/evidence/${id}`);
    const evidence = (await answer.json()) as {
      documents: { stored: boolean; sha256: string }[];
      signed_by: string;
    };
    expect(evidence.documents).to.have.length(1);
    expect(evidence.documents[0]).to.include({ stored: false, sha256: document.sha256 });
    expect(evidence.signed_by).to.equal('service');
    const content = await api.call(`/v1/evidence/${id}/documents/1`);
    expect(content.status).to.equal(404);
  });

  it('takes documents as files, keeps them encrypted, and hands them out again', async () => {
    const before = api.blobs().length;
    const bytes = Buffer.alloc(300_000, '贷款合同 loan contract ');
    const form = new FormData();
    form.set(
      'record',
      JSON.stringify(recordInput({ documents: [{ name: '合同.pdf', media_type: 'application/pdf' }] })),
    );
    form.set('documents', new Blob([bytes], { type: 'application/octet-stream' }), '合同.pdf');
    const answer = await api.call('/v1/evidence', { method: 'POST', headers: key(), body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    const { id } = (await answer.json()) as Filed;
    expect(api.blobs().length).to.equal(before + 1);
    const evidence = (await (await api.call(`/v1/evidence/${id}`)).json()) as {
      documents: Record<string, unknown>[];
    };
    expect(evidence.documents[0]).to.include({
      n: 1,
      name: '合同.pdf',
      media_type: 'application/pdf',
      size: bytes.length,
      sha256: hex(nodeCrypto.sha256(bytes)),
      sm3: hex(nodeCrypto.sm3(bytes)),
      stored: true,
    });
    const content = await api.call(`/v1/evidence/${id}/documents/1`);
    expect(content.headers.get('content-type')).to.equal('application/pdf');
    expect(content.headers.get('content-disposition')).to.match(/^attachment; filename/);
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).to.equal(true);
  });

  it('makes the list of documents from the files when the record has none', async () => {
    const form = new FormData();
    form.set(
      'record',
      new Blob([JSON.stringify(recordInput())], { type: 'application/json' }),
      'record.json',
    );
    form.append('documents', new Blob(['one'], { type: 'text/plain' }), 'one.txt');
    form.append('documents', new Blob([''], { type: 'text/plain' }), 'empty.txt');
    const answer = await api.call('/v1/evidence', { method: 'POST', headers: key(), body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    const { id } = (await answer.json()) as Filed;
    const { documents } = (await (await api.call(`/v1/evidence/${id}`)).json()) as {
      documents: { name: string; size: number }[];
    };
    expect(documents.map(({ name, size }) => [name, size])).to.deep.equal([
      ['one.txt', 3],
      ['empty.txt', 0],
    ]);
    const empty = await api.call(`/v1/evidence/${id}/documents/2`);
    expect(empty.status).to.equal(200);
    expect(await empty.text()).to.equal('');
  });

  it('takes a statement that the organisation signed, with ES256 or EdDSA, and knows it again without a key', async () => {
    for (const by of [api.keys.filer, api.keys.edwards]) {
      const statement = await signedStatement(by);
      const answer = await api.call('/v1/evidence', json({ statement }));
      expect(answer.status, await answer.clone().text()).to.equal(201);
      const filed = (await answer.json()) as Filed;
      expect(parseEntry(base64Decode(filed.entry)).statement).to.equal(statement.split('~')[0]);
      const again = await api.call('/v1/evidence', json({ statement }));
      expect(again.status).to.equal(200);
      expect((await again.json()) as Filed).to.include({ id: filed.id, replayed: true });
      const evidence = (await (await api.call(`/v1/evidence/${filed.id}`)).json()) as { signed_by: string };
      expect(evidence.signed_by).to.equal('filer');
    }
  });

  it('takes a signed statement together with its documents', async () => {
    const bytes = Buffer.from('signed contract');
    const document = {
      name: 'c.pdf',
      mediaType: 'application/pdf',
      size: bytes.length,
      sha256: hex(nodeCrypto.sha256(bytes)),
      sm3: hex(nodeCrypto.sm3(bytes)),
    };
    const form = new FormData();
    form.set('statement', await signedStatement(api.keys.filer, wholeRecord({ documents: [document] })));
    form.set('documents', new Blob([bytes], { type: 'text/plain' }), 'c.pdf');
    const answer = await api.call('/v1/evidence', { method: 'POST', body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    const { id } = (await answer.json()) as Filed;
    const content = await api.call(`/v1/evidence/${id}/documents/1`);
    expect(content.headers.get('content-type')).to.equal('application/pdf');
    expect(await content.text()).to.equal('signed contract');
  });

  describe('idempotency', () => {
    it('answers a repetition with the item of then, proven against the log of now', async () => {
      const headers = key();
      const first = await fileRecord({}, headers);
      await fileRecord();
      const answer = await api.call('/v1/evidence', json({ record: recordInput() }, headers));
      expect(answer.status).to.equal(200);
      const again = (await answer.json()) as Filed;
      expect(again).to.include({
        id: first.id,
        index: first.index,
        leaf_hash: first.leaf_hash,
        replayed: true,
      });
      expect(again.inclusion.size).to.be.greaterThan(first.inclusion.size);
    });

    it('does not mind the order of members in a repetition', async () => {
      const headers = key();
      const first = await fileRecord({}, headers);
      const turned = Object.fromEntries(Object.entries(recordInput()).reverse());
      const answer = await api.call('/v1/evidence', json({ record: turned }, headers));
      expect((await answer.json()) as Filed).to.include({ id: first.id });
    });

    it('refuses other content under the same key, and files nothing', async () => {
      const headers = key();
      await fileRecord({}, headers);
      const { size } = api.sequencer.head();
      const answer = await api.call(
        '/v1/evidence',
        json({ record: recordInput({ reference: 'R-2' }) }, headers),
      );
      expect(answer.status).to.equal(409);
      expect(await answer.json()).to.include({ code: 'IDEMPOTENCY_MISMATCH' });
      expect(api.sequencer.head().size).to.equal(size);
    });

    it('keeps the keys of organisations apart', async () => {
      const headers = key();
      await fileRecord({}, headers);
      const statement = await signedStatement(
        api.keys.other,
        wholeRecord({ filing: { organisation: OTHER, signedBy: 'filer' } }),
      );
      const token = await api.token({ signer: api.keys.other, organisation: OTHER });
      const answer = await api.call('/v1/evidence', { ...json({ statement }, headers), token });
      expect(answer.status, await answer.clone().text()).to.equal(201);
    });

    it('lets exactly one of simultaneous repetitions through', async () => {
      const headers = key();
      const { size } = api.sequencer.head();
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => api.call('/v1/evidence', json({ record: recordInput() }, headers))),
      );
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([...Array(11).fill(200), 201]);
      const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Filed).id));
      expect(new Set(ids).size).to.equal(1);
      expect(api.sequencer.head().size).to.equal(size + 1);
    });

    it('lets one of simultaneous contradictions through and refuses the others', async () => {
      const headers = key();
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, i) =>
          api.call('/v1/evidence', json({ record: recordInput({ reference: `R-${i}` }) }, headers)),
        ),
      );
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409, 409, 409]);
    });

    it('keeps one copy of the documents when an upload is repeated', async () => {
      const headers = key();
      const before = api.blobs().length;
      for (const status of [201, 200]) {
        const form = new FormData();
        form.set('record', JSON.stringify(recordInput()));
        form.set('documents', new Blob(['same']), 'same.txt');
        const answer = await api.call('/v1/evidence', { method: 'POST', headers, body: form });
        expect(answer.status, await answer.clone().text()).to.equal(status);
        expect(api.blobs().length).to.equal(before + 1);
      }
    });
  });
});
