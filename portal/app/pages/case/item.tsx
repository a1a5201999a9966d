/** One item: its original beside its record, what the verification found about it, who handled it, and the tribunal's work on it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EvidenceRecord } from '../../../../core/evidence/record.ts';
import { EVENT_SOURCES } from '../../../../core/report/words.ts';
import { COLON } from '../../../language.ts';
import type { Case, ScheduleRow } from '../../api/cases.ts';
import { type Item, itemQuery } from '../../api/evidence.ts';
import { useSession } from '../../api/session.ts';
import { useVerified } from '../../cases/verified.ts';
import { Digest } from '../../components/digest.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { DocumentViewer } from '../../documents/viewer.tsx';
import { checksAbout, legalRowsAbout } from '../../findings/about-item.ts';
import { CheckList, Tally } from '../../findings/checks.tsx';
import { RecordFields } from '../../findings/item-summary.tsx';
import { FindingsTable, Moment, tableOf } from '../../findings/table.tsx';
import { language } from '../../i18n.ts';
import { Handled } from './handled.tsx';
import { Ruling } from './ruling.tsx';
import { Notes, Questions } from './work.tsx';

interface Props {
  readonly data: Case;
  readonly rows: readonly ScheduleRow[];
  readonly row: ScheduleRow;
}

export function ItemPage({ data, rows, row }: Props) {
  const { t } = useTranslation();
  const { doc = 1 } = useSearch({ from: '/cases/$id' });
  const { number, evidence, documents } = row;
  const shown = documents[doc - 1];
  const item = useQuery(itemQuery(evidence));
  return (
    <article className="item-page">
      <Neighbours data={data} rows={rows} number={number} />
      <h2>
        {t('findings.itemNumber', { number })} · {row.label[language()]}{' '}
        <span className="hint">{row.type}</span>
      </h2>
      <div className="beside">
        <section className="original" aria-label={t('aCase.original')}>
          <Documents data={data} row={row} doc={doc} />
          {shown === undefined ? (
            <Empty>{t('aCase.noDocument')}</Empty>
          ) : (
            <DocumentViewer document={{ evidence, number, n: doc, name: shown.name }} />
          )}
        </section>
        <div className="record">
          <Loaded query={item}>{(found) => <RecordView item={found} row={row} />}</Loaded>
          <ItemChecks id={data.id} row={row} name={item.data?.record.reference} />
          <Work data={data} row={row} />
          {/* After the reading that this page itself is. */}
          {item.isSuccess && <Handled title={t('aCase.custody')} subject={`evidence/${evidence}`} />}
        </div>
      </div>
    </article>
  );
}

function Neighbours({
  data,
  rows,
  number,
}: {
  readonly data: Case;
  readonly rows: Props['rows'];
  readonly number: number;
}) {
  const { t } = useTranslation();
  const place = rows.findIndex((one) => one.number === number);
  const before = rows[place - 1];
  const after = rows[place + 1];
  const to = (item: number | undefined) =>
    ({ to: '/cases/$id', params: { id: data.id }, search: { part: 'evidence', item } }) as const;
  return (
    <nav className="actions neighbours" aria-label={t('aCase.items')}>
      <Link {...to(undefined)}>{t('aCase.allItems')}</Link>
      {before !== undefined && (
        <Link {...to(before.number)}>{t('aCase.itemBefore', { number: before.number })}</Link>
      )}
      {after !== undefined && (
        <Link {...to(after.number)}>{t('aCase.itemAfter', { number: after.number })}</Link>
      )}
    </nav>
  );
}

