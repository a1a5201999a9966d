/** The signature of the report for people, inside a package: whole, by whoever made the package, at a time that stands, and around the same report. */
import { expect } from 'chai';
import { type Issued, issueCertificate, issueCrl } from '../../../certs/index.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { utf8 } from '../../../core/bytes.ts';
import type { DocumentModel } from '../../../core/document/block.ts';
import { assemblePackage, withContainer } from '../../../core/package/assemble.ts';
import { signContainer } from '../../../core/package/container.ts';
import { EXTRA_PATHS } from '../../../core/package/layout.ts';
import { parseTimestampResponse } from '../../../core/tsp/protocol.ts';
import type { Report } from '../../../core/verify/report.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { loadFonts } from '../../../server/pdf/fonts.ts';
import { renderPdf } from '../../../server/pdf/render.ts';
import { signPdf } from '../../../server/pdf/sign.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  stampOf,
  TIMES,
  zipOf,
} from '../../support/package-fixture.ts';
import { AT, DAY, issue } from '../../support/pki.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';
import { testTimestamper } from '../../support/timestamper.ts';

const MODEL: DocumentModel = {
  title: { zh: '核验报告', en: 'Verification report' },
  mark: 'test',
  made: new Date(AT).toISOString(),
  author: 'TriSeal',
  sections: [],
};
const JSON_REPORT = utf8('{"version":2}\n');
const FILE = EXTRA_PATHS.reportPdf;

