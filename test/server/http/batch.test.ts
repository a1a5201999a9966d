/** Batches: one outcome a line, in order, each as if filed alone; the client need not have sent all to read the first. */
import { request } from 'node:http';
import { expect } from 'chai';
import { base64Decode, hexDecode } from '../../../core/bytes.ts';
import { parseEntry } from '../../../core/entry/entry.ts';
import { createStatements } from '../../../core/evidence/create.ts';
import { formatSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { parseReceipt } from '../../../core/receipt/receipt.ts';
import { parseSignedCheckpoint } from '../../../core/tlog/checkpoint.ts';
import { BatchAnswer } from '../../../server/http/schemas/evidence.ts';
import { type Api, recordInput, signedStatement, startApi, wholeRecord } from '../../support/api.ts';
import { AT, nodeCrypto, systemRandom } from '../../support/pki.ts';

interface Answer {
  line: number;
  status: number;
  evidence?: {
    id: string;
    index: number;
    sequence: number;
    leaf_hash: string;
    inclusion: { size: number; hashes: string[]; checkpoint: string };
  };
  problem?: { code: string; detail: string };
}

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('http: batches', () => {
  let api: Api;
  let made = 0;
  before(async () => {
    api = await startApi({ limits: { maxLineBytes: 20_000, maxLines: 500, batchWidth: 32 } });
  });
  after(() => api.stop());

  const line = (over: Record<string, unknown> = {}, key = `batch-${++made}`) =>
    JSON.stringify({ idempotency_key: key, record: recordInput(over) });
  const send = async (body: string): Promise<Answer[]> => {
    const answer = await api.call('/v1/evidence/batch', { method: 'POST', headers: NDJSON, body });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-type')).to.match(/^application\/x-ndjson/);
    const text = await answer.text();
    return text
      .split('\n')
      .slice(0, -1)
      .map((one) => JSON.parse(one) as Answer);
  };

  it('files every line, in order, each proven', async () => {
    const answers = await send(
      Array.from({ length: 200 }, (_, i) => `${line({ reference: `R-${i}` })}\n`).join(''),
    );
    expect(answers.map((one) => one.line)).to.deep.equal(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(new Set(answers.map(({ evidence }) => evidence?.id)).size).to.equal(200);
    for (const { status, evidence } of answers) {
      expect(status).to.equal(201);
      const { size, hashes, checkpoint } = evidence!.inclusion;
      const proven = verifyInclusion(nodeCrypto, {
        leafHash: hexDecode(evidence!.leaf_hash),
        index: evidence!.index,
        size,
        proof: hashes.map((hash) => base64Decode(hash)),
        root: parseSignedCheckpoint(checkpoint).checkpoint.root,
      });
      expect(proven).to.equal(true);
    }
    expect(answers.every((one) => BatchAnswer.safeParse(one).success)).to.equal(true);
  });

  it('answers each line for itself', async () => {
    const good = line();
    const statement = await signedStatement(api.keys.filer);
    const answers = await send(
      [
        good,
        '{"record":',
        '',
        line({ type: 'NOVEL' }),
        JSON.stringify({ record: recordInput() }),
        JSON.stringify({ statement }),
        good,
        JSON.stringify({
          idempotency_key: JSON.parse(good).idempotency_key,
          record: recordInput({ reference: 'other' }),
        }),
        JSON.stringify({ idempotency_key: 'a key', record: recordInput() }),
        JSON.stringify({ idempotency_key: 'k', record: recordInput(), colour: 'red' }),
      ].join('\n'),
    );
    expect(answers.map((one) => [one.line, one.status, one.problem?.code ?? null])).to.deep.equal([
      [1, 201, null],
      [2, 400, 'JSON_INVALID'],
      [4, 422, 'UNKNOWN_DOCUMENT_TYPE'],
      [5, 400, 'IDEMPOTENCY_KEY_MISSING'],
      [6, 201, null],
      [7, 200, null],
      [8, 409, 'IDEMPOTENCY_MISMATCH'],
      [9, 400, 'REQUEST_INVALID'],
      [10, 400, 'REQUEST_INVALID'],
    ]);
    expect(answers[5]?.evidence?.id).to.equal(answers[0]?.evidence?.id);
    expect(answers.every((one) => BatchAnswer.safeParse(one).success)).to.equal(true);
  });

  it('files statements that one signature covers, and refuses those that it does not', async () => {
    const { signer, certificate } = api.keys.filer;
    const records = Array.from({ length: 6 }, (_, i) => wholeRecord({ reference: `M-${i}` }));
    const statements = await createStatements(nodeCrypto, records, {
      signer,
      certificateSha256: nodeCrypto.sha256(certificate.der),
      issuedAt: AT / 1000,
      random: systemRandom.bytes,
    });
    const [first, ...rest] = statements.map(formatSdJwt) as [string, ...string[]];
    const body = (texts: readonly string[]) =>
      texts.map((statement) => `${JSON.stringify({ statement })}\n`).join('');
    const elsewhere = first.replace(';0;', ';1;');
    const forged = `A${first.slice(1)}`;
    const signature = first.replace(/\.[^.;]{6}([^.;]*;)/, '.AAAAAA$1');
    const answers = await send(body([first, ...rest, first, elsewhere, forged, signature]));
    expect(answers.map((one) => [one.status, one.problem?.code ?? null])).to.deep.equal([
      ...Array(6).fill([201, null]),
      [200, null],
      [422, 'STATEMENT_SIGNATURE_INVALID'],
      [422, 'STATEMENT_INVALID'],
      [422, 'STATEMENT_SIGNATURE_INVALID'],
    ]);
    expect(answers[7]!.problem!.detail).to.include('root of the signed batch');
    const id = answers[3]!.evidence!.id;
    const read = (await (await api.call(`/v1/evidence/${id}`)).json()) as Record<string, unknown>;
    expect(read).to.deep.include({ signed_by: 'filer' });
    expect(read.record).to.include({ reference: 'M-3' });
    const receipt = parseReceipt(await (await api.call(`/v1/evidence/${id}/receipt`)).text());
    expect(parseEntry(receipt.entry).statement).to.equal(statements[3]!.jws);
    expect(receipt.record).to.equal(formatSdJwt(statements[3]!));
  });

  it('answers an empty batch with nothing', async () => {
    expect(await send('')).to.deep.equal([]);
  });

  it('ends with the problem of the batch itself when a line is too long, and keeps what came before', async () => {
    const answers = await send(`${line()}\n${'x'.repeat(20_001)}\n${line()}\n`);
    expect(answers.map((one) => [one.line, one.problem?.code ?? null])).to.deep.equal([
      [1, null],
      [0, 'PAYLOAD_TOO_LARGE'],
    ]);
  });

  it('ends with a problem after the most lines that a batch may have', async () => {
    const answers = await send('{}\n'.repeat(501));
    expect(answers).to.have.length(501);
    expect(answers.at(-1)).to.include({ line: 0, status: 413 });
  });

  it('answers the first line while the second is not sent yet', async () => {
    const token = await api.token();
    const heard: Answer[] = [];
    await new Promise<void>((resolve, reject) => {
      const req = request(`${api.url}/v1/evidence/batch`, {
        method: 'POST',
        headers: { ...NDJSON, authorization: `Bearer ${token}` },
      });
      req.on('error', reject);
      req.on('response', (res) => {
        res.on('data', (chunk) => {
          heard.push(
            ...String(chunk)
              .trim()
              .split('\n')
              .map((one) => JSON.parse(one) as Answer),
          );
          if (heard.length === 1) req.end(`${line()}\n`);
        });
        res.on('end', resolve);
      });
      req.write(`${line()}\n`);
    });
    expect(heard.map((one) => [one.line, one.status])).to.deep.equal([
      [1, 201],
      [2, 201],
    ]);
  });

  it('files what was whole when the connection breaks, and goes on', async () => {
    const token = await api.token();
    const loan = 'LN-broken-batch';
    await new Promise<void>((resolve) => {
      const req = request(`${api.url}/v1/evidence/batch`, {
        method: 'POST',
        headers: { ...NDJSON, authorization: `Bearer ${token}` },
      });
      req.on('error', () => resolve());
      req.on('response', (res) => {
        res.on('error', () => resolve());
        res.once('data', () => req.destroy());
      });
      req.write(`${line({ loan })}\n{"idempotency_key":"cut","rec`);
    });
    const list = await api.call(`/v1/loans/${loan}/evidence`);
    expect(((await list.json()) as { items: unknown[] }).items).to.have.length(1);
    expect(await send(line())).to.have.length(1);
  });
});
