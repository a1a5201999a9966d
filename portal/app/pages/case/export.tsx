/** What goes into the award: the schedule of evidence and the annex of amounts, to be read here and taken along. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { COLON } from '../../../language.ts';
import { readable } from '../../../report/reading.ts';
import { saveFile } from '../../../save-file.ts';
import { type Annex, annexQuery, type Case, scheduleQuery } from '../../api/cases.ts';
import { request } from '../../api/http.ts';
import { Failure, Loaded } from '../../components/states.tsx';
import { PresenceHint, withPresence } from '../../components/step-up.tsx';
import { Table } from '../../components/table.tsx';
import { Unbroken } from '../../components/unbroken.tsx';
import { ItemLink } from '../../findings/case-file.tsx';
import { FindingsTable } from '../../findings/table.tsx';
import { money } from '../../format.ts';
import { language } from '../../i18n.ts';

const MARKS = ['admitted', 'excluded', 'reserved', 'none'] as const;

export function Export({ data }: { readonly data: Case }) {
  const { t } = useTranslation();
  const annex = useQuery(annexQuery(data.id));
  const schedule = useQuery(scheduleQuery(data.id));
  return (
    <section>
      <p className="hint">{t('aCase.exportHint')}</p>
      <PresenceHint />
      <h2>{t('aCase.schedule')}</h2>
      <Loaded query={schedule}>
        {(rows) => (
          <p className="marks">
            {MARKS.map((mark) => (
              <span key={mark} className="tag">
                {t(mark === 'none' ? 'aCase.unruled' : `aCase.${mark}`)}{' '}
                {rows.filter((row) => row.mark === mark).length}
              </span>
            ))}
          </p>
        )}
      </Loaded>
      <Save data={data} what="schedule" />
      <h2>{t('aCase.annex')}</h2>
      <Save data={data} what="annex" />
      <Loaded query={annex}>{(figures) => <Figures annex={figures} />}</Loaded>
    </section>
  );
}

function Figures({ annex }: { readonly annex: Annex }) {
  const { t, i18n } = useTranslation();
  const { lines, currency, cut_off, formula, tables, excluded } = annex;
  const nameOf = (item: string) =>
    i18n.exists(`aCase.figures.${item}`) ? String(i18n.t(`aCase.figures.${item}` as never)) : item;
  const methodOf = (method: string) =>
    method.split(/( [+-] )/).map((part) => (/^ [+-] $/.test(part) ? part.replace('-', '−') : nameOf(part)));
  const formulas = tables.find(({ id }) => id === 'formula')?.rows ?? [];
  const claim = tables.find(({ id }) => id === 'claim');
  const account = tables.find(({ id }) => id === 'account');
  return (
    <>
      <p className="hint">
        {t('aCase.cutOff')} {cut_off} · {t('aCase.currency', { currency })}
        {excluded.length > 0 && ` · ${t('aCase.leftOut', { count: excluded.length })}`}
      </p>
      {tables.length === 0 && <p className="notice">{t('aCase.notRecomputed')}</p>}
      {claim !== undefined && <FindingsTable table={claim} />}
      {formulas.length > 0 && (
        <>
          <h3>{t('aCase.formulas')}</h3>
          <ol className="formulas">
            {formulas.map(([cell]) => {
              const said = typeof cell === 'object' && cell !== null ? cell[language()] : String(cell);
              const text = readable(said, language());
              return (
                <li key={said}>
                  <Unbroken>{text}</Unbroken>
                </li>
              );
            })}
          </ol>
        </>
      )}
      {formula !== undefined && (
        <p className="hint own-formula">{`${t('aCase.ownFormula')}${COLON[language()]}${formula}`}</p>
      )}
      {account !== undefined && <FindingsTable table={account} />}
      <h3>{t('aCase.figuresTitle')}</h3>
      <Table
        label={t('aCase.figuresTitle')}
        stacks
        columns={[
          { name: 'figure', title: t('aCase.figure') },
          { name: 'value', title: t('aCase.value'), number: true },
          { name: 'method', title: t('aCase.method') },
          { name: 'sources', title: t('aCase.sources') },
        ]}
      >
        {lines.map((line) => (
          <tr key={line.item}>
            <th scope="row">{nameOf(line.item)}</th>
            <td className="number">{money(line.amount, currency)}</td>
            <td>{METHODS[line.method] === undefined ? methodOf(line.method) : t(METHODS[line.method]!)}</td>
            <td className="sources">
              <Numbers list={line.numbers} />
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Numbers({ list }: { readonly list: readonly number[] }) {
  const { t } = useTranslation();
  if (list.length === 0) return <>—</>;
  return list.map((number, i) => (
    <Fragment key={number}>
      {i > 0 && t('findings.between')}
      <ItemLink sequence={number}>{number}</ItemLink>
    </Fragment>
  ));
}

/** Methods that are no sum of other figures. */
const METHODS: Readonly<Record<string, `aCase.methods.${'stated' | 'sum' | 'repaid' | 'formula'}`>> = {
  stated: 'aCase.methods.stated',
  'sum of DISB.contract_amount': 'aCase.methods.sum',
  'sum of DISB.net_amount': 'aCase.methods.sum',
  'sum of REPAY.amount': 'aCase.methods.repaid',
  'docs/spec/checks.md section 3': 'aCase.methods.formula',
};

const FORMS = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  csv: 'text/csv',
} as const;
type Form = keyof typeof FORMS;

function Save({ data, what }: { readonly data: Case; readonly what: 'schedule' | 'annex' }) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: async (form: Form) => {
      const path = `v1/cases/${data.id}/${what}`;
      const response = await withPresence(() => request(path, { headers: { Accept: FORMS[form] } }));
      const name = `${t(`aCase.${what}`)} ${data.number ?? data.loan}.${form}`;
      saveFile(name, FORMS[form], await response.arrayBuffer());
    },
  });
  return (
    <>
      <p className="actions">
        {(['docx', 'pdf', 'csv'] as const).map((form) => (
          <button
            key={form}
            type="button"
            aria-label={`${t(`aCase.saveAs.${form}`)}: ${t(`aCase.${what}`)}`}
            disabled={save.isPending}
            onClick={() => save.mutate(form)}
          >
            {t(`aCase.saveAs.${form}`)}
          </button>
        ))}
      </p>
      {save.isError && <Failure error={save.error} />}
    </>
  );
}