describe('core/verify signature of the report', () => {
  let fixture: Fixture;
  let plain: Uint8Array;
  before(async () => {
    fixture = await buildFixture(await createWorld());
    plain = await pdfWith(JSON_REPORT);
  });

  const pdfWith = async (report: Uint8Array) =>
    renderPdf(MODEL, await loadFonts(), [
      {
        name: 'report.json',
        mediaType: 'application/json',
        description: '报告',
        bytes: report,
        relation: 'Data',
      },
    ]);
  const signedBy = (by: Issued, pdf = plain) =>
    signPdf(pdf, {
      crypto: c,
      ...by,
      chain: [by.certificate, fixture.world.pki.authority.certificate],
      timestamper: testTimestamper(fixture.world.pki),
      time: AT,
      reason: '报告 report',
    });
  /** A package with these files in `report/`, its container signed by the test PKI's document signer, or by nobody. */
  const packageOf = async (extras: Readonly<Record<string, Uint8Array>>, container = true) => {
    const { world, parts } = fixture;
    const files = assemblePackage(c, { ...parts, extras: new Map(Object.entries(extras)) });
    const { document, authority } = world.pki;
    const signed =
      container &&
      (await signContainer(c, new Map(files.map(({ name, sha256 }) => [name, sha256])), {
        ...document,
        chain: [document.certificate, authority.certificate],
        stamp: async (bytes) => parseTimestampResponse(await stampOf(world, bytes)).token!,
        signingTime: TIMES.produced,
      }));
    const whole = signed ? withContainer(c, files, signed) : files;
    return zipOf(
      new Map(whole.map(({ name, content }) => [name, 'bytes' in content ? content.bytes : content.source])),
    );
  };
  const verify = async (
    pdf: Uint8Array,
    { trust = fixture.world.trust, json = JSON_REPORT, container = true } = {},
  ): Promise<Report> =>
    verifyPackage(c, await packageOf({ [FILE]: pdf, [EXTRA_PATHS.reportJson]: json }, container), {
      trust,
      at: TIMES.produced,
    });
  const failsWith = async (report: Promise<Report>, code: string, facts: object = {}) => {
    const found = await report;
    expect(failures(found)).to.deep.equal([`report-signature ${code} ${FILE}`]);
    expect(checkOf(found, 'report-signature').facts).to.include(facts);
    expect(verdictsOf(found).origin).to.equal('failed');
  };

  it('names signer and time', async () => {
    const report = await verify(await signedBy(fixture.world.pki.document));
    expect(failures(report)).to.deep.equal([]);
    const check = checkOf(report, 'report-signature');
    expect(check.outcome).to.equal('passed');
    expect(check.facts).to.include({
      signer: fixture.world.pki.document.certificate.subject.text,
      genTime: new Date(AT).toISOString(),
    });
    expect(check.sentence.zh).to.include('核验报告全文签名');
  });

  it('is not asked for: without a report nothing is missing', async () => {
    const report = await verifyPackage(c, fixture.zip, { trust: fixture.world.trust });
    const { outcome, code } = checkOf(report, 'report-signature');
    expect([outcome, code]).to.deep.equal(['not-checked', 'REPORT_NONE']);
    expect(verdictsOf(report).origin).to.equal('passed');
  });

  it('fails for a report that is not signed, signed in part, or changed', async () => {
    const signed = await signedBy(fixture.world.pki.document);
    await failsWith(verify(plain), 'REPORT_SIGNATURE', { reason: 'NONE' });
    await failsWith(verify(utf8('%PDF-1.7 no more')), 'REPORT_SIGNATURE', { reason: 'NONE' });
    await failsWith(verify(Buffer.concat([signed, utf8('\n')])), 'REPORT_SIGNATURE', { reason: 'COVERAGE' });
    const changed = signed.slice();
    changed[1000]! ^= 1;
    await failsWith(verify(changed), 'REPORT_SIGNATURE', { reason: 'SIGNATURE' });
  });

  it('fails for a certificate of another purpose, of nobody known, out of time or revoked', async () => {
    const { pki, trust } = fixture.world;
    await failsWith(verify(await signedBy(pki.filer)), 'REPORT_CERTIFICATE', { reason: 'CERTIFICATE' });
    const profile = PROFILES.documentSigning;
    const stranger = await issue('stranger', {
      issuer: await issue('root', { profile: PROFILES.root }),
      profile,
    });
    await failsWith(verify(await signedBy(stranger)), 'REPORT_CERTIFICATE');
    const old = await issue('old', { issuer: pki.authority, profile, to: AT - DAY });
    await failsWith(verify(await signedBy(old)), 'REPORT_CERTIFICATE', { path: 'EXPIRED' });
    const revokedAt = async (at: number) => {
      const revoked = [{ serial: other.certificate.serial, revokedAt: at, reason: 1 }];
      const times = { thisUpdate: AT, nextUpdate: AT + DAY, number: 1 };
      return { ...trust, crls: [(await issueCrl({ issuer: pki.authority, ...times, revoked })).crlPem] };
    };
    const other = await issue('other', { issuer: pki.authority, profile });
    const signed = await signedBy(other);
    await failsWith(verify(signed, { trust: await revokedAt(AT - DAY) }), 'REPORT_CERTIFICATE', {
      path: 'REVOKED',
    });
    expect(failures(await verify(signed, { trust: await revokedAt(AT + 1000) }))).to.deep.equal([]);
  });

  it('fails for a timestamp of nobody known', async () => {
    const { pki, trust } = fixture.world;
    const root = await issue('tsa root', { profile: PROFILES.root });
    const signed = await signPdf(plain, {
      crypto: c,
      ...pki.document,
      chain: [pki.document.certificate, pki.authority.certificate],
      timestamper: testTimestamper({
        ...pki,
        tsa: await issue('tsa', { issuer: root, profile: PROFILES.timestamping }),
      }),
      time: AT,
      reason: 'report',
    });
    await failsWith(verify(signed, { trust }), 'REPORT_TIME', { reason: 'TIMESTAMP' });
  });

  it('fails for a report that another organisation than the maker of the package signed', async () => {
    const { authority } = fixture.world.pki;
    const stranger = await issueCertificate({
      issuer: authority,
      subject: [
        ['O', 'Another house'],
        ['CN', 'documents'],
      ],
      profile: PROFILES.documentSigning,
      key: 'P-256',
      notBefore: AT - DAY,
      notAfter: AT + DAY,
    });
    const pdf = await signedBy(stranger);
    await failsWith(verify(pdf), 'REPORT_SIGNER', { found: 'Another house', expected: '测试 Test' });
    // Without a container nobody says who the maker is.
    expect(failures(await verify(pdf, { container: false }))).to.deep.equal([]);
  });

  it('fails for a report that does not enclose the one beside it', async () => {
    const { document } = fixture.world.pki;
    const json = utf8('{"version":3}\n');
    await failsWith(verify(await signedBy(document), { json }), 'REPORT_DIFFERS');
    const zip = await packageOf({ [FILE]: await signedBy(document) });
    await failsWith(verifyPackage(c, zip, { trust: fixture.world.trust }), 'REPORT_DIFFERS');
    const same = await verify(await signedBy(document, await pdfWith(json)), { json });
    expect(failures(same)).to.deep.equal([]);
  });
});
