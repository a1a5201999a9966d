/** Reading reports in tests: which checks did not pass, and why. */
import type { CheckResult, Report } from '../../core/verify/report.ts';

export function checkOf(report: Report, id: string): CheckResult {
  const found = report.checks.find((check) => check.id === id);
  if (found === undefined) throw new Error(`the report has no check ${id}`);
  return found;
}

/** The legal check list says again, article by article, what other checks have found. */
const RESTATES = 'legal-list';

/** `check CODE subject` for each finding that failed. */
export function failures(report: Report): string[] {
  return report.checks
    .filter(({ id, outcome }) => outcome === 'failed' && id !== RESTATES)
    .flatMap(({ id, findings }) =>
      findings
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ code, subject }) => `${id} ${code} ${subject}`),
    );
}

/** Ids of checks that failed. */
export function failedChecks(report: Report): string[] {
  return report.checks
    .filter(({ id, outcome }) => outcome === 'failed' && id !== RESTATES)
    .map(({ id }) => id);
}

export function verdictsOf(report: Report): Record<string, string> {
  return Object.fromEntries(report.verdicts.map(({ group, outcome }) => [group, outcome]));
}
