import { expect } from 'chai';
import { hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { addSignatures, parseNote } from '../../../core/note/note.ts';
import { signNote } from '../../../core/note/sign.ts';
import { formatReceipt, parseReceipt, type Receipt, receiptToJson } from '../../../core/receipt/receipt.ts';
import { cosign } from '../../../core/tlog/cosignature.ts';
import { formatTlogProof, parseTlogProof } from '../../../core/tlog/proof.ts';
import { CHECKS } from '../../../core/verify/check-lists.ts';
import { verifyReceipt, verifyTlogProof } from '../../../core/verify/verify.ts';
import { buildFixture, c, createWorld, type Fixture, TIMES } from '../../support/package-fixture.ts';
import { sealedReceipt } from '../../support/receipt-fixture.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

describe('core/verify receipt', () => {
  let fixture: Fixture;
  let receipt: Receipt;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    receipt = sealedReceipt(fixture);
  });
  const given = () => ({ trust: fixture.world.trust, at: TIMES.produced });
  const document = () => ({ name: '还款回单-2.pdf', bytes: utf8('%PDF-1.7 回单 2') });

  /** The same item before anybody witnessed it. */
  async function early(parties: readonly ('bank' | 'user')[] = []): Promise<Receipt> {
    const { text } = parseNote(fixture.parts.checkpoint);
    const signed = await signNote(text, fixture.world.log);
    const cosignatures = await Promise.all(
      parties.map((party) => cosign(text, fixture.world.parties[party].ed25519, TIMES.witnessed / 1000)),
    );
    const checkpoint = addSignatures(signed, cosignatures);
    const proof = formatTlogProof({ ...parseTlogProof(receipt.proof), checkpoint });
    return { ...receipt, proof, timestamp: null, seal: null, state: { ...receipt.state, stage: 'logged' } };
  }

  it('passes a sealed receipt with its document, from its JSON text', async () => {
    const report = await verifyReceipt(c, formatReceipt(receipt), [document()], given());
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report)).to.deep.equal({
      integrity: 'passed',
      origin: 'passed',
      time: 'passed',
      completeness: 'not-checked',
      legal: 'not-checked',
    });
    expect(report.establishes).to.deep.equal(['integrity', 'origin', 'time']);
    expect(report.checks.map(({ id }) => id)).to.deep.equal(CHECKS.receipt.map(({ id }) => id));
    expect(report.subject).to.include({ loan: 'XJ-2026-000123', size: 11 });
  });

  it('takes a renamed document for what it is, by its content', async () => {
    const report = await verifyReceipt(c, receipt, [{ ...document(), name: 'scan.pdf' }], given());
    expect(failures(report)).to.deep.equal([]);
  });

  it('names a document that is not the one recorded', async () => {
    const report = await verifyReceipt(
      c,
      receipt,
      [{ ...document(), bytes: utf8('%PDF-1.7 回单 3') }],
      given(),
    );
    expect(failures(report)).to.deep.equal([
      'documents DOCUMENT_SHA256 还款回单-2.pdf',
      'documents DOCUMENT_SM3 还款回单-2.pdf',
    ]);
  });

  it('leaves the document open when it was not given', async () => {
    const report = await verifyReceipt(c, receipt, [], given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'documents')).to.include({ outcome: 'not-checked', code: 'NOT_GIVEN' });
    expect(verdictsOf(report)).to.include({ integrity: 'not-checked' });
  });

  it('does not hold it against an early receipt that nobody witnessed yet', async () => {
    const report = await verifyReceipt(c, await early(), [document()], given());
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'checkpoint').outcome).to.equal('passed');
    for (const id of ['witnesses', 'chain-confirmations', 'chain-seal', 'timestamp']) {
      expect(checkOf(report, id), id).to.include({ outcome: 'not-checked', code: 'NOT_YET' });
    }
    expect(verdictsOf(report)).to.include({
      integrity: 'passed',
      origin: 'not-checked',
      time: 'not-checked',
    });
  });

  it('holds it against a receipt that claims more than it proves', async () => {
    const state = { ...receipt.state, stage: 'sealed' as const };
    const report = await verifyReceipt(c, { ...(await early()), state }, [document()], given());
    expect(failures(report)).to.deep.equal([
      'receipt RECEIPT_FORMAT seal',
      'receipt RECEIPT_FORMAT timestamp',
      ...['bank', 'user', 'commission'].map(() => 'witnesses COSIGNATURE_MISSING proof'),
      'witnesses QUORUM_NOT_MET proof',
    ]);
  });

  it('shows which witnesses are there while some are missing', async () => {
    const report = await verifyReceipt(c, await early(['bank', 'user']), [document()], given());
    expect(checkOf(report, 'witnesses').facts).to.deep.include({
      ed25519Present: ['bank-ed25519', 'user-ed25519'],
      ed25519Missing: ['commission-ed25519'],
    });
  });

  it('is early, not wrong, while two of three parties have witnessed', async () => {
    const state = { ...receipt.state, stage: 'witnessed' as const };
    const report = await verifyReceipt(
      c,
      { ...(await early(['bank', 'user'])), state },
      [document()],
      given(),
    );
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'witnesses')).to.include({ outcome: 'not-checked', code: 'NOT_YET' });
  });

  it('proves nothing of another entry', async () => {
    const report = await verifyReceipt(c, { ...receipt, entry: fixture.entries[2]! }, [document()], given());
    expect(failures(report)).to.deep.equal([
      'records STATEMENT_DIFFERS record',
      'inclusion NOT_INCLUDED proof',
    ]);
  });

  it('does not take a blinding value that opens another stream', async () => {
    const report = await verifyReceipt(c, { ...receipt, blind: new Uint8Array(32) }, [document()], given());
    expect(failures(report)).to.deep.equal(['stream-opening STREAM_OPENING entry']);
  });

  it('uses the snapshot inside where no trust data is given, and leaves the origin open', async () => {
    const report = await verifyReceipt(c, receipt, [document()]);
    expect(checkOf(report, 'trust-source')).to.include({ code: 'TRUST_FROM_PACKAGE' });
    const without = await verifyReceipt(c, { ...receipt, trust: null }, [document()]);
    expect(checkOf(without, 'trust-source')).to.include({ code: 'TRUST_MISSING' });
    expect(failures(without)).to.deep.equal([]);
    expect(verdictsOf(without)).to.include({
      integrity: 'passed',
      origin: 'not-checked',
      time: 'not-checked',
    });
  });

  it('reads what it writes', () => {
    expect(parseReceipt(formatReceipt(receipt))).to.deep.equal({
      ...receipt,
      trust: receiptToJson(receipt).trust,
    });
  });

  for (const [name, edit, rule] of [
    ['an unknown member', { extra: 1 }, 'and no others'],
    ['another version', { version: 2 }, 'version 1'],
    ['an unknown stage', { state: { stage: 'done' } }, 'a stage of'],
    ['an entry that is no text', { entry: 7 }, 'a text entry'],
    ['a short blind', { blind: 'AAAA' }, '32 bytes'],
    ['base64 with spaces', { timestamp: 'AA AA' }, 'base64'],
    ['a seal without its members', { seal: {} }, 'seal.json'],
  ] as const) {
    it(`is a failed check, not an exception, for ${name}`, async () => {
      const report = await verifyReceipt(
        c,
        JSON.stringify({ ...receiptToJson(receipt), ...edit }),
        [],
        given(),
      );
      const [first, ...rest] = report.checks;
      expect(first).to.include({ id: 'receipt', outcome: 'failed', code: 'RECEIPT_FORMAT' });
      expect(first!.sentence.en).to.include(rule);
      expect(rest.every(({ outcome }) => outcome === 'not-checked')).to.equal(true);
    });
  }

  for (const bytes of [utf8(''), utf8('{'), Uint8Array.of(0xff, 0xfe), utf8('[]'), utf8('{"a":1,"a":2}')]) {
    it(`is a failed check for the bytes ${hex(bytes) || 'none'}`, async () => {
      const report = await verifyReceipt(c, bytes, [], given());
      expect(checkOf(report, 'receipt')).to.include({ outcome: 'failed', code: 'RECEIPT_FORMAT' });
    });
  }

  describe('tlog-proof', () => {
    it('passes with the entry, and says what it cannot establish', async () => {
      const report = await verifyTlogProof(c, receipt.proof, receipt.entry, given());
      expect(failures(report)).to.deep.equal([]);
      expect(verdictsOf(report)).to.include({ integrity: 'passed', origin: 'passed', time: 'not-checked' });
      expect(report.establishes).to.deep.equal(['integrity', 'origin']);
    });

    it('leaves inclusion open without the entry', async () => {
      const report = await verifyTlogProof(c, receipt.proof, undefined, given());
      expect(checkOf(report, 'inclusion')).to.include({ outcome: 'not-checked', code: 'NOT_GIVEN' });
      expect(checkOf(report, 'witnesses').outcome).to.equal('passed');
    });

    it('fails for another entry, and for text that is no proof', async () => {
      const other = await verifyTlogProof(c, receipt.proof, fixture.entries[0]!, given());
      expect(failures(other)).to.deep.equal(['inclusion NOT_INCLUDED proof']);
      const none = await verifyTlogProof(c, utf8Decode(receipt.entry), receipt.entry, given());
      expect(failures(none)).to.deep.equal(['inclusion PROOF_FORMAT proof']);
    });
  });
});
