/** The ledger, public: the three copies side by side, compared here, and how far the newest checkpoints have come. */

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { createWebCrypto } from '../../../core/crypto-web.ts';
import type { Party } from '../../../core/party.ts';
import { compareCopies, type PartyCopy } from '../../ledger/compare.ts';
import { apiUrl, getJson } from '../api/http.ts';
import { Age } from '../components/age.tsx';
import { Digest } from '../components/digest.tsx';
import { Mark } from '../components/mark.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../components/states.tsx';
import { Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { ContradictionShown } from '../ledger/contradiction.tsx';
import { bytesAt } from '../ledger/fetch.ts';
import { Objections } from '../ledger/objections.tsx';

interface Round {
  readonly size: number;
  readonly root: string;
  readonly quorumAt?: string;
  readonly timestampedAt?: string;
  readonly seal?: { readonly blockNumber: number; readonly transaction: string; readonly blockTime: string };
}

interface LedgerData {
  readonly origin: string;
  readonly parties: readonly { readonly party: Party; readonly url: string }[];
  readonly rounds: readonly Round[];
}

const crypto = createWebCrypto();
const REFRESH_MS = 5_000;

async function compared({ origin, parties }: LedgerData): Promise<readonly PartyCopy[]> {
  const policy = await (await fetch(apiUrl('log/policy'))).text();
  return compareCopies(crypto, bytesAt, origin, policy, parties);
}

export function Ledger() {
  const { t } = useTranslation();
  const ledger = useQuery({
    queryKey: ['ledger'],
    queryFn: ({ signal }) => getJson<LedgerData>('log/ledger?limit=20', signal),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <PageTitle>{t('ledger.title')}</PageTitle>
      <p className="lead">{t('ledger.lead')}</p>
      <Loaded query={ledger}>
        {(data) => (
          <>
            <p>
              {t('ledger.log')} <strong>{data.origin}</strong>
            </p>
            <Copies ledger={data} />
            <Objections parties={data.parties} origin={data.origin} />
            <History rounds={data.rounds} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Copies({ ledger }: { readonly ledger: LedgerData }) {
  const { t } = useTranslation();
  const copies = useQuery({
    queryKey: ['copies', ledger.origin],
    queryFn: () => compared(ledger),
    refetchInterval: REFRESH_MS,
  });
  const contradictions = (copies.data ?? []).filter(
    ({ state }) => state === 'inconsistent' || state === 'badSignature',
  );
  return (
    <>
      <div className="steady">
        <Table
          stacks
          label={t('ledger.party')}
          columns={[
            { name: 'party', title: t('ledger.party') },
            { name: 'check', title: t('ledger.check') },
            { name: 'size', title: t('ledger.cosigned'), number: true },
            { name: 'age', title: t('ledger.age') },
            { name: 'root', title: t('ledger.root') },
          ]}
        >
          {ledger.parties.map(({ party }) => (
            <CopyRow key={party} party={party} copy={copies.data?.find((one) => one.party === party)} />
          ))}
        </Table>
      </div>
      {copies.isError && <Failure error={copies.error} onRetry={() => copies.refetch()} />}
      {contradictions.map((copy) => (
        <ContradictionShown key={copy.party} copy={copy} />
      ))}
    </>
  );
}

interface CopyRowProps {
  readonly party: Party;
  readonly copy: PartyCopy | undefined;
}

function CopyRow({ party, copy }: CopyRowProps) {
  const { t } = useTranslation();
  const outcome =
    copy === undefined || copy.state === 'unreachable'
      ? 'not-checked'
      : copy.state === 'consistent'
        ? 'passed'
        : 'failed';
  return (
    <tr>
      <th scope="row">{t(`ledger.${party}`)}</th>
      <td>
        <Mark outcome={outcome}>{t(`ledger.${copy?.state ?? 'checking'}`)}</Mark>
      </td>
      <td className="number">{copy?.size ?? '—'}</td>
      <td>{copy?.at === undefined ? '—' : <Age at={copy.at * 1000} />}</td>
      <td>{copy?.root === undefined ? '—' : <Digest value={copy.root} />}</td>
    </tr>
  );
}

function History({ rounds }: { readonly rounds: readonly Round[] }) {
  const { t } = useTranslation();
  const sealed = rounds.filter(({ seal }) => seal !== undefined).map((round) => round.size);
  /** A seal covers all entries before it: what another one has overtaken waits for none. */
  const unsealed = (size: number) => {
    const over = Math.min(...sealed.filter((one) => one > size));
    return Number.isFinite(over) ? t('ledger.covered', { size: over }) : t('ledger.waiting');
  };
  return (
    <section>
      <h2>{t('ledger.history')}</h2>
      <p className="hint">{t('ledger.historyHint')}</p>
      {rounds.length === 0 ? (
        <Empty />
      ) : (
        <Table
          stacks
          label={t('ledger.history')}
          columns={[
            { name: 'size', title: t('ledger.size'), number: true },
            { name: 'witnessed', title: t('ledger.witnessedAt') },
            { name: 'stamped', title: t('ledger.stampedAt') },
            { name: 'sealed', title: t('ledger.sealedAt') },
            { name: 'block', title: t('ledger.block'), number: true },
            { name: 'root', title: t('ledger.root') },
          ]}
        >
          {rounds.map(({ size, root, quorumAt, timestampedAt, seal }) => (
            <tr key={size}>
              <th scope="row" className="number">
                {size}
              </th>
              <td className="narrow">
                <Time at={quorumAt} />
              </td>
              <td className="narrow">
                <Time at={timestampedAt} />
              </td>
              <td className="narrow">
                <Time at={seal?.blockTime} missing={unsealed(size)} />
              </td>
              <td className="number">{seal?.blockNumber ?? '—'}</td>
              <td>
                <Digest value={root} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
