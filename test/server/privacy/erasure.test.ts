/** Erasure from the request to the receipt: nothing of the content is left in any byte of the data directory, and every proof still holds. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { base64url } from '../../../core/bytes.ts';
import { openRecord } from '../../../core/evidence/open.ts';
import { parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import { verifyInclusion } from '../../../core/merkle/inclusion.ts';
import { leafHash } from '../../../core/merkle/tree.ts';
import {
  type ErasureScope,
  readErasureReceipt,
  verifyErasureReceipt,
} from '../../../core/privacy/erasure-receipt.ts';
import type { EvidenceRow } from '../../../server/ports/evidence-store.ts';
import { createCustody } from '../../../server/usecases/custody/create.ts';
import { createPrivacy } from '../../../server/usecases/privacy/create.ts';
import type { PrivacyDeps } from '../../../server/usecases/privacy/deps.ts';
import type { Privacy } from '../../../server/usecases/privacy/types.ts';
import { openItem } from '../../../server/usecases/private-part.ts';
import { callerWith } from '../../support/access.ts';
import { type Api, BANK, ORIGIN, startApi, trustOf } from '../../support/api.ts';
import { nodeCrypto } from '../../support/pki.ts';
import { serviceError } from '../../support/service-error.ts';

const bank = callerWith('bank', { id: 'clerk-1' });
const secretary = callerWith('secretary');
const FIELD_TEXT = '催收电话记录 13800138000 secret-number';
const DOCUMENT_TEXT = 'recording of the call with the borrower Zhang San, confidential';
const EVERYTHING = { scope: 'everything', ground: 'purpose-done', reason: 'no longer needed' } as const;

describe('server/usecases privacy', () => {
  let api: Api;
  let privacy: Privacy;
  let made = 0;
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  beforeEach(async () => {
    api = await startApi();
    privacy = createPrivacy(deps());
  });
  afterEach(() => api.stop());

  const deps = (over: Partial<PrivacyDeps> = {}): PrivacyDeps => ({
    ...api.service,
    documents: api.documents,
    custody: createCustody({ documents: api.documents, crypto: nodeCrypto, clock: api.clock as never }),
    fileEvidence: api.deps.useCases.fileEvidence,
    logger,
    signing: [BANK],
    caches: [],
    ...over,
  });

  /** An item that no retention rule keeps, with a document and a telling field. */
  const file = async (over: Record<string, unknown> = {}): Promise<EvidenceRow> => {
    const form = new FormData();
    const record = {
      type: 'DUN',
      loan: 'LN-1',
      event: { time: '2026-03-15T10:00:00+08:00', source: 'claimed' },
      provenance: { class: 'bare-hash' },
      fields: {
        channel: 'call',
        demanded_at: '2026-03-15T10:00:00+08:00',
        content_sha256: 'ab'.repeat(32),
        agent: FIELD_TEXT,
        result: 'reached',
      },
      ...over,
    };
    form.append('record', JSON.stringify(record));
    for (const name of ['call-of-zhang-san.txt', 'second.txt']) {
      form.append(
        'documents',
        new Blob([`${DOCUMENT_TEXT} ${name}`.repeat(40)], { type: 'text/plain' }),
        name,
      );
    }
    const headers = { 'idempotency-key': `erase-${++made}` };
    const answer = await api.call('/v1/evidence', { method: 'POST', headers, body: form });
    expect(answer.status, await answer.clone().text()).to.equal(201);
    return (await api.service.store.row(((await answer.json()) as { id: string }).id))!;
  };
  const request = (row: EvidenceRow, over: Partial<Parameters<Privacy['request']>[2]> = {}) =>
    privacy.request(bank, row.id, { ...EVERYTHING, ...over });
  const approve = (id: string, by = privacy) =>
    by.decide(bank, id, { approve: true, reason: 'ground holds' });
  const refused = async (work: Promise<unknown>) => {
    const { code, message, facts } = await serviceError(work);
    return { code, message, facts };
  };
  /** Everything that must not be found anywhere: key, wrapped key, ciphertext, and the content in any form it was ever in. */
  const traces = async (row: EvidenceRow): Promise<Map<string, Buffer>> => {
    const { statement, key } = await openItem(api.service, row);
    const disclosures = parseSdJwt(statement).disclosures;
    const texts = disclosures.map((one) => Buffer.from(one, 'base64url').toString());
    const salts = texts.map((text) => (JSON.parse(text) as string[])[0]!);
    const blobs = row.blobs.map((id) => readFileSync(join(api.home, 'blobs', id.slice(0, 2), id)));
    return new Map([
      ['field', Buffer.from(FIELD_TEXT)],
      ['document', Buffer.from(DOCUMENT_TEXT)],
      ['document name', Buffer.from('call-of-zhang-san')],
      ...disclosures.map((one, i) => [`disclosure ${i}`, Buffer.from(one)] as const),
      ...salts.map((salt, i) => [`salt ${i}`, Buffer.from(salt)] as const),
      ...salts.map((salt, i) => [`salt bytes ${i}`, Buffer.from(salt, 'base64url')] as const),
      ['content key', Buffer.from(key.secret)],
      ['wrapped key', Buffer.from(key.wrapped.wrapped)],
      ['sealed part', Buffer.from(row.sealed).subarray(0, 64)],
      ['fingerprint', Buffer.from(row.fingerprint, 'hex')],
      ...blobs.map((bytes, i) => [`blob ${i}`, bytes.subarray(0, 64)] as const),
    ]);
  };
  const files = () =>
    readdirSync(api.home, { recursive: true })
      .map((name) => join(api.home, String(name)))
      .filter((path) => statSync(path).isFile());
  /** Names of the traces that stand in some file, and where. */
  const found = (wanted: ReadonlyMap<string, Buffer>): string[] => {
    const contents = files().map((path) => [path.slice(api.home.length), readFileSync(path)] as const);
    return [...wanted].flatMap(([name, bytes]) =>
      contents.filter(([, content]) => content.includes(bytes)).map(([path]) => `${name} in ${path}`),
    );
  };

  it('leaves nothing of the content in any byte of the data directory, and every proof in place', async () => {
    for (let n = 0; n < 40; n++) await file({ loan: `LN-OTHER-${n}` });
    const row = await file();
    for (let n = 0; n < 40; n++) await file({ loan: `LN-OTHER-${n}` });
    const { entry } = await entryOf(row);
    const wanted = await traces(row);
    for (const name of ['wrapped key', 'sealed part', 'fingerprint', 'blob 0', 'blob 1']) {
      expect(found(new Map([[name, wanted.get(name)!]])), `${name} is looked for in vain from the start`).to
        .not.be.empty;
    }
    const { id } = await request(row);
    const erasure = await approve(id);
    expect(erasure.state).to.equal('done');
    // The digest of the document, its text and the salts of others are those of other items: only this one's are gone.
    expect(found(wanted)).to.deep.equal([]);

    const after = await entryOf(row);
    expect(after.entry).to.deep.equal(entry);
    expect(await after.holds()).to.equal(true);
    expect((await serviceError(api.deps.useCases.getEvidence(BANK, row.id))).code).to.equal('CONTENT_ERASED');
    expect((await serviceError(api.deps.useCases.document(BANK, row.id, 1))).code).to.equal('CONTENT_ERASED');
    expect((await api.deps.useCases.receipt(BANK, row.id)).record).to.equal(null);
    expect(await api.deps.useCases.tlogProof(BANK, row.id)).to.contain('c2sp.org/tlog-proof@v1');
  });

  const entryOf = async (row: EvidenceRow) => {
    const { reader } = api.service;
    const [logged] = await reader.entries(row.index, row.index + 1);
    const head = (await reader.head())!;
    const proof = await reader.inclusionProof(row.index, head.size);
    return {
      entry: logged!.bytes,
      holds: async () =>
        verifyInclusion(nodeCrypto, {
          index: row.index,
          size: head.size,
          leafHash: leafHash(nodeCrypto, logged!.bytes),
          proof,
          root: head.root,
        } as never),
    };
  };

  it('files a record of type ERASE in the same stream and signs a receipt that anybody can check', async () => {
    const row = await file();
    const { id, requestedAt } = await request(row);
    api.clock.at += 1000;
    const done = await approve(id);
    const record = (await api.service.store.row(done.record!))!;
    expect([record.type, record.sequence, record.annotates]).to.deep.equal([
      'ERASE',
      row.sequence + 1,
      row.id,
    ]);
    expect(record.stream).to.deep.equal(row.stream);
    const { statement } = await openItem(api.service, record);
    expect(openRecord(nodeCrypto, parseSdJwt(statement)).record.fields).to.deep.include({
      erased: [{ item: row.id, part: 'everything' }],
      ground: 'purpose-done',
      erased_by: `${BANK}/bank`,
    });
    const trust = trustOf(api.keys);
    const verdict = await verifyErasureReceipt(nodeCrypto, trust, done.receipt!);
    expect(verdict.ok).to.equal(true);
    const { receipt } = readErasureReceipt(done.receipt!);
    expect(receipt).to.deep.include({
      id,
      origin: ORIGIN,
      organisation: BANK,
      scope: 'everything',
      ground: 'purpose-done',
      requested_at: requestedAt,
      destroyed: { keys: 1, documents: 2 },
      evidence: { id: record.id, index: record.index, sequence: record.sequence },
    });
    expect(JSON.stringify(receipt)).to.not.contain('LN-1');
    const [header, payload, signature] = done.receipt!.split('.') as [string, string, string];
    const forged = base64url(
      Buffer.from(Buffer.from(payload, 'base64url').toString().replace('purpose-done', 'order')),
    );
    const tampered = await verifyErasureReceipt(nodeCrypto, trust, `${header}.${forged}.${signature}`);
    expect(tampered).to.deep.equal({ ok: false, fault: 'SIGNATURE' });
    const strangers = { ...trust, signers: trust.signers.filter(({ use }) => use === 'filer') };
    expect(await verifyErasureReceipt(nodeCrypto, strangers, done.receipt!)).to.deep.equal({
      ok: false,
      fault: 'SIGNER_UNKNOWN',
    });
    expect(await privacy.erasedOf(row.id)).to.deep.equal([done]);
  });

  it('leaves the whole story in the custody log, and what the requester wrote out of it', async () => {
    const row = await file();
    const { id } = await request(row, { reason: 'Zhang San asked' });
    await approve(id);
    const { lines } = await deps().custody.list({
      organisation: BANK,
      subject: `evidence/${row.id}`,
      limit: 9,
    });
    expect(lines.map(({ action, loan }) => [action, loan])).to.deep.equal(
      ['erasure.done', 'erasure.decided', 'erasure.requested'].map((action) => [action, row.loanIndex]),
    );
    expect((await privacy.erasure(id))?.reason).to.equal('Zhang San asked');
    expect(found(new Map([['reason', Buffer.from('Zhang San asked')]]))).to.deep.equal([]);
  });

  describe('is refused', () => {
    it('while a law has the item kept, with the rule named, and the request stands', async () => {
      const row = await file({
        type: 'DRAW',
        fields: { amount: { amount: '5.00', currency: 'CNY' }, requested_at: '2026-03-15T10:00:00+08:00' },
      });
      const { id } = await request(row);
      expect(await refused(approve(id))).to.deep.equal({
        code: 'RETENTION_NOT_EXPIRED',
        message:
          'the item must still be kept: Anti-Money Laundering Law (2024) article 34, transaction records are kept for at least ten years after the transaction',
        facts: {
          rule: 'AML-34-TRANSACTION',
          version: 'cn-2026-1',
          law: 'Anti-Money Laundering Law (2024) article 34',
          mark: 'V',
          counted_from: new Date(row.receivedAt).toISOString(),
          kept_until: '2036-03-15T16:00:00.000Z',
        },
      });
      expect((await privacy.erasure(id))?.state).to.equal('requested');
      expect((await api.deps.useCases.getEvidence(BANK, row.id)).loan).to.equal('LN-1');
      const { keptUntil, blocking, erasable } = await privacy.retention(row.id);
      expect([keptUntil, blocking.length, erasable]).to.deep.equal(['2036-03-15T16:00:00.000Z', 1, false]);
      // An order does not shorten what a law demands.
      const ordered = await request(row, { ground: 'order' });
      expect((await refused(approve(ordered.id))).code).to.equal('RETENTION_NOT_EXPIRED');
    });

    it('while the clock of identity records has not started; it starts with the CLOSE record', async () => {
      const row = await file({
        type: 'MSISDN',
        fields: {
          operator: 'CMCC',
          request_id: 'r-1',
          elements: 3,
          result: 'passed',
          checked_at: '2026-03-15T10:00:00+08:00',
        },
      });
      expect((await privacy.retention(row.id)).rules[0]).to.deep.include({ startsAt: null, endsAt: null });
      const close = { reason: 'performed', closed_at: '2026-03-16T10:00:00+08:00' };
      await file({
        type: 'CLOSE',
        event: { time: '2026-03-16T10:00:00+08:00', source: 'claimed' },
        fields: close,
      });
      const { rules, erasable } = await privacy.retention(row.id);
      expect([rules[0]?.endsAt, erasable]).to.deep.equal(['2036-03-16T16:00:00.000Z', false]);
    });

    it('under a legal hold on the item or its loan, until the party that set it lifts it', async () => {
      const row = await file();
      const { id } = await request(row);
      for (const subject of [`evidence/${row.id}`, `loan/${row.loanIndex}`] as const) {
        const hold = await privacy.setHold(secretary, subject, BANK, 'case 2026-17 of Zhang San');
        expect((await privacy.retention(row.id)).holds.map((one) => one.id)).to.deep.equal([hold.id]);
        const refusal = await refused(approve(id));
        expect([refusal.code, refusal.message, refusal.facts.setBy]).to.deep.equal([
          'LEGAL_HOLD',
          'the item is under a legal hold',
          'secretary',
        ]);
        expect((await refused(privacy.liftHold(bank, hold.id, 'we want it gone'))).code).to.equal(
          'FORBIDDEN',
        );
        const lifted = await privacy.liftHold(secretary, hold.id, 'case closed');
        expect(lifted.lifted).to.include({ reason: 'case closed' });
        expect((await refused(privacy.liftHold(secretary, hold.id, 'again'))).code).to.equal('CONFLICT');
      }
      expect(found(new Map([['hold reason', Buffer.from('case 2026-17')]]))).to.deep.equal([]);
      expect((await privacy.holdsOn(row.id)).map(({ lifted }) => lifted !== undefined)).to.deep.equal([
        true,
        true,
      ]);
      expect((await approve(id)).state).to.equal('done');
    });

    it('while a case about the loan is open, by the case', async () => {
      const row = await file();
      const { id } = await request(row);
      const asked: unknown[] = [];
      const openCaseOf = async (loan: unknown) => {
        asked.push(loan);
        return 'case-17';
      };
      const disputed = createPrivacy(deps({ openCaseOf }));
      const refusal = await refused(approve(id, disputed));
      expect(refusal).to.deep.equal({
        code: 'LEGAL_HOLD',
        message: 'a case about the loan is open',
        facts: { case: 'case-17' },
      });
      expect(asked[0]).to.deep.equal({ organisation: BANK, loanIndex: row.loanIndex });
      expect(await disputed.retention(row.id)).to.include({ openCase: 'case-17', erasable: false });
      expect((await approve(id)).state).to.equal('done');
    });

    it('when it was decided before: of two deciders one wins', async () => {
      const row = await file();
      const { id } = await request(row);
      const outcomes = await Promise.allSettled([
        approve(id),
        approve(id, createPrivacy(deps())),
        approve(id),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason.code).to.equal('CONFLICT');
      const rows = await api.service.store.rowsOfLoan({ ...row, after: 0, limit: 9 });
      expect(rows.map(({ type }) => type)).to.deep.equal(['DUN', 'ERASE']);
    });

    it('by a decision with a reason; the item stays', async () => {
      const row = await file();
      const { id } = await request(row);
      const refusal = await privacy.decide(bank, id, { approve: false, reason: 'still needed' });
      expect([refusal.state, refusal.decision]).to.deep.equal(['refused', 'still needed']);
      expect((await refused(approve(id))).code).to.equal('CONFLICT');
      expect((await api.deps.useCases.getEvidence(BANK, row.id)).loan).to.equal('LN-1');
    });

    it('when nobody could sign the receipt: nothing is destroyed', async () => {
      const row = await file();
      const { id } = await request(row);
      const mute = createPrivacy(deps({ signerOf: () => undefined }));
      expect((await refused(approve(id, mute))).code).to.equal('SIGNER_UNAVAILABLE');
      expect((await privacy.erasure(id))?.state).to.equal('requested');
      expect((await api.deps.useCases.getEvidence(BANK, row.id)).loan).to.equal('LN-1');
    });

    it('for what is not there, is erased already, or has no such part', async () => {
      const row = await file();
      expect(
        (await refused(privacy.request(bank, '019a8f2e-6b1c-7d54-9a3e-4f0c2b7d9e11', EVERYTHING))).code,
      ).to.equal('NOT_FOUND');
      expect((await refused(approve('none'))).code).to.equal('NOT_FOUND');
      const parts = await refused(request(row, { scope: { documents: [1, 3], fields: ['nothing'] } }));
      expect(parts).to.deep.include({ code: 'REQUEST_INVALID' });
      expect(parts.facts.problems).to.deep.equal(['/scope/documents: no 3', '/scope/fields: no nothing']);
      await approve((await request(row)).id);
      expect((await refused(request(row))).code).to.equal('CONTENT_ERASED');
    });

    it('for the proof of an erasure, for ever', async () => {
      const { record } = await approve((await request(await file())).id);
      const again = await privacy.request(bank, record!, { ...EVERYTHING, ground: 'order' });
      expect((await refused(approve(again.id))).facts.rule).to.equal('PROOF-OF-ERASURE');
    });
  });

  describe('of parts', () => {
    const PARTS: ErasureScope = { documents: [1], fields: ['agent'] };

    it('destroys those and the old key, and leaves the rest readable under a new one', async () => {
      const row = await file();
      const wanted = await traces(row);
      const { statement } = await openItem(api.service, row);
      const field = parseSdJwt(statement).disclosures.find((one) =>
        Buffer.from(one, 'base64url').toString().includes(FIELD_TEXT),
      )!;
      const done = await approve((await request(row, { scope: PARTS })).id);
      expect(readErasureReceipt(done.receipt!).receipt.scope).to.deep.equal(PARTS);
      const left = new Map([...wanted].filter(([name]) => /key|field|sealed|finger|blob/.test(name)));
      left.set('the disclosure', Buffer.from(field));
      expect(found(left)).to.deep.equal([]);
      const record = (await api.service.store.row(done.record!))!;
      const told = openRecord(nodeCrypto, parseSdJwt((await openItem(api.service, record)).statement)).record;
      expect(told.fields?.erased).to.deep.equal([
        { item: row.id, part: 'content' },
        { item: row.id, part: 'fields' },
      ]);
      const evidence = await api.deps.useCases.getEvidence(BANK, row.id);
      expect(Object.keys(evidence.record.fields as object)).to.have.members([
        'channel',
        'demanded_at',
        'content_sha256',
        'result',
      ]);
      expect(evidence.documents.map(({ stored }) => stored)).to.deep.equal([false, true]);
      const { content } = await api.deps.useCases.document(BANK, row.id, 2);
      let text = '';
      for await (const chunk of content) text += Buffer.from(chunk).toString();
      expect(text).to.equal(`${DOCUMENT_TEXT} second.txt`.repeat(40));
      expect((await serviceError(api.deps.useCases.document(BANK, row.id, 1))).code).to.equal('NOT_FOUND');
    });

    it('can be followed by the rest', async () => {
      const row = await file();
      await approve((await request(row, { scope: PARTS })).id);
      await approve((await request(row)).id);
      expect(await privacy.erasedOf(row.id)).to.have.length(2);
      expect((await serviceError(api.deps.useCases.getEvidence(BANK, row.id))).code).to.equal(
        'CONTENT_ERASED',
      );
      expect(api.blobs()).to.deep.equal([]);
    });
  });

  describe('that is interrupted', () => {
    for (const scope of ['everything', { documents: [1], fields: ['agent'] }] as ErasureScope[]) {
      for (const gap of ['key destroyed', 'blobs deleted', 'caches emptied', 'record filed']) {
        it(`after "${gap}" is finished at the next start (${scope === 'everything' ? scope : 'parts'})`, async () => {
          const row = await file();
          const wanted = new Map(
            [...(await traces(row))].filter(([name]) => /key|field|sealed|finger|blob/.test(name)),
          );
          const { id } = await request(row, { scope });
          const faults = (name: string) => {
            if (name === gap) throw new Error('killed');
          };
          const dying = createPrivacy(deps({ faults }));
          await approve(id, dying).then(
            () => expect.fail('it was not interrupted'),
            (error: Error) => expect(error.message).to.equal('killed'),
          );
          expect((await privacy.erasure(id))?.state).to.equal('approved');
          expect(await privacy.resume()).to.equal(1);
          expect(await privacy.resume()).to.equal(0);
          const done = (await privacy.erasure(id))!;
          expect([
            done.state,
            (await verifyErasureReceipt(nodeCrypto, trustOf(api.keys), done.receipt!)).ok,
          ]).to.deep.equal(['done', true]);
          expect(found(wanted)).to.deep.equal([]);
          const rows = await api.service.store.rowsOfLoan({ ...row, after: 0, limit: 9 });
          expect(
            rows.map(({ type }) => type),
            'the record is filed once',
          ).to.deep.equal(['DUN', 'ERASE']);
        });
      }
    }
  });

  it('empties what others made of the content', async () => {
    const row = await file();
    const forgotten: unknown[] = [];
    const forget = async (item: unknown) => void forgotten.push(item);
    const withCache = createPrivacy(deps({ caches: [{ name: 'packages', forget }] }));
    await approve((await request(row)).id, withCache);
    expect(forgotten).to.deep.equal([{ id: row.id, organisation: BANK, loanIndex: row.loanIndex }]);
  });

  it('lists erasures of the organisation and of who asked, newest first', async () => {
    const rows = [await file(), await file()];
    const borrower = callerWith('user', { id: 'borrower-1' });
    await privacy.request(borrower, rows[0]!.id, { ...EVERYTHING, ground: 'request' });
    api.clock.at += 1000;
    await request(rows[1]!);
    const own = await privacy.erasures({ organisation: BANK }, { limit: 9 });
    expect(own.erasures.map(({ evidence }) => evidence)).to.deep.equal([rows[1]!.id, rows[0]!.id]);
    const theirs = await privacy.erasures({ person: 'borrower-1' }, { limit: 9 });
    expect(theirs.erasures.map(({ evidence }) => evidence)).to.deep.equal([rows[0]!.id]);
    expect((await privacy.erasures({ organisation: 'nobody' }, { limit: 9 })).erasures).to.deep.equal([]);
  });
});
