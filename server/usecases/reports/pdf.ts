/** The report of a package for people: modelled, rendered, signed. What `ReportDeps.pdf` of the packages asks for. */
import type { Crypto } from '../../../core/crypto.ts';
import type { PackageParts } from '../../../core/package/assemble.ts';
import { reportModel } from '../../../core/report/model.ts';
import type { CustodyEntry, ReportInput } from '../../../core/report/source.ts';
import type { Report } from '../../../core/verify/report.ts';
import { type Fonts, loadFonts } from '../../pdf/fonts.ts';
import { buildReportPdf } from '../../pdf/report.ts';
import { signPdf } from '../../pdf/sign.ts';
import type { Clock, Timestamper } from '../../ports/platform.ts';
import type { Vault } from '../../vault/vault.ts';
import type { CustodyLog } from '../custody/create.ts';
import type { DocumentSigner } from '../packages/container.ts';

export interface ReportPdfDeps {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly document: DocumentSigner;
  readonly timestamper: Timestamper;
  readonly custody: Pick<CustodyLog, 'listPersonal'>;
  readonly vault: Pick<Vault, 'loanIndex'>;
  /** Loaded at the first report when not given. */
  readonly fonts?: () => Promise<Fonts>;
}

export type ReportPdf = (
  report: Report,
  verifier: { readonly sha256: string } | undefined,
  parts: PackageParts<unknown>,
) => Promise<Uint8Array>;

/** Custody lines printed, the newest; the log has all. */
const LINES = 200;

/** @throws (from the promise) ServiceError as custody, signer and time-stamping authority do */
export function createReportPdf(deps: ReportPdfDeps): ReportPdf {
  let fonts: Promise<Fonts> | undefined;
  return async (report, verifier, parts) => {
    fonts ??= deps.fonts?.() ?? loadFonts();
    const custody = await custodyOf(deps, parts);
    const model = reportModel(deps.crypto, {
      ...inputOf(report, parts),
      custody,
      ...(verifier && { verifier }),
    });
    return signPdf(await buildReportPdf(model, await fonts), {
      crypto: deps.crypto,
      ...deps.document,
      timestamper: deps.timestamper,
      time: deps.clock.now(),
      reason: '证据核验报告 evidence verification report',
    });
  };
}

function inputOf(report: Report, parts: PackageParts<unknown>): ReportInput {
  const { data, items, checkpoint, seal, trust } = parts;
  return {
    report,
    data,
    items: items.map(({ sequence, index, entry, content }) => ({
      sequence,
      index,
      entry,
      record: 'withheld' in content ? undefined : content.record,
      withheld: 'withheld' in content ? content.withheld : undefined,
    })),
    checkpoint,
    ...(seal && { seal }),
    trust,
  };
}

/** Up to the time of the state that is told, so that reading the evidence, and making this report, does not change it. Oldest first. */
async function custodyOf(
  { custody, vault }: ReportPdfDeps,
  { data }: PackageParts<unknown>,
): Promise<readonly CustodyEntry[]> {
  const loan = vault.loanIndex(data.organisation, data.loan);
  const query = { person: '', loans: [loan], before: data.produced.at, limit: LINES };
  const { lines } = await custody.listPersonal(query);
  return lines
    .map(({ number, at, action, subject, actor }) => ({ number, at, action, subject, actor }))
    .reverse();
}
