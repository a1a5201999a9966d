/** PDF signatures: our own strict reading, and that of pdfsig, pyHanko and EU DSS where they are. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Issued, issueCrl } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { utf8 } from '../../../core/bytes.ts';
import type { DocumentModel } from '../../../core/document/block.ts';
import { type PdfSignatureOptions, verifyPdfSignature } from '../../../core/pdf/signature.ts';
import { pemDecode } from '../../../core/x509/pem.ts';
import { loadFonts } from '../../../server/pdf/fonts.ts';
import { renderPdf } from '../../../server/pdf/render.ts';
import { type PdfSigning, signPdf } from '../../../server/pdf/sign.ts';
import { hasDss, hasProgram, hasPyHanko, runDss, runPyHanko } from '../../foreign/tools.ts';
import { expectCoreRejection } from '../../support/expect-error.ts';
import { AT, nodeCrypto as c, DAY, issue, type TestPki, testPki } from '../../support/pki.ts';
import { testTimestamper } from '../../support/timestamper.ts';

const MODEL: DocumentModel = {
  title: { zh: '核验报告', en: 'Verification report' },
  mark: 'test',
  made: new Date(AT).toISOString(),
  author: 'TriSeal',
  sections: [
    {
      id: 'one',
      title: { zh: '结论', en: 'Result' },
      blocks: [{ kind: 'text', text: { zh: '一切吻合。', en: 'Everything fits.' } }],
    },
  ],
};

describe('server/pdf sign', () => {
  let pki: TestPki;
  let rsa: Issued;
  let plain: Uint8Array;
  let options: PdfSignatureOptions;
  before(async () => {
    pki = await testPki();
    rsa = await issue('文书签名 documents', {
      issuer: pki.authority,
      profile: PROFILES.documentSigning,
      key: 'RSA-3072',
    });
    plain = await renderPdf(MODEL, await loadFonts(), [
      {
        name: 'report.json',
        mediaType: 'application/json',
        description: '报告',
        bytes: utf8('{"a":1}'),
        relation: 'Data',
      },
    ]);
    const anchors = [pki.root.certificate];
    options = { anchors, timestampAnchors: anchors };
  });
  const signingBy = (signer: Issued, over: Partial<PdfSigning> = {}): PdfSigning => ({
    crypto: c,
    signer: signer.signer,
    certificate: signer.certificate,
    chain: [signer.certificate, pki.authority.certificate],
    timestamper: testTimestamper(pki),
    time: AT,
    reason: '核验报告 verification report',
    ...over,
  });
  const codeOf = async (pdf: Uint8Array, over = options) => (await verifyPdfSignature(c, pdf, over)).code;

  it('keeps the unsigned file as its beginning, and tells signer and time', async () => {
    for (const by of [rsa, pki.document]) {
      const signed = await signPdf(plain, signingBy(by));
      expect(Buffer.from(signed.subarray(0, plain.length)).equals(Buffer.from(plain))).to.equal(true);
      const result = await verifyPdfSignature(c, signed, options);
      expect(result).to.include({ ok: true, code: 'OK', signer: by.certificate.subject.text, time: AT });
    }
  });

  it('renders the same bytes again', async () => {
    const again = await renderPdf(MODEL, await loadFonts(), [
      {
        name: 'report.json',
        mediaType: 'application/json',
        description: '报告',
        bytes: utf8('{"a":1}'),
        relation: 'Data',
      },
    ]);
    expect(Buffer.from(again).equals(Buffer.from(plain))).to.equal(true);
  });

  it('is broken by any changed byte, padding included, and by anything added', async () => {
    const signed = await signPdf(plain, signingBy(pki.document));
    const contents = Buffer.from(signed).indexOf('/Contents <') + 11;
    const flip = (at: number) => {
      const copy = signed.slice();
      copy[at]! ^= 1;
      return copy;
    };
    const end = Buffer.from(signed).indexOf('>', contents);
    const places = [
      9,
      1000,
      plain.length - 5,
      plain.length + 20,
      contents + 3,
      contents + 900,
      end - 4,
      signed.length - 3,
    ];
    for (const at of places) expect(await codeOf(flip(at)), `byte ${at}`).to.not.equal('OK');
    const padded = signed.slice();
    padded[end - 4] = 0x31;
    expect(await codeOf(padded)).to.equal('FORMAT');
    expect(await codeOf(Buffer.concat([signed, utf8('\n')]))).to.equal('COVERAGE');
    expect(await codeOf(signed.slice(0, -1))).to.equal('COVERAGE');
    expect(await codeOf(plain)).to.equal('NONE');
    expect(await codeOf(utf8('%PDF-1.7'))).to.equal('NONE');
  });

  it('names an unknown signer, an unknown time-stamp, a certificate for another purpose or out of time', async () => {
    const signed = await signPdf(plain, signingBy(pki.document));
    const stranger = await issue('stranger', { profile: PROFILES.root });
    expect(await codeOf(signed, { ...options, anchors: [stranger.certificate] })).to.equal('CERTIFICATE');
    expect(await codeOf(signed, { ...options, timestampAnchors: [stranger.certificate] })).to.equal(
      'TIMESTAMP',
    );
    expect(await codeOf(await signPdf(plain, signingBy(pki.filer)))).to.equal('CERTIFICATE');
    const old = await issue('old', {
      issuer: pki.authority,
      profile: PROFILES.documentSigning,
      from: AT - 9 * DAY,
      to: AT - DAY,
    });
    expect(await codeOf(await signPdf(plain, signingBy(old)))).to.equal('CERTIFICATE');
  });

  it('refuses what it cannot sign well', async () => {
    const signed = await signPdf(plain, signingBy(pki.document));
    await expectCoreRejection(signPdf(signed, signingBy(pki.document)), 'FORMAT', 'one revision');
    await expectCoreRejection(
      signPdf(utf8('%PDF-1.7\n'), signingBy(pki.document)),
      'FORMAT',
      'cross-reference',
    );
    const edwards = await issue('edwards', {
      issuer: pki.authority,
      profile: PROFILES.documentSigning,
      key: 'Ed25519',
    });
    await expectCoreRejection(signPdf(plain, signingBy(edwards)), 'ALGORITHM', 'RSA or P-256');
    await expectCoreRejection(
      signPdf(plain, signingBy(pki.document, { certificate: rsa.certificate })),
      'MISUSE',
      "signer's key",
    );
    const timestamper = testTimestamper(pki);
    timestamper.fail(new Error('away'));
    const failure = await signPdf(plain, signingBy(rsa, { timestamper })).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.equal('away');
    const large = { stamp: async () => new Uint8Array(20_000).fill(0x30) };
    await expectCoreRejection(signPdf(plain, signingBy(rsa, { timestamper: large })), 'RANGE', 'larger');
  });

  describe('accepted by others', () => {
    const directory = mkdtempSync(join(tmpdir(), 'triseal-sign-'));
    const file = (name: string, bytes: Uint8Array | string): string => {
      writeFileSync(join(directory, name), bytes);
      return join(directory, name);
    };
    const moment = new Date(AT + DAY).toISOString();
    let good: string[];
    let bad: string;
    let root: string;
    before(async () => {
      good = [
        file('rsa.pdf', await signPdf(plain, signingBy(rsa))),
        file('p256.pdf', await signPdf(plain, signingBy(pki.document))),
      ];
      const changed = await signPdf(plain, signingBy(rsa));
      changed[1000]! ^= 1;
      bad = file('changed.pdf', changed);
      root = file('root.pem', pki.root.certificatePem);
    });
    after(() => rmSync(directory, { recursive: true, force: true }));

    it('pdfsig of poppler, over the total document (skipped without pdfsig)', function () {
      if (!hasProgram('pdfsig', '-v')) this.skip();
      for (const path of good) {
        const found = execFileSync('pdfsig', ['-nocert', path]).toString();
        expect(found).to.include('Signature is Valid').and.include('Total document signed');
        expect(found).to.include('ETSI.CAdES.detached');
      }
      expect(execFileSync('pdfsig', ['-nocert', bad]).toString()).to.include('Digest Mismatch');
    });

    it('pyHanko, over the entire file, with its time-stamp (skipped without pyHanko: test/foreign/setup.ts)', function () {
      if (!hasPyHanko()) this.skip();
      for (const path of good) {
        const [found] = runPyHanko(path, root, moment);
        expect(found).to.deep.equal({
          valid: true,
          intact: true,
          trusted: true,
          coverage: 'ENTIRE_FILE',
          timestamp: true,
          bottom_line: true,
        });
      }
      expect(runPyHanko(bad, root, moment)[0]).to.include({ intact: false, bottom_line: false });
    });

    it('EU DSS, as PAdES-BASELINE-T over the full PDF (skipped without EU DSS: test/foreign/setup.ts)', async function () {
      if (!hasDss()) this.skip();
      this.timeout(60_000);
      const crl = await Promise.all(
        [pki.root, pki.authority].map(async (issuer, i) => {
          const times = { thisUpdate: AT - DAY, nextUpdate: AT + 9 * DAY };
          const { crlPem } = await issueCrl({ issuer, ...times, number: 1, revoked: [] });
          return file(`${i}.crl`, pemDecode(crlPem, 'X509 CRL')[0]!);
        }),
      );
      const results = runDss([...good, bad], { trust: [root], crl, at: moment });
      for (const [found] of results.slice(0, 2)) {
        expect(found).to.deep.include({
          indication: 'TOTAL_PASSED',
          format: 'PAdES-BASELINE-T',
          intact: true,
          scopes: ['FULL:Full PDF'],
          timestamps: ['SIGNATURE_TIMESTAMP:true:true'],
        });
      }
      expect(results[2]![0]!.indication).to.equal('TOTAL_FAILED');
    });
  });
});
