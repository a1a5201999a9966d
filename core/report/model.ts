/**
 * The report for people, as data: arranged by the questions that a tribunal asks, made from the verification and the package, and from nothing else.
 * PDF, screen and command line draw the same model. The same input gives the same model.
 */
import type { Crypto } from '../crypto.ts';
import type { DocumentModel } from '../document/block.ts';
import type { Report } from '../verify/report.ts';
import { checkListSection, completenessSection, moneySection, noticesSection } from './sections/findings.ts';
import { itemsSection } from './sections/items.ts';
import { againSection, keysSection } from './sections/keys.ts';
import { chronologySection, contractSection, partiesSection } from './sections/loan.ts';
import { custodySection, proofsSection } from './sections/proofs.ts';
import { resultSection } from './sections/result.ts';
import { openSource, type ReportInput } from './source.ts';
import { both } from './words.ts';

export interface ReportModel {
  readonly document: DocumentModel;
  /** Attached for machines. */
  readonly report: Report;
}

/** @throws CoreError for parts that cannot be read */
export function reportModel(c: Crypto, input: ReportInput): ReportModel {
  const source = openSource(c, input);
  const { report, data } = source;
  const document: DocumentModel = {
    title: both('证据核验报告', 'Evidence verification report'),
    subtitle: both(`借款 ${data.loan} · ${data.organisation}`, `Loan ${data.loan} · ${data.organisation}`),
    mark: `${data.loan} · ${data.origin} · ${data.closing.size}`,
    made: madeAt(input),
    author: data.origin,
    sections: [
      resultSection(source),
      partiesSection(source),
      chronologySection(source),
      contractSection(source),
      moneySection(source),
      noticesSection(source),
      completenessSection(source),
      itemsSection(source),
      proofsSection(source),
      checkListSection(source),
      custodySection(source),
      keysSection(c, source),
      againSection(source),
    ],
  };
  return { document, report };
}

/** Not the clock's: the newest time that is proven, so that the same state of a loan gives the same report. */
function madeAt({ report, data }: ReportInput): string {
  const proven = report.times.filter(({ verified }) => verified).map(({ at }) => at);
  return proven.sort().at(-1) ?? data.produced.at;
}
