/** The report as the service issues it: modelled from a package's parts, rendered, signed; and handed out by itself. */
import { expect } from 'chai';
import { hex, utf8 } from '../../../core/bytes.ts';
import { crc32 } from '../../../core/package/crc32.ts';
import { EXTRA_PATHS } from '../../../core/package/layout.ts';
import { extractAttachment } from '../../../core/pdf/attachment.ts';
import { verifyPdfSignature } from '../../../core/pdf/signature.ts';
import { reportBytes } from '../../../core/report/source.ts';
import type { Report } from '../../../core/verify/report.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import type { CustodyLog, PersonalQuery } from '../../../server/usecases/custody/create.ts';
import type { PackagePlanner } from '../../../server/usecases/packages/build.ts';
import { createReports } from '../../../server/usecases/reports/create.ts';
import { createReportPdf, type ReportPdfDeps } from '../../../server/usecases/reports/pdf.ts';
import type { PackageRequest } from '../../../server/usecases/types.ts';
import { type Api, OTHER, startApi } from '../../support/api.ts';
import { buildFixture, c, createWorld, type Fixture, TIMES } from '../../support/package-fixture.ts';
import { fixedClock } from '../../support/pki.ts';
import { stubPlanner } from '../../support/planner.ts';
import { serviceError } from '../../support/service-error.ts';
import { testTimestamper } from '../../support/timestamper.ts';

const REQUEST: PackageRequest = {
  organisation: 'demo-bank',
  loan: 'LN 1/2',
  stage: 'sealed',
  withhold: [],
  documents: true,
};

