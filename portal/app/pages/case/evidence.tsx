/** The evidence: all items of the loan with what was found about them and how they were ruled upon; one of them with its original, by address. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReportFinding } from '../../../../core/verify/report.ts';
import { WORDS } from '../../../report/words.ts';
import { type Case, type ScheduleRow, scheduleQuery } from '../../api/cases.ts';
import { useSession } from '../../api/session.ts';
import { useVerified } from '../../cases/verified.ts';
import { Mark } from '../../components/mark.tsx';
import { Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { findingsByItem } from '../../findings/timeline.tsx';
import { language } from '../../i18n.ts';
import { NotFound } from '../not-found.tsx';
import { ItemPage } from './item.tsx';

export function Evidence({ data }: { readonly data: Case }) {
  const { item } = useSearch({ from: '/cases/$id' });
  const schedule = useQuery(scheduleQuery(data.id));
  return (
    <Loaded query={schedule}>
      {(rows) => {
        if (item === undefined) return <Schedule data={data} rows={rows} />;
        const row = rows.find(({ number }) => number === item);
        return row === undefined ? (
          <NotFound />
        ) : (
          <ItemPage key={row.evidence} data={data} rows={rows} row={row} />
        );
      }}
    </Loaded>
  );
}

function Schedule({ data, rows }: { readonly data: Case; readonly rows: readonly ScheduleRow[] }) {
  const { t } = useTranslation();
  const found = useVerified(data.id);
  const findings = found && findingsByItem(found.report);
  const verifies = useSession()?.person.role !== 'user';
  return (
    <section>
      <p className="hint on-screen">
        {t('aCase.evidenceHint')} {findings === undefined && verifies && t('aCase.foundLater')}
      </p>
      <Table
        label={t('aCase.evidence')}
        stacks
        columns={[
          { name: 'number', title: t('aCase.item'), number: true },
          { name: 'type', title: t('aCase.type') },
          { name: 'happened', title: t('aCase.happened') },
          { name: 'received', title: t('aCase.received') },
          { name: 'filer', title: t('aCase.filedBy') },
          { name: 'documents', title: t('aCase.documents') },
          ...(findings === undefined ? [] : [{ name: 'found', title: t('aCase.found') }]),
          { name: 'ruling', title: t('aCase.ruling') },
        ]}
      >
        {rows.map((row) => (
          <Row
            key={row.evidence}
            data={data}
            row={row}
            verifies={verifies}
            findings={findings && (findings.get(row.number) ?? [])}
          />
        ))}
      </Table>
    </section>
  );
}

interface RowProps {
  readonly data: Case;
  readonly row: ScheduleRow;
  /** A borrower does not: for them there is neither a finding nor a code. */
  readonly verifies: boolean;
  /** Undefined while the case is not verified. */
  readonly findings: readonly ReportFinding[] | undefined;
}

function Row({ data, row, verifies, findings }: RowProps) {
  const { t } = useTranslation();
  const { number, organisation } = row;
  const to = (doc?: number) =>
    ({ to: '/cases/$id', params: { id: data.id }, search: { part: 'evidence', item: number, doc } }) as const;
  return (
    <tr>
      <td className="number">{number}</td>
      <th scope="row">
        <Link {...to()}>{row.label[language()]}</Link>
        {verifies && (
          <>
            {' '}
            <span className="hint">{row.type}</span>
          </>
        )}
        {row.erased && <div className="hint">{t('aCase.erased')}</div>}
      </th>
      <td>
        <Time at={row.event_time || undefined} />
      </td>
      <td>
        <Time at={row.received_at} />
      </td>
      <td>
        <span className="figure">{organisation}</span>
        {row.signed_by === 'service' && <div className="hint brief">{t('aCase.byService')}</div>}
      </td>
      <td className={row.documents.length === 0 ? 'blank' : undefined}>
        {row.documents.length === 0 && '—'}
        <ul className="plain">
          {row.documents.map(({ name }, i) => (
            <li key={name}>
              <Link {...to(i + 1)}>{name}</Link>
            </li>
          ))}
        </ul>
      </td>
      {findings !== undefined && (
        <td>
          <Found findings={findings} />
        </td>
      )}
      <td className={row.mark === 'none' ? 'blank' : undefined}>
        {row.mark === 'none' ? t('aCase.noRuling') : <span className="tag">{t(`aCase.${row.mark}`)}</span>}
        {row.reason !== '' && <div className="hint">{row.reason}</div>}
      </td>
    </tr>
  );
}

function Found({ findings }: { readonly findings: readonly ReportFinding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0) return <span className="hint">{t('findings.nothingFound')}</span>;
  const outcome = findings.some((one) => one.outcome === 'failed') ? 'failed' : 'not-checked';
  return (
    <Mark outcome={outcome}>
      {WORDS[outcome][language()]} ({findings.length})
    </Mark>
  );
}
