import { expect } from 'chai';
import { prompting } from '../../../../core/verify/checks/loan/prompting.ts';
import { signer } from '../../../../core/verify/checks/loan/signer.ts';
import { loadSample } from '../../../../samples/index.ts';
import { runCheck, sequenceOf } from '../../../support/content-check.ts';
import { changed, withFields, without } from '../../../support/loan-report.ts';
import { type Filing, filingsOf } from '../../../support/sample-package.ts';

describe('core/verify checks of who signed', function () {
  this.timeout(30_000);
  let all: Filing[];
  before(async () => {
    all = filingsOf(await loadSample('sound-loan'));
  });

  it('pass a chain without gap, and name every link', async () => {
    const { codes, facts } = await runCheck(signer, all);
    expect(codes).to.deep.equal([]);
    expect(facts.links).to.deep.equal([
      'kyc: KYC-02',
      'liveness: FACE-02',
      'consent-text: CONSENT-03',
      'rendered-page: PROMPT-01',
      'contract: CONTRACT-01',
    ]);
  });

  for (const [link, references] of [
    ['kyc', ['KYC-01', 'KYC-02']],
    ['liveness', ['FACE-01', 'FACE-02']],
    ['consent-text', ['CONSENT-01', 'CONSENT-02', 'CONSENT-03']],
    ['rendered-page', ['PROMPT-01']],
    ['contract', ['CONTRACT-01']],
  ] as const) {
    it(`name the missing link ${link}`, async () => {
      const { codes, facts, sentence } = await runCheck(signer, changed(all, without(...references)));
      expect(codes).to.deep.equal(['failed IDENTITY_LINK_MISSING']);
      expect(facts.link).to.equal(link);
      expect(sentence).to.include('the identity of the signer is not established by this package');
    });
  }

  it('do not call a link missing that may be withheld, or whose record does not hold', async () => {
    const face = sequenceOf(all, 'FACE-02');
    const one = changed(all, without('FACE-01'));
    const hidden = await runCheck(signer, one, { hidden: [face - 1] });
    expect(hidden.codes).to.deep.equal(['not-checked CONTENT_WITHHELD']);
    const unsound = await runCheck(signer, one, { unsound: [face - 1] });
    expect(unsound.codes).to.deep.equal(['not-checked DEPENDS_ON']);
  });

  it('take liveness of another session for none', async () => {
    const { codes, facts } = await runCheck(signer, changed(all, without('FACE-02')));
    expect(codes).to.deep.equal(['failed SESSION_DIFFERS']);
    expect(facts).to.include({
      link: 'liveness',
      expected: 'SESSION-XJD-2024-0000042-SIGN',
      found: 'SESSION-XJD-2024-0000042-ONBOARD',
    });
  });

  it('refuse a consent or a page of another session', async () => {
    for (const reference of ['CONSENT-03', 'PROMPT-01']) {
      const { codes } = await runCheck(signer, changed(all, withFields(reference, { session_id: 'OTHER' })));
      expect(codes).to.deep.equal(['failed SESSION_DIFFERS']);
    }
  });

  it('refuse a link that did not pass', async () => {
    for (const [reference, field] of [
      ['KYC-02', 'result'],
      ['FACE-02', 'liveness_result'],
      ['FACE-02', 'comparison_result'],
    ] as const) {
      const { codes, facts } = await runCheck(
        signer,
        changed(all, withFields(reference, { [field]: 'failed' })),
      );
      expect(codes).to.deep.equal(['failed IDENTITY_NOT_PASSED']);
      expect(facts).to.include({ field, found: 'failed', item: reference });
    }
  });

  it('refuse a text, page or contract other than the one that the act names', async () => {
    const other = 'f'.repeat(64);
    for (const field of ['consent_sha256', 'render_sha256', 'document_sha256']) {
      const { codes } = await runCheck(signer, changed(all, withFields('SIGN-01', { [field]: other })));
      expect(codes).to.deep.equal(['failed IDENTITY_DIGEST_DIFFERS']);
    }
  });

  it('find the paper of each act, and miss the contract where only other papers were signed', async () => {
    const paper = all.find(({ record }) => record.reference === 'ARBAG-01')!.record.documents[0]!;
    const other = { document_sha256: paper.sha256 };
    const act = all.find(({ record }) => record.reference === 'SIGN-01')!;
    const fields = { ...act.record.fields, ...other };
    const second = { ...act, record: { ...act.record, reference: 'SIGN-02', fields } };
    const both = await runCheck(signer, [...all, second]);
    expect(both.codes).to.deep.equal([]);
    expect(both.facts.links).to.include.members(['contract: CONTRACT-01', 'contract: ARBAG-01']);
    const { codes, facts } = await runCheck(signer, changed(all, withFields('SIGN-01', other)));
    expect(codes).to.deep.equal(['failed IDENTITY_LINK_MISSING']);
    expect(facts).to.include({ link: 'contract' });
  });

  it('leave the contract open when its documents are withheld', async () => {
    const filings = all.map((filing) =>
      filing.record.reference === 'CONTRACT-01'
        ? { ...filing, record: { ...filing.record, documents: [] } }
        : filing,
    );
    const withheld = { hiddenDocuments: [sequenceOf(all, 'CONTRACT-01')] };
    expect((await runCheck(signer, filings, withheld)).codes).to.deep.equal(['not-checked FIELD_WITHHELD']);
    expect((await runCheck(signer, filings)).codes).to.deep.equal(['failed IDENTITY_DIGEST_DIFFERS']);
  });

  it('refuse a link later than the act, and steps out of order', async () => {
    const late = { checked_at: '2024-09-09T19:43:21+08:00' };
    expect((await runCheck(signer, changed(all, withFields('FACE-02', late)))).codes).to.deep.equal([
      'failed IDENTITY_LATE',
    ]);
    const same = { checked_at: '2024-09-09T11:43:20Z' };
    expect((await runCheck(signer, changed(all, withFields('FACE-02', same)))).codes).to.deep.equal([]);
    const steps = [
      { at: '2024-09-09T19:43:20+08:00', step: 'signed' },
      { at: '2024-09-09T19:42:31+08:00', step: 'liveness' },
    ];
    const { codes, sentence } = await runCheck(signer, changed(all, withFields('SIGN-01', { steps })));
    expect(codes).to.deep.equal(['failed TIME_ORDER']);
    expect(sentence).to.include('liveness');
  });

  it('refuse a signer who is not the borrower of the contract', async () => {
    const { codes, facts } = await runCheck(
      signer,
      changed(all, withFields('SIGN-01', { signer_name: '别人' })),
    );
    expect(codes).to.deep.equal(['failed PARTY_DIFFERS']);
    expect(facts).to.include({ expected: '李样例', found: '别人' });
  });

  it('refuse an identity check of somebody else, without showing the numbers', async () => {
    const name = await runCheck(signer, changed(all, withFields('KYC-02', { name: '别人' })));
    expect(name.codes).to.deep.equal(['failed PARTY_DIFFERS']);
    const number = await runCheck(
      signer,
      changed(all, withFields('KYC-02', { id_number: '000000199001010099' })),
    );
    expect(number.codes).to.deep.equal(['failed ID_NUMBER_DIFFERS']);
    expect(JSON.stringify(number)).to.not.match(/000000199001010/);
    const withheld = changed(all, withFields('KYC-02', { name: undefined, id_number: undefined }));
    expect((await runCheck(signer, withheld)).codes).to.deep.equal([]);
  });

  it('never take a withheld field for a pass', async () => {
    const redacted = [sequenceOf(all, 'SIGN-01')];
    for (const field of ['session_id', 'document_sha256', 'steps', 'consent_sha256', 'render_sha256']) {
      const filings = changed(all, withFields('SIGN-01', { [field]: undefined }));
      const { codes } = await runCheck(signer, filings, { redacted });
      expect(codes, field).to.include('not-checked FIELD_WITHHELD');
    }
    const face = changed(all, withFields('FACE-02', { liveness_result: undefined }));
    expect((await runCheck(signer, face, { redacted: [sequenceOf(all, 'FACE-02')] })).codes).to.deep.equal([
      'not-checked FIELD_WITHHELD',
    ]);
  });

  it('say that nothing is filed where there is no act', async () => {
    expect((await runCheck(signer, changed(all, without('SIGN-01')))).codes).to.deep.equal([
      'not-checked NOT_FILED',
    ]);
  });
});