describe('usecases: reports', () => {
  let fixture: Fixture;
  let report: Report;
  const asked: PersonalQuery[] = [];
  before(async () => {
    fixture = await buildFixture(await createWorld());
    report = await verifyPackage(c, fixture.zip, { trust: fixture.world.trust, at: TIMES.produced });
  });
  const custody: Pick<CustodyLog, 'listPersonal'> = {
    listPersonal: async (query) => {
      asked.push(query);
      const line = (number: number) => ({
        number,
        at: `2026-03-15T12:00:0${number}.000Z`,
        action: 'package.built',
        subject: 'loan/x',
        organisation: 'demo-bank',
        previous: '0'.repeat(64),
        actor: { kind: 'system' as const, organisation: 'demo-bank', role: 'bank', id: 'cert' },
      });
      return { lines: [line(2), line(1)], next: undefined };
    },
  };
  const deps = (): ReportPdfDeps => {
    const { document, authority } = fixture.world.pki;
    return {
      crypto: c,
      clock: fixedClock(),
      document: {
        signer: document.signer,
        certificate: document.certificate,
        chain: [document.certificate, authority.certificate],
      },
      timestamper: testTimestamper(fixture.world.pki),
      custody,
      vault: { loanIndex: (organisation, loan) => `index of ${organisation} ${loan}` },
    };
  };

  it('is signed over the whole file, with the machine-readable report and the loan’s custody log inside', async () => {
    const pdf = await createReportPdf(deps())(report, { sha256: 'ab'.repeat(32) }, fixture.parts);
    const anchors = [fixture.world.pki.root.certificate];
    const signed = await verifyPdfSignature(c, pdf, { anchors, timestampAnchors: anchors });
    expect(signed).to.include({ ok: true, code: 'OK' });
    expect(extractAttachment(pdf, 'report.json')).to.deep.equal(reportBytes(report));
    expect(asked.at(-1)).to.deep.include({ loans: ['index of demo-bank XJ-2026-000123'] });
  });

  it('is made from the same bytes for the same state, before it is signed', async () => {
    const make = createReportPdf(deps());
    const [one, two] = [
      await make(report, undefined, fixture.parts),
      await make(report, undefined, fixture.parts),
    ];
    const unsigned = Buffer.from(one).indexOf('\n%%EOF') + 6;
    expect(unsigned).to.be.greaterThan(100_000);
    expect(Buffer.from(one.subarray(0, unsigned)).equals(Buffer.from(two.subarray(0, unsigned)))).to.equal(
      true,
    );
  });

  it('passes on that no time can be had, and issues nothing unsigned', async () => {
    const parts = deps();
    const timestamper = testTimestamper(fixture.world.pki);
    timestamper.fail(new Error('no time today'));
    const failure = await createReportPdf({ ...parts, timestamper })(report, undefined, fixture.parts).catch(
      (error: Error) => error.message,
    );
    expect(failure).to.equal('no time today');
  });

  const planned = (files: Record<string, Uint8Array>): Pick<PackagePlanner, 'plan'> => ({
    plan: async () => ({
      fileName: 'package.zip',
      files: Object.entries(files).map(([name, bytes]) => ({
        name,
        size: bytes.length,
        crc32: crc32(bytes),
        sha256: hex(c.sha256(bytes)),
        content: { bytes },
      })),
    }),
  });

  it('is handed out as the package would hold it', async () => {
    const files = { [EXTRA_PATHS.reportPdf]: utf8('%PDF'), [EXTRA_PATHS.reportJson]: utf8('{}') };
    const found = await createReports(planned(files)).loan(REQUEST);
    expect(found).to.deep.equal({ fileName: 'report-LN_1_2.pdf', pdf: utf8('%PDF'), json: utf8('{}') });
    const { code, message } = await serviceError(createReports(planned({})).loan(REQUEST));
    expect(code).to.equal('INTERNAL');
    expect(message).to.include('without a report');
  });

  describe('over HTTP', () => {
    let api: Api;
    before(async () => {
      const files = {
        [EXTRA_PATHS.reportPdf]: utf8('%PDF-1.7 report'),
        [EXTRA_PATHS.reportJson]: utf8(JSON.stringify(report)),
      };
      api = await startApi({ planner: { ...stubPlanner(), ...planned(files) } });
      await api.call('/v1/evidence', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
        body: JSON.stringify({
          record: {
            type: 'DRAW',
            loan: 'LN-report',
            event: { time: '2026-03-15T19:59:00+08:00', source: 'system' },
            provenance: { class: 'bare-hash' },
            fields: {
              amount: { amount: '1.00', currency: 'CNY' },
              requested_at: '2026-03-15T19:59:00+08:00',
            },
          },
        }),
      });
    });
    after(() => api.stop());
    const ask = (init: Parameters<Api['call']>[1] = {}) =>
      api.call('/v1/loans/LN-report/report', { method: 'POST', ...init });

    it('is a PDF, or JSON for machines', async () => {
      const pdf = await ask();
      expect(pdf.headers.get('content-type')).to.equal('application/pdf');
      expect(pdf.headers.get('content-disposition')).to.include('report-LN-report.pdf');
      expect(await pdf.text()).to.equal('%PDF-1.7 report');
      const json = await ask({ headers: { accept: 'application/json' } });
      expect(((await json.json()) as Report).kind).to.equal('package');
      expect((await ask({ headers: { accept: 'image/png' } })).status).to.equal(406);
    });

    it('takes what it should be about, and nothing else', async () => {
      const headers = { 'content-type': 'application/json' };
      expect((await ask({ headers, body: '{"stage":"witnessed","withhold":["amount"]}' })).status).to.equal(
        200,
      );
      expect((await ask({ headers, body: '{"documents":false}' })).status).to.equal(400);
      expect((await ask({ headers: { 'content-type': 'text/plain' }, body: 'x' })).status).to.equal(415);
    });

    it('does not exist for others, and is recorded', async () => {
      const token = await api.token({ signer: api.keys.other, organisation: OTHER });
      expect((await ask({ token })).status).to.equal(404);
      const { items } = (await (await api.call('/v1/custody')).json()) as { items: { action: string }[] };
      expect(items.map(({ action }) => action)).to.include('report.read');
    });
  });
});
