/** One item of the bank's: what was filed, its documents, how far it has come, how long it is kept. Opening it is recorded. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { EvidenceAnswer, EvidenceView } from '../../../../client/api.generated.ts';
import { documentType } from '../../../../core/evidence/document-types.ts';
import { apiUrl, getJson } from '../../api/http.ts';
import { Digest } from '../../components/digest.tsx';
import { ErasureClock } from '../../components/erasure-clock.tsx';
import { Mark } from '../../components/mark.tsx';
import { PageTitle } from '../../components/page-title.tsx';
import { Loaded } from '../../components/states.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { fieldReading, fieldText } from '../../field-text.ts';
import { language } from '../../i18n.ts';
import { NotFound } from '../not-found.tsx';
import { DeskTabs } from './tabs.tsx';

const answerQuery = (id: string) =>
  queryOptions({
    queryKey: ['desk-item', id],
    queryFn: ({ signal }) => getJson<EvidenceAnswer>(`v1/evidence/${id}`, signal),
    // Each reading leaves a line in the custody log: once for each visit is enough.
    staleTime: Number.POSITIVE_INFINITY,
    // Personal data is not kept longer than it is looked at.
    gcTime: 0,
  });

export function ItemPage() {
  const { id } = useParams({ from: '/desk/items/$id' });
  const item = useQuery(answerQuery(id));
  return (
    <Loaded query={item} notFound={<NotFound />}>
      {(data) => <Content item={data} />}
    </Loaded>
  );
}

const hasContent = (item: EvidenceAnswer): item is EvidenceView => 'record' in item;

function Content({ item }: { readonly item: EvidenceAnswer }) {
  const { t } = useTranslation();
  const { id, type, sequence, index } = item;
  const name = documentType(type)?.label[language()] ?? type;
  return (
    <>
      <p className="crumbs">
        {hasContent(item) ? (
          <Link to="/desk/loans/$loan" params={{ loan: item.loan }}>
            {t('bank.item.ofLoan', { loan: item.loan })}
          </Link>
        ) : (
          <Link to="/desk/filings">{t('desk.title')}</Link>
        )}
      </p>
      <PageTitle>{t('bank.item.title', { number: sequence, name })}</PageTitle>
      <DeskTabs />
      <dl className="subject">
        <div>
          <dt>{t('bank.item.number')}</dt>
          <dd>{sequence}</dd>
        </div>
        <div>
          <dt>{t('bank.item.place')}</dt>
          <dd>{index}</dd>
        </div>
        {hasContent(item) && (
          <div>
            <dt>{t('bank.item.signedBy')}</dt>
            <dd>{t(`bank.item.signers.${item.signed_by}`)}</dd>
          </div>
        )}
      </dl>
      <p className="actions">
        <a className="button" href={apiUrl(`v1/evidence/${id}/receipt.pdf`)} download>
          {t('loans.pdf')}
        </a>
        <Link className="button" to="/desk/custody" search={{ subject: `evidence/${id}` }}>
          {t('bank.item.custody')}
        </Link>
      </p>
      {hasContent(item) ? <Filed item={item} /> : <Erased />}
      <Progress item={item} />
      {hasContent(item) && <ErasureClock item={id} />}
      <p className="hint">{t('bank.item.openHint')}</p>
    </>
  );
}

function Erased() {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <h2 className="item-title">
        <Mark outcome="not-checked">{t('bank.item.erasedTitle')}</Mark>
      </h2>
      <p>{t('bank.item.erasedText')}</p>
    </section>
  );
}

function Filed({ item }: { readonly item: EvidenceView }) {
  const { t } = useTranslation();
  const { fields } = item.record as { readonly fields?: Readonly<Record<string, unknown>> };
  const specs = documentType(item.type)?.fields;
  // A record stands in an order that says nothing; its type's is the one that people know.
  const order = Object.keys(specs ?? {});
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const entries = Object.entries(fields ?? {}).toSorted(([a], [b]) => place(a) - place(b));
  const words = { language: language(), yes: t('bank.item.yes'), no: t('bank.item.no') };
  return (
    <>
      <section>
        <h2>{t('bank.item.fields')}</h2>
        {entries.length === 0 && <p>{t('bank.item.noFields')}</p>}
        <div className="panel">
          <dl className="facts">
            {entries.map(([name, value]) => {
              const label = specs?.[name]?.label[language()] ?? name;
              const shown = fieldReading(label, fieldText(value, specs?.[name], words));
              return (
                <div key={name}>
                  <dt>{shown.name}</dt>
                  <dd>{shown.text}</dd>
                </div>
              );
            })}
          </dl>
        </div>
      </section>
      <section>
        <h2>{t('bank.item.documents')}</h2>
        {item.documents.length === 0 ? <p>{t('bank.item.noDocuments')}</p> : <Documents item={item} />}
      </section>
    </>
  );
}

function Documents({ item }: { readonly item: EvidenceView }) {
  const { t } = useTranslation();
  return (
    <Table
      label={t('bank.item.documents')}
      stacks
      columns={[
        { name: 'file', title: t('bank.item.file') },
        { name: 'size', title: t('bank.item.size'), number: true },
        { name: 'digest', title: 'SHA-256' },
        { name: 'kept', title: t('bank.item.keeping') },
      ]}
    >
      {item.documents.map(({ n, name, size, sha256, stored }) => (
        <tr key={n}>
          <th scope="row">
            {stored ? (
              <a href={apiUrl(`v1/evidence/${item.id}/documents/${n}`)} download={name}>
                {name}
              </a>
            ) : (
              name
            )}
          </th>
          <td className="number">{size.toLocaleString('en')}</td>
          <td>
            <Digest value={sha256} />
          </td>
          <td>
            <Mark outcome={stored ? 'passed' : 'not-checked'}>
              {t(stored ? 'bank.item.stored' : 'bank.item.withheld')}
            </Mark>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Progress({ item }: { readonly item: EvidenceAnswer }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('bank.item.times')}</h2>
      <Table
        label={t('bank.item.times')}
        stacks
        columns={[
          { name: 'event', title: t('bank.item.event') },
          { name: 'at', title: t('bank.item.at') },
          { name: 'source', title: t('bank.item.source') },
        ]}
      >
        {item.state.times.map(({ event, at, source, party }) => (
          <tr key={`${event} ${party ?? ''}`}>
            <th scope="row">{t(`bank.item.events.${event}`)}</th>
            <td>
              <Time at={at} />
            </td>
            <td>
              {party === undefined
                ? t(`bank.item.sources.${source}`)
                : t('bank.item.witness', { party: t(`ledger.${party}`) })}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
