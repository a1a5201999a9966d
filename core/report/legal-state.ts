/** What the states of the legal list amount to, for marks on a screen and tones on paper. */
import type { Cell, Outcome, ReportColumn, ReportTable } from '../verify/report.ts';

const LEGAL_STATES: Readonly<Record<string, Outcome>> = {
  met: 'passed',
  'not met': 'failed',
  'not assessed': 'not-checked',
};

/** The outcome that a line of the legal list stands for; states of other tables are neither good nor bad. */
export function stateOf(
  { id }: Pick<ReportTable, 'id'>,
  { kind }: ReportColumn,
  cell: Cell,
): Outcome | undefined {
  const marked = id === 'legal' && kind === 'state' && typeof cell === 'object' && cell !== null;
  return marked ? LEGAL_STATES[cell.en] : undefined;
}
