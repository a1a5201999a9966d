/**
 * A bank's system from the contract to the package of the case, with the client alone. In the directory of TriSeal, while the service runs (npm start):
 *
 *   node docs/examples/as-a-bank.mjs
 *
 * It writes contract.txt, receipt.json and case.zip.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  checkReceipt,
  createBatcher,
  createClient,
  createFileSigner,
  createNodeCrypto,
  signRecords,
} from 'triseal/client';

// The bank: its key, its certificate, the service's address and trust data. Your bank's own replace the sample's.
const home = process.env.TRISEAL_HOME || '.triseal';
const identity = `${home}/pki/identities/bank-filing`;
const baseUrl = JSON.parse(readFileSync(`${home}/service.json`, 'utf8')).url;
const trust = new Uint8Array(readFileSync(`${home}/trust.json`));
const crypto = createNodeCrypto();
const key = {
  organisation: 'demo-bank',
  signer: createFileSigner(`${identity}/key.pem`),
  certificateSha256: crypto.sha256(new X509Certificate(readFileSync(`${identity}/certificate.pem`)).raw),
};
const client = createClient({ baseUrl, ...key });

// A loan as it happened. Every run is a loan of its own; the ids of its items in the bank's system are the idempotency keys.
const loan = `LN-${Date.now()}`;
const cny = (amount) => ({ amount, currency: 'CNY' });
const item = (type, time, fields) => ({
  type,
  loan,
  fields,
  event: { time, source: 'system' },
  provenance: { class: 'bare-hash' },
});

// 1. The contract with its document: hashed and signed here, then sent.
const text = '借款合同 C-1：本金 30,000.00 元，年利率 14.4%，期限 6 个月。\n';
await writeFile('contract.txt', text);
const contract = { name: 'contract.txt', mediaType: 'text/plain', content: new TextEncoder().encode(text) };
const record = item('CONTRACT', '2026-03-01T10:00:00+08:00', {
  contract_number: 'C-1',
  template_version: '1',
  lender: '示例银行',
  borrower: '王虚构',
  principal: cny('30000.00'),
  annual_rate: '0.144',
  default_annual_rate: '0.216',
  term_months: 6,
  starts: '2026-03-01',
  ends: '2026-09-01',
  repayment_method: 'equal-instalment',
  signed_at: '2026-03-01T10:00:00+08:00',
  signature_level: 'none',
});
const [statement] = await signRecords(crypto, [{ record, documents: [contract] }], key, Date.now());
const filed = await client.file({ statement, documents: [contract] });
console.log(`contract filed as ${filed.id}, entry ${filed.index}`);

// 2. What follows goes in batches, one signature for many.
const batcher = createBatcher({ client, crypto, key });
const [agreement] = await Promise.all([
  batcher.file(
    item('ARBAG', '2026-03-01T10:00:00+08:00', {
      commission_name: '示例仲裁委员会',
      matters: '因本合同引起的争议',
      intent: '提交仲裁',
      online_procedure: true,
      separate_acknowledgement: true,
      acknowledged_at: '2026-03-01T10:00:00+08:00',
      text_sha256: 'a'.repeat(64),
      parties: [
        { role: 'lender', name: '示例银行' },
        { role: 'borrower', name: '王虚构' },
      ],
    }),
    `${loan}/agreement`,
  ),
  batcher.file(
    item('DISB', '2026-03-01T11:00:00+08:00', {
      bank_reference: 'B-1',
      payer: '示例银行',
      payee: '王虚构',
      contract_amount: cny('30000.00'),
      net_amount: cny('30000.00'),
      deductions: [],
      value_time: '2026-03-01T11:00:00+08:00',
    }),
    `${loan}/disbursement`,
  ),
  batcher.file(
    item('OVERDUE', '2026-09-20T09:00:00+08:00', {
      overdue_since: '2026-09-01',
      as_of: '2026-09-20',
      instalments: [6],
      principal_overdue: cny('18000.00'),
      interest_overdue: cny('900.00'),
      default_interest: cny('310.20'),
      days_overdue: 19,
    }),
    `${loan}/overdue`,
  ),
]);

// 3. The receipt, once three parties have witnessed the contract and the chain holds it: checked here, without the service.
let receipt = await client.receipt(filed.id);
while (receipt.state.stage !== 'sealed') {
  await sleep(1000);
  receipt = await client.receipt(filed.id);
}
await writeFile('receipt.json', JSON.stringify(receipt));
const files = [{ name: contract.name, bytes: contract.content }];
const report = await checkReceipt(crypto, { receipt, files, trust });
console.log('receipt:', report.verdicts.map(({ group, outcome }) => `${group} ${outcome}`).join(', '));

// 4. The borrower did not pay: the bank drafts a case and opens it.
const draft = await (
  await client.call('/v1/cases', {
    headers: { 'idempotency-key': `${loan}/case` },
    json: {
      loan,
      commission: 'demo-commission',
      commission_name: '示例仲裁委员会',
      agreement: agreement.id,
      parties: [
        { role: 'claimant', name: '示例银行' },
        { role: 'respondent', name: '王虚构' },
      ],
      claim: {
        currency: 'CNY',
        principal: '18000.00',
        interest: '900.00',
        default_interest: '310.20',
        fees: '0.00',
        costs: '0.00',
        total: '19210.20',
        cut_off: '2026-09-20',
      },
      dispute: {
        ground: 'non-payment',
        statement: '借款人未按期还款',
        stated_at: '2026-10-08T10:00:00+08:00',
      },
    },
  })
).json();
const opened = await (
  await client.call(`/v1/cases/${draft.id}/steps`, {
    headers: { 'if-match': `"${draft.revision}"` },
    json: { event: 'open' },
  })
).json();
console.log(`case ${opened.id} is ${opened.state}`);

// 5. The package of the case: built as a job, kept, downloaded.
const ordered = await (await client.call(`/v1/cases/${draft.id}/package`, { json: {} })).json();
let job = ordered;
while (job.state === 'queued' || job.state === 'running') {
  await sleep(1000);
  job = await (await client.call(`/v1/jobs/${ordered.id}`)).json();
}
if (job.state !== 'done') throw new Error(JSON.stringify(job));
const built = await client.call(`/v1/packages/${job.id}`);
await writeFile('case.zip', built.body);
console.log('case.zip is there');
