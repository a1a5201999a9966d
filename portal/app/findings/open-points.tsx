/** What the records do not show: what was not filed or is withheld, items without content, lines of the legal list that are not met or open. */
import { useTranslation } from 'react-i18next';
import type { CaseItem } from '../../../core/report/case-file.ts';
import type { Report, ReportFinding, ReportTable } from '../../../core/verify/report.ts';
import { ItemLink } from './case-file.tsx';
import { Findings } from './checks.tsx';
import { FindingsTable, tableOf } from './table.tsx';

export function OpenPoints({
  report,
  items,
}: {
  readonly report: Report;
  readonly items: readonly CaseItem[];
}) {
  const { t } = useTranslation();
  const open = openFindings(report);
  const empty = items.filter(({ state }) => state === 'withheld' || state === 'unsound');
  const legal = tableOf(report, 'legal');
  const rows = legal === undefined ? [] : unmet(legal);
  return (
    <>
      <h3>{t('findings.open')}</h3>
      {open.length === 0 ? <p className="hint">{t('findings.noneOpen')}</p> : <Findings findings={open} />}
      <h3>{t('findings.withoutContent')}</h3>
      {empty.length === 0 ? (
        <p className="hint">{t('findings.allDisclosed')}</p>
      ) : (
        <ul>
          {empty.map(({ sequence, withheld, state }) => (
            <li key={sequence}>
              <ItemLink sequence={sequence} />:{' '}
              {t(
                state === 'unsound'
                  ? 'findings.unsound'
                  : withheld === 'erased'
                    ? 'findings.erased'
                    : 'findings.withheld',
              )}
            </li>
          ))}
        </ul>
      )}
      {legal !== undefined && rows.length > 0 && (
        <FindingsTable
          table={legal}
          rows={rows}
          note={t('findings.unmetOnly', { shown: rows.length, total: legal.rows.length })}
        />
      )}
    </>
  );
}

/** Lines of the legal list that are not met, then those that are not assessed. */
function unmet({ rows }: ReportTable): ReportTable['rows'] {
  const having = (said: string) => rows.filter(([state]) => typeof state === 'object' && state?.en === said);
  return [...having('not met'), ...having('not assessed')];
}

/** What could not be checked although an answer was to be expected, whichever check it belongs to. */
function openFindings({ checks }: Report): readonly ReportFinding[] {
  return checks
    .filter(({ weighs, id }) => weighs && id !== 'legal-list')
    .flatMap(({ findings }) => findings)
    .filter(({ outcome }) => outcome === 'not-checked');
}
