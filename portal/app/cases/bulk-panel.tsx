/** Verifying many: what is chosen or all that the filter finds, progress, stopping and going on, what failed and why, the table of results. */
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { COLON } from '../../language.ts';
import type { Case, CaseListView } from '../api/cases.ts';
import { allCases } from '../api/cases.ts';
import { Failure } from '../components/states.tsx';
import { language } from '../i18n.ts';
import { continueBulk, forgetBulk, retryFailed, rowOf, stopBulk, useBulk, verifyMany } from './bulk.ts';
import { saveCases } from './save-cases.ts';

export interface Selection {
  readonly cases: readonly Case[];
  readonly selected: ReadonlySet<string>;
  onSelect(selected: ReadonlySet<string>): void;
}

export function BulkPanel({ cases, selected, onSelect, view }: Selection & { readonly view: CaseListView }) {
  const { t } = useTranslation();
  const { run } = useBulk();
  const chosen = cases.filter(({ id }) => selected.has(id));
  const all = useMutation({
    mutationFn: async () => {
      const rows = (await allCases(view, new AbortController().signal)).map(rowOf);
      void verifyMany(rows);
      return rows.length;
    },
  });
  return (
    <section className="bulk" aria-label={t('cases.bulk')}>
      <p className="actions">
        <label className="tick">
          <input
            type="checkbox"
            checked={cases.length > 0 && chosen.length === cases.length}
            onChange={({ target }) => onSelect(new Set(target.checked ? cases.map(({ id }) => id) : []))}
          />
          {t('cases.selectAll')}
        </label>
        <button
          type="button"
          disabled={chosen.length === 0 || run === 'running'}
          onClick={() => void verifyMany(chosen.map(rowOf), true)}
        >
          {chosen.length === 0
            ? t('cases.verifyChosen')
            : t('cases.verifySelected', { count: chosen.length })}
        </button>
        <button type="button" disabled={run === 'running' || all.isPending} onClick={() => all.mutate()}>
          {t('cases.verifyAll')}
        </button>
      </p>
      {all.isError && <Failure error={all.error} />}
      <Progress />
    </section>
  );
}

function Progress() {
  const { t } = useTranslation();
  const { entries, run, reason } = useBulk();
  if (entries.size === 0) return null;
  const list = [...entries.values()];
  const done = list.filter(({ outcome }) => outcome.state === 'done').length;
  const failed = list.filter(({ outcome }) => outcome.state === 'failed');
  const over = done + failed.length;
  return (
    <div className="panel">
      <p role="status">
        <progress value={over} max={entries.size} aria-label={t('cases.bulk')} />{' '}
        {t('cases.progress', { done, failed: failed.length, total: entries.size })}
        {run === 'paused' && <strong> · {t('cases.paused')}</strong>}
      </p>
      {run === 'paused' && reason !== undefined && <Failure error={reason} />}
      <p className="actions">
        {run === 'running' && (
          <button type="button" onClick={stopBulk}>
            {t('cases.stop')}
          </button>
        )}
        {run !== 'running' && over < entries.size && (
          <button type="button" className="primary" onClick={() => void continueBulk()}>
            {t('cases.continue', { count: entries.size - over })}
          </button>
        )}
        {run !== 'running' && failed.length > 0 && (
          <button type="button" onClick={() => void retryFailed()}>
            {t('cases.retryFailed', { count: failed.length })}
          </button>
        )}
        {over > 0 && (
          <button type="button" onClick={() => saveCases(list)}>
            {t('cases.exportTable')}
          </button>
        )}
        {run !== 'running' && (
          <button type="button" className="quiet" onClick={forgetBulk}>
            {t('cases.forget')}
          </button>
        )}
      </p>
      {failed.length > 0 && (
        <details>
          <summary>{t('cases.failures', { count: failed.length })}</summary>
          <ul>
            {failed.map(({ row, outcome }) => (
              <li key={row.id}>
                <Link to="/cases/$id" params={{ id: row.id }} search={{ part: 'findings' }}>
                  {row.number ?? row.loan}
                </Link>
                {COLON[language()]}
                {outcome.state === 'failed' && (outcome.why === 'TIMEOUT' ? t('cases.timeout') : outcome.why)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
