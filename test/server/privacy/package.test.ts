/** Packages and privacy: one made before an erasure still verifies, one made after shows the proof alone; redacted ones hold without what they leave out. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readZip } from '../../../core/package/zip-reader.ts';
import { encodeTrust } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import type { PackagePlanner } from '../../../server/usecases/packages/build.ts';
import type { ItemRedaction } from '../../../server/usecases/types.ts';
import { sandbox } from '../../cli/support.ts';
import { callerWith } from '../../support/access.ts';
import { type Api, startApi } from '../../support/api.ts';
import { AT, nodeCrypto } from '../../support/pki.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';
import { type Sealing, sealing } from '../../support/sealed-api.ts';

const LOAN = 'LN-1';
const NAME = 'Zhang San';
const ID_NUMBER = '110101199003074258';
const PICTURE = 'bytes of the picture';

describe('packages and privacy', () => {
  let api: Api;
  let sealed: Sealing;
  const ids: string[] = [];
  let made = 0;
  before(async () => {
    // The planner stands on what the API has made by then.
    const planner: PackagePlanner = {
      plan: (request) => sealed.planner.plan(request),
      open: (plan) => sealed.planner.open(plan),
    };
    api = await startApi({ planner });
    sealed = await sealing(api);
    ids.push(await file('KYC', kyc), await file('DUN', dun), await file('KYC', kyc));
    await sealed.seal();
  });
  after(() => api.stop());

  const kyc = {
    method: 'document-ocr',
    provider: 'P',
    request_id: 'r-1',
    result: 'passed',
    checked_at: '2026-03-15T10:00:00+08:00',
    id_type: 'resident-id-card',
    name: NAME,
    id_number: ID_NUMBER,
  };
  const dun = {
    channel: 'call',
    demanded_at: '2026-03-15T10:00:00+08:00',
    content_sha256: 'ab'.repeat(32),
    agent: 'agent of the dunning item',
    result: 'reached',
  };
  async function file(type: string, fields: object): Promise<string> {
    const form = new FormData();
    const record = {
      type,
      loan: LOAN,
      event: { time: '2026-03-15T10:00:00+08:00', source: 'claimed' },
      provenance: { class: 'bare-hash' },
      actors: [{ role: 'borrower', id: NAME }],
      fields,
    };
    form.append('record', JSON.stringify(record));
    for (const name of ['front.jpg', 'back.jpg']) {
      const bytes = `${PICTURE} ${name} of ${type}`;
      form.append('documents', new Blob([bytes], { type: 'image/jpeg' }), name);
    }
    const headers = { 'idempotency-key': `package-${++made}` };
    const answer = await api.call('/v1/evidence', { method: 'POST', headers, body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return ((await answer.json()) as { id: string }).id;
  }
  const verify = (zip: Uint8Array) =>
    verifyPackage(nodeCrypto, zip, { trust: sealed.trust, at: AT + 300_000 });
  /** Every byte of every file, and what the disclosures say in clear. */
  const readable = (zip: Uint8Array): string =>
    [...readZip(zip).files!]
      .map(([name, bytes]) => {
        const text = Buffer.from(bytes).toString('latin1');
        const parts = name.endsWith('.sd-jwt') ? text.split('~').slice(1) : [];
        return text + parts.map((part) => Buffer.from(part, 'base64url').toString()).join('\n');
      })
      .join('\n');

  describe('redacted', () => {
    const build = (redaction: { personal?: 'sensitive' | 'all'; items?: readonly ItemRedaction[] }) =>
      sealed.build(LOAN, { redaction });

    it('by class: without sensitive data, or without any personal data, the rest proven', async () => {
      const sensitive = await build({ personal: 'sensitive' });
      expect(failures(await verify(sensitive))).to.deep.equal([]);
      expect(readable(sensitive)).to.contain(NAME).and.not.contain(ID_NUMBER);
      const all = await build({ personal: 'all' });
      const report = await verify(all);
      expect(failures(report)).to.deep.equal([]);
      expect(checkOf(report, 'records').facts).to.include({ redacted: 3 });
      expect(readable(all)).to.not.contain(NAME).and.not.contain(ID_NUMBER);
      expect(readable(all)).to.contain('document-ocr');
    });

    it('by item: a whole one, or fields, members and documents of one', async () => {
      const zip = await build({
        items: [
          { sequence: 1, fields: ['id_number'], members: ['actors'], documents: [1] },
          { sequence: 2, whole: true },
        ],
      });
      const report = await verify(zip);
      expect(failures(report)).to.deep.equal([]);
      expect(verdictsOf(report)).to.include({ integrity: 'passed', completeness: 'passed' });
      expect(checkOf(report, 'records').facts).to.deep.include({ withheld: ['2'], redacted: 1 });
      const names = [...readZip(zip).files!.keys()].filter((name) => name.startsWith('data/items/'));
      expect(names).to.have.members([
        'data/items/0001-KYC/record.sd-jwt',
        'data/items/0001-KYC/back.jpg',
        'data/items/0003-KYC/record.sd-jwt',
        'data/items/0003-KYC/front.jpg',
        'data/items/0003-KYC/back.jpg',
      ]);
      expect(readable(zip)).to.not.contain('agent of the dunning item');
    });
  });

  it('are redacted over HTTP as well: fields of one item, the whole of another, and the rest verifies', async () => {
    const answer = await api.call(`/v1/loans/${LOAN}/package`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        items: [
          { sequence: 1, withhold: ['id_number'], withhold_documents: [2] },
          { sequence: 2, whole: true },
        ],
      }),
    });
    expect(answer.status, answer.ok ? '' : await answer.clone().text()).to.equal(200);
    const zip = new Uint8Array(await answer.arrayBuffer());
    const report = await verify(zip);
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report)).to.include({
      integrity: 'passed',
      origin: 'passed',
      time: 'passed',
      completeness: 'passed',
    });
    expect(checkOf(report, 'records').facts).to.deep.include({ withheld: ['2'], redacted: 1 });
    expect(readable(zip)).to.not.contain('agent of the dunning item');
    const names = [...readZip(zip).files!.keys()].filter((name) => name.startsWith('data/items/0001'));
    expect(names).to.have.members(['data/items/0001-KYC/record.sd-jwt', 'data/items/0001-KYC/front.jpg']);
  });

  describe('made around an erasure', () => {
    it('both verify; the later one holds the proof and nothing of the content', async () => {
      const before = await sealed.build(LOAN);
      expect(readable(before)).to.contain('agent of the dunning item');
      const { privacy } = api.deps;
      const clerk = callerWith('bank');
      const { id } = await privacy.request(clerk, ids[1]!, {
        scope: 'everything',
        ground: 'purpose-done',
        reason: 'r',
      });
      await privacy.decide(clerk, id, { approve: true, reason: 'r' });
      await sealed.seal();
      const after = await sealed.build(LOAN);

      const [old, now] = [await verify(before), await verify(after)];
      for (const report of [old, now]) {
        expect(failures(report)).to.deep.equal([]);
        expect(verdictsOf(report)).to.include({
          integrity: 'passed',
          origin: 'passed',
          time: 'passed',
          completeness: 'passed',
        });
      }
      expect(checkOf(old, 'records').facts).to.not.have.property('erased');
      expect(checkOf(now, 'records').facts.erased).to.deep.equal([
        '2 CONTENT_ERASED_PROOF_INTACT (recorded in 4)',
      ]);
      expect(now.subject).to.include({ items: 4 });
      const text = readable(after);
      for (const gone of ['agent of the dunning item', `${PICTURE} front.jpg of DUN`])
        expect(text).to.not.contain(gone);
      expect(text).to.contain('purpose-done');

      // The same by the command line, as anybody would.
      const box = sandbox(AT + 300_000);
      writeFileSync(join(box.directory, 'trust.json'), encodeTrust(sealed.trust));
      for (const [name, zip] of Object.entries({ before, after })) {
        writeFileSync(join(box.directory, `${name}.zip`), zip);
        const { code, out, err } = await box.run(['verify', `${name}.zip`, '--trust', 'trust.json']);
        expect(code, `${name}: ${out}${err}`).to.equal(0);
        const line = 'erased: item 2 CONTENT_ERASED_PROOF_INTACT (recorded in 4)';
        expect(out.includes(line), name).to.equal(name === 'after');
      }
      box.remove();
    });
  });
});
