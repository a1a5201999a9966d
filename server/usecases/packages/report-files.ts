/**
 * What travels beside the evidence: the service's own report on it, and the verifier with which anybody can make that report anew. The report is about the
 * evidence and its proofs as assembled, before itself and the container's signature were added; it proves nothing that the rest does not.
 */
import { utf8 } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import type { PackageFile, PackageParts } from '../../../core/package/assemble.ts';
import { EXTRA_PATHS } from '../../../core/package/layout.ts';
import type { MeasuredFile } from '../../../core/verify/digests.ts';
import type { Report } from '../../../core/verify/report.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import type { VerifierFile, VerifierSource } from '../../ports/verifier-file.ts';
import type { Source } from './parts.ts';

export interface ReportDeps {
  /** The one-file verifier; undefined where it was not built. */
  readonly verifier: VerifierSource;
  /** Renders and signs the report for people. */
  readonly pdf?: (
    report: Report,
    verifier: VerifierFile | undefined,
    parts: PackageParts<Source>,
  ) => Promise<Uint8Array>;
}

export interface ReportRun {
  readonly crypto: Crypto;
  readonly onStep?: (step: 'checking' | 'setting') => void;
}

/** @returns the files by path, as `EXTRA_PATHS` names them */
export async function reportFiles(
  { crypto, verifier: build, pdf, onStep }: ReportDeps & ReportRun,
  files: readonly PackageFile<Source>[],
  parts: PackageParts<Source>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  onStep?.('checking');
  const report = await reportOn(crypto, files, parts);
  onStep?.('setting');
  const verifier = build();
  const extras = new Map<string, Uint8Array>();
  extras.set(EXTRA_PATHS.reportJson, utf8(`${JSON.stringify(report, null, 2)}\n`));
  if (pdf !== undefined) extras.set(EXTRA_PATHS.reportPdf, await pdf(report, verifier, parts));
  if (verifier !== undefined) {
    extras.set(EXTRA_PATHS.verifier, verifier.bytes);
    extras.set(EXTRA_PATHS.verifierDigest, utf8(`${verifier.sha256}  verifier.html\n`));
  }
  return extras;
}

/**
 * As of the time of the state, so that the same state is told in the same words. Documents are not read for it: their digests were taken when they were filed, and are taken again while they pass into the package.
 */
function reportOn(
  crypto: Crypto,
  files: readonly PackageFile<Source>[],
  { data, trust, items }: PackageParts<Source>,
): Promise<Report> {
  const sm3 = new Map(
    items.flatMap(({ content }) =>
      'withheld' in content
        ? []
        : content.documents.map(({ source, sm3: digest }) => [source, digest] as const),
    ),
  );
  const bytes = new Map<string, Uint8Array>();
  const measured = new Map<string, MeasuredFile>();
  for (const { name, size, sha256, content } of files) {
    bytes.set(name, 'bytes' in content ? content.bytes : new Uint8Array(0));
    if ('source' in content) measured.set(name, { size, sha256, sm3: sm3.get(content.source)! });
  }
  return verifyPackage(crypto, bytes, { trust, measured, at: Date.parse(data.produced.at) });
}
