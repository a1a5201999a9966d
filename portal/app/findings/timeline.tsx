/** The loan from its first record to its last, by the time of the event: each entry with its source and its item; filters stand in the address. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { documentType } from '../../../core/evidence/document-types.ts';
import { STAGES } from '../../../core/evidence/field-spec.ts';
import { EVENT_SOURCES } from '../../../core/evidence/record.ts';
import type { CaseItem } from '../../../core/report/case-file.ts';
import { EVENT_SOURCES as SOURCE_WORDS } from '../../../core/report/words.ts';
import type { Report, ReportFinding } from '../../../core/verify/report.ts';
import { COLON } from '../../language.ts';
import { sentenceText } from '../../report/reading.ts';
import { WORDS } from '../../report/words.ts';
import { MarkShape } from '../components/mark.tsx';
import { Empty } from '../components/states.tsx';
import { Unbroken } from '../components/unbroken.tsx';
import { language } from '../i18n.ts';
import type { CaseView } from '../search.ts';
import { ItemLink, typeName, useTitles } from './case-file.tsx';
import { sequenceOf } from './questions.ts';
import { Moment } from './table.tsx';

interface Entry {
  readonly item: CaseItem;
  /** RFC 3339 with offset. */
  readonly at: string;
  readonly stage: string | undefined;
  readonly findings: readonly ReportFinding[];
}

export function findingsByItem(report: Report): ReadonlyMap<number, readonly ReportFinding[]> {
  const by = new Map<number, ReportFinding[]>();
  for (const finding of report.checks.flatMap(({ findings }) => findings)) {
    const sequence = sequenceOf(finding.subject);
    if (sequence !== undefined) by.set(sequence, [...(by.get(sequence) ?? []), finding]);
  }
  return by;
}

function entriesOf(items: readonly CaseItem[], report: Report): readonly Entry[] {
  const findings = findingsByItem(report);
  const dated = items.flatMap((item): Entry[] => {
    const at = item.record.event?.time;
    if (at === undefined) return [];
    const stage = documentType(item.record.type ?? '')?.stage;
    return [{ item, at, stage, findings: findings.get(item.sequence) ?? [] }];
  });
  return dated.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.item.sequence - b.item.sequence);
}

function fits({ item, stage, findings }: Entry, view: CaseView): boolean {
  const text = `${item.name} ${typeName(item.record.type)}`.toLowerCase();
  return (
    (view.stage === undefined || stage === view.stage) &&
    (view.source === undefined || item.record.event?.source === view.source) &&
    (view.only !== 'findings' || findings.length > 0) &&
    (view.q === undefined || text.includes(view.q.toLowerCase()))
  );
}

export function Timeline({
  items,
  report,
}: {
  readonly items: readonly CaseItem[];
  readonly report: Report;
}) {
  const { t } = useTranslation();
  const view = useSearch({ from: '/cases/$id' });
  const all = entriesOf(items, report);
  const shown = all.filter((entry) => fits(entry, view));
  const undated = items.length - all.length;
  return (
    <section>
      <p className="hint">{t('findings.timelineHint')}</p>
      <Filters view={view} />
      <p className="hint" role="status">
        {t('findings.shownOf', { count: shown.length, total: all.length })}
        {undated > 0 && t('findings.undated', { count: undated })}
      </p>
      {shown.length === 0 ? (
        <Empty>{t('findings.noEntries')}</Empty>
      ) : (
        <ol className="timeline">
          {shown.map((entry, i) => (
            <EntryView
              key={entry.item.sequence}
              entry={entry}
              year={yearOf(entry) === yearOf(shown[i - 1]) ? undefined : yearOf(entry)}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

const CHINA_MS = 8 * 3_600_000;

/** In the zone that stands first beside it. */
const yearOf = (entry: Entry | undefined): number | undefined =>
  entry && new Date(Date.parse(entry.at) + CHINA_MS).getUTCFullYear();

function EntryView({
  entry: { item, at, findings },
  year,
}: {
  readonly entry: Entry;
  readonly year: number | undefined;
}) {
  const { t } = useTranslation();
  const lang = language();
  const titles = useTitles();
  const source = item.record.event?.source ?? 'claimed';
  const failed = findings.some(({ outcome }) => outcome === 'failed');
  return (
    <li>
      {year !== undefined && <h2 className="year">{year}</h2>}
      <div className="entry">
        <Moment at={at} seconds />
        <div>
          <p className="what">
            <strong>{typeName(item.record.type)}</strong>{' '}
            <ItemLink sequence={item.sequence}>{item.name}</ItemLink>
          </p>
          <p className="hint">
            {`${t('findings.itemNumber', { number: item.sequence })} · ${t('findings.timeSource')}${COLON[lang]}${SOURCE_WORDS[source]?.[lang] ?? source}`}
          </p>
          {findings.length > 0 && (
            <p className={`said ${failed ? 'state-failed' : 'state-not-checked'}`}>
              <MarkShape outcome={failed ? 'failed' : 'not-checked'} />{' '}
              <span className="visually-hidden">{`${WORDS[failed ? 'failed' : 'not-checked'][lang]}${COLON[lang]}`}</span>
              <span className="sentence">
                <Unbroken>{sentenceText(findings[0]!, titles, lang)}</Unbroken>
              </span>
            </p>
          )}
        </div>
      </div>
    </li>
  );
}

function Filters({ view }: { readonly view: CaseView }) {
  const { t } = useTranslation();
  const lang = language();
  const navigate = useNavigate({ from: '/cases/$id' });
  const change = (next: Partial<CaseView>) =>
    navigate({ search: { ...view, ...next }, replace: true, resetScroll: false });
  return (
    <search className="filters">
      <label>
        {t('findings.stage')}
        <select
          value={view.stage ?? ''}
          onChange={({ target }) => change({ stage: STAGES.find((one) => one === target.value) })}
        >
          <option value="">{t('cases.all')}</option>
          {STAGES.map((stage) => (
            <option key={stage} value={stage}>
              {t(`findings.stages.${stage}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('findings.timeSource')}
        <select
          value={view.source ?? ''}
          onChange={({ target }) => change({ source: EVENT_SOURCES.find((one) => one === target.value) })}
        >
          <option value="">{t('cases.all')}</option>
          {EVENT_SOURCES.map((source) => (
            <option key={source} value={source}>
              {SOURCE_WORDS[source]?.[lang]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('findings.find')}
        <input
          type="search"
          defaultValue={view.q ?? ''}
          onChange={({ target }) => change({ q: target.value.trim() || undefined })}
        />
      </label>
      <label className="tick">
        <input
          type="checkbox"
          checked={view.only === 'findings'}
          onChange={({ target }) => change({ only: target.checked ? 'findings' : undefined })}
        />
        {t('findings.onlyFindings')}
      </label>
    </search>
  );
}
