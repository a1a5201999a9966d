/** The rows that were read, each with what stands against sending it. */
import { useTranslation } from 'react-i18next';
import type { LoanCheck } from '../../api/bulk.ts';
import { type BulkRow, MAX_ROWS } from '../../cases/bulk-rows.ts';
import { DISPUTES, sumOf } from '../../cases/draft.ts';
import { Mark } from '../../components/mark.tsx';
import { Table } from '../../components/table.tsx';
import { money } from '../../format.ts';

export interface RowProblem {
  readonly what: BulkRow['faults'][number]['what'] | 'noLoan' | 'noAgreement';
  readonly column: string;
  /** Whether the row is left out for it. */
  readonly stops: boolean;
}

export function problemsOf(
  { faults, cells }: BulkRow,
  checks: ReadonlyMap<string, LoanCheck> | undefined,
): readonly RowProblem[] {
  const problems: RowProblem[] = faults.map((fault) => ({ ...fault, stops: true }));
  const check = checks?.get(cells.loan);
  if (check?.known === false) problems.push({ what: 'noLoan', column: 'loan', stops: true });
  else if (check !== undefined && check.agreement === undefined) {
    problems.push({ what: 'noAgreement', column: 'loan', stops: false });
  }
  return problems;
}

/** Rows drawn at most; all are sent. */
const DRAWN = 200;

export function BulkPreview({
  rows,
  checks,
}: {
  readonly rows: readonly BulkRow[];
  readonly checks: ReadonlyMap<string, LoanCheck> | undefined;
}) {
  const { t } = useTranslation();
  const judged = rows.map((row) => ({ row, problems: problemsOf(row, checks) }));
  // What needs a look stands first.
  const drawn = judged.toSorted(
    (a, b) => b.problems.length - a.problems.length || a.row.number - b.row.number,
  );
  return (
    <>
      <Table
        label={t('bank.bulk.preview')}
        stacks
        columns={[
          { name: 'row', title: t('bank.bulk.row'), number: true },
          { name: 'loan', title: t('cases.loan') },
          { name: 'parties', title: t('cases.parties') },
          { name: 'claimed', title: t('cases.claimed'), number: true },
          { name: 'check', title: t('bank.bulk.check') },
        ]}
      >
        {drawn.slice(0, DRAWN).map(({ row, problems }) => (
          <PreviewRow key={row.number} row={row} problems={problems} />
        ))}
      </Table>
      {rows.length > DRAWN && <p className="hint">{t('bank.shown', { count: DRAWN })}</p>}
      <p className="hint">{t('bank.bulk.rows', { count: Math.min(rows.length, MAX_ROWS) })}</p>
    </>
  );
}

function PreviewRow({ row, problems }: { readonly row: BulkRow; readonly problems: readonly RowProblem[] }) {
  const { t } = useTranslation();
  const { number, cells } = row;
  const amounts = [cells.principal, cells.interest, cells.default_interest, cells.fees, cells.costs];
  const exact = row.faults.every(({ what }) => what !== 'notAmount' && what !== 'missing');
  return (
    <tr>
      <th scope="row" className="number">
        {number}
      </th>
      <td>{cells.loan || '—'}</td>
      <td>
        {cells.claimant} / {cells.respondent}
      </td>
      <td className="number">{exact ? money(sumOf(amounts), 'CNY') : '—'}</td>
      <td>
        {problems.length === 0 && <Mark outcome="passed">{t('bank.bulk.fine')}</Mark>}
        {problems.map(({ what, column, stops }) => (
          <div key={`${what} ${column}`}>
            <Mark outcome={stops ? 'failed' : 'not-checked'}>
              {t(`bank.bulk.${what}`, { name: column, known: DISPUTES.join(', ') })}
            </Mark>
          </div>
        ))}
      </td>
    </tr>
  );
}