describe('core/verify checks of prompting', () => {
  let all: Filing[];
  before(async () => {
    all = filingsOf(await loadSample('sound-loan'));
  });
  const on = (fields: Parameters<typeof withFields>[1]) =>
    runCheck(prompting, changed(all, withFields('PROMPT-01', fields)));

  it('pass emphasised clauses with a trace of reading', async () => {
    expect((await on({})).codes).to.deep.equal([]);
  });

  it('flag a tick box, a pop-up, and both', async () => {
    for (const manner of [['tick-box'], ['pop-up'], ['tick-box', 'pop-up']])
      expect((await on({ manner })).codes).to.deep.equal(['failed TICK_BOX_ONLY']);
    expect((await on({ manner: ['tick-box', 'emphasis'] })).codes).to.deep.equal([]);
  });

  it('flag emphasis that names no clause, and a trace without reading', async () => {
    expect((await on({ emphasised: [] })).codes).to.deep.equal(['failed NO_CLAUSE_EMPHASISED']);
    const trace = [{ at: '2024-09-09T19:36:02+08:00', action: 'tick', target: '同意' }];
    const { codes, facts } = await on({ trace });
    expect(codes).to.deep.equal(['failed READING_NOT_TRACED']);
    expect(facts.acts).to.deep.equal(['tick']);
  });

  it('stay open where the manner is withheld or nothing is filed', async () => {
    expect((await on({ manner: undefined })).codes).to.deep.equal(['not-checked FIELD_NOT_GIVEN']);
    expect((await runCheck(prompting, changed(all, without('PROMPT-01')))).codes).to.deep.equal([
      'not-checked NOT_FILED',
    ]);
  });
});