function Documents({
  data,
  row,
  doc,
}: {
  readonly data: Case;
  readonly row: ScheduleRow;
  readonly doc: number;
}) {
  const { t } = useTranslation();
  if (row.documents.length < 2) return null;
  return (
    <nav className="documents" aria-label={t('aCase.documents')}>
      <ul className="plain">
        {row.documents.map(({ name }, i) => (
          <li key={name}>
            <Link
              to="/cases/$id"
              params={{ id: data.id }}
              search={{ part: 'evidence', item: row.number, doc: i + 1 }}
              aria-current={doc === i + 1 ? 'page' : undefined}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function RecordView({ item, row }: { readonly item: Item; readonly row: ScheduleRow }) {
  const { t } = useTranslation();
  const { record } = item;
  const { event, provenance } = record;
  return (
    <>
      <h3>{t('aCase.record_')}</h3>
      <dl className="fields">
        <Pair term={t('aCase.filedBy')}>
          {row.signed_by === 'service'
            ? t('aCase.signedByService', { name: row.organisation })
            : row.organisation}
        </Pair>
        {event !== undefined && (
          <Pair term={t('aCase.happened')}>
            <Moment at={event.time} />
            <div className="hint">
              {`${t('findings.timeSource')}${COLON[language()]}${EVENT_SOURCES[event.source]?.[language()] ?? event.source}`}
            </div>
          </Pair>
        )}
        <Pair term={t('aCase.received')}>
          <Moment at={item.received_at} />
          <div className="hint">
            {`${t('findings.timeSource')}${COLON[language()]}${t('aCase.logClock')}`}
          </div>
        </Pair>
        <Pair term={t('aCase.place')}>
          {item.index} · {t(`aCase.stages.${item.state.stage}`)}
        </Pair>
        {provenance !== undefined && (
          <Pair term={t('aCase.source')}>
            <Source provenance={provenance} />
          </Pair>
        )}
        {row.documents.map(({ name, sha256 }) => (
          <Pair key={name} term={`SHA-256 ${name}`}>
            <Digest value={sha256} />
          </Pair>
        ))}
      </dl>
      {row.erased ? <p className="notice">{t('aCase.erased')}</p> : <RecordFields record={record} />}
    </>
  );
}

function Pair({ term, children }: { readonly term: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Source({ provenance }: { readonly provenance: NonNullable<EvidenceRecord['provenance']> }) {
  const { t } = useTranslation();
  if (provenance.class === 'bare-hash') return <>{t('aCase.bareHash')}</>;
  const { system, version, generator, transferPath, clock } = provenance;
  return (
    <>
      {system} {version}
      <div className="hint">{generator}</div>
      {transferPath.length > 0 && (
        <div className="hint">{t('aCase.through', { path: transferPath.join(' → ') })}</div>
      )}
      <div className="hint">{t(`aCase.clock.${clock.state}`)}</div>
    </>
  );
}

function ItemChecks({
  id,
  row,
  name,
}: {
  readonly id: string;
  readonly row: ScheduleRow;
  readonly name: string | undefined;
}) {
  const { t } = useTranslation();
  const found = useVerified(id);
  if (found === undefined) {
    return (
      <section>
        <h3>{t('aCase.itemChecks')}</h3>
        <p className="hint">{t('findings.verifyFirst')}</p>
      </section>
    );
  }
  const checks = checksAbout(found.report, row.number);
  const legal = tableOf(found.report, 'legal');
  const lines = legalRowsAbout(legal, row.number, name);
  return (
    <section>
      <h3>{t('aCase.itemChecks')}</h3>
      <Tally checks={checks} />
      <CheckList checks={checks} />
      {legal !== undefined && lines.length > 0 && <FindingsTable table={legal} rows={lines} />}
    </section>
  );
}

function Work({ data, row }: { readonly data: Case; readonly row: ScheduleRow }) {
  const { t } = useTranslation();
  const role = useSession()?.person.role;
  const tribunal = role === 'arbitrator' || role === 'secretary';
  const item = { evidence: row.evidence, number: row.number };
  return (
    <section>
      <h3>{t('aCase.ruling')}</h3>
      <p>
        {row.mark === 'none' ? t('aCase.noRuling') : <span className="tag">{t(`aCase.${row.mark}`)}</span>}{' '}
        {row.reason}
      </p>
      {tribunal && <Ruling caseId={data.id} row={row} />}
      {tribunal && <Notes id={data.id} item={item} />}
      <Questions id={data.id} mayAsk={tribunal} item={item} />
    </section>
  );
}
