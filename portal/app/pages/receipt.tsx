/** What the QR code of a receipt leads to, for people without an account: the receipt is checked here, and may be held against the document. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../components/page-title.tsx';
import { Loaded } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { type ReceiptCheck, receiptQuery } from '../receipt/check.ts';
import { Checked } from '../receipt/checked.tsx';
import { Held } from '../receipt/held.tsx';

export function ReceiptPage() {
  const { t } = useTranslation();
  const { number } = useParams({ from: '/receipt/$number' });
  const found = useQuery(receiptQuery(number));
  return (
    <Loaded query={found} notFound={<Unknown number={number} />}>
      {(check) => (
        <>
          <PageTitle>{t('receipt.title', { number: check.number })}</PageTitle>
          <p className="lead">{t('receipt.lead')}</p>
          <Checked check={check} />
          <Public check={check} />
          <Times check={check} />
          <Held check={check} />
        </>
      )}
    </Loaded>
  );
}

function Unknown({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t('receipt.unknown')}</PageTitle>
      <p>
        <code>{number}</code>
      </p>
      <p className="lead">{t('receipt.unknownHint')}</p>
      <p className="actions">
        <Link className="button" to="/verify">
          {t('receipt.verifyIt')}
        </Link>
      </p>
    </>
  );
}

function Public({ check }: { readonly check: ReceiptCheck }) {
  const { t } = useTranslation();
  const { state, signer, origin, index, checkpoint_size: size, leaf_hash: digest } = check;
  return (
    <section>
      <h2>{t('receipt.facts')}</h2>
      <dl className="subject">
        <div>
          <dt>{t('receipt.stage')}</dt>
          <dd>{t(`receipt.stages.${state.stage}`)}</dd>
        </div>
        <div>
          <dt>{t('receipt.filedBy')}</dt>
          <dd>{signer?.organisation ?? '—'}</dd>
        </div>
        <div>
          <dt>{t('receipt.log')}</dt>
          <dd>{origin}</dd>
        </div>
        <div>
          <dt>{t('receipt.place')}</dt>
          <dd>{size === null ? t('receipt.entry', { index }) : t('receipt.entryOf', { index, size })}</dd>
        </div>
        <div className="digest">
          <dt>
            {t('receipt.digest')} · {t('receipt.digestHint')}
          </dt>
          <dd>{digest}</dd>
        </div>
      </dl>
    </section>
  );
}

function Times({ check }: { readonly check: ReceiptCheck }) {
  const { t } = useTranslation();
  return (
    <section>
      <h2>{t('receipt.times')}</h2>
      <Table
        stacks
        label={t('receipt.times')}
        columns={[
          { name: 'event', title: t('receipt.event') },
          { name: 'at', title: t('receipt.at') },
          { name: 'source', title: t('receipt.source') },
        ]}
      >
        {check.state.times.map(({ event, at, source, party }) => (
          <tr key={`${event} ${party ?? ''}`}>
            <th scope="row">
              {t(`receipt.events.${event}`)}
              {party !== undefined && ` · ${t(`ledger.${party}`)}`}
            </th>
            <td>
              <Time at={at} />
            </td>
            <td>{t(`receipt.sources.${source}`)}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
