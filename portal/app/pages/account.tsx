/** The own account: passkeys, and the ways out. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  addPasskey,
  type Passkey,
  passkeysQuery,
  passkeysWork,
  removePasskey,
  signOutEverywhere,
  useSession,
} from '../api/session.ts';
import { PageTitle } from '../components/page-title.tsx';
import { Empty, Failure, Loaded } from '../components/states.tsx';
import { withPresence } from '../components/step-up.tsx';
import { Table } from '../components/table.tsx';
import { Time } from '../components/time.tsx';
import { forgetDrafts } from '../drafts.ts';
import { changePerson } from '../queries.ts';

export function AccountPage() {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <>
      <PageTitle>{t('account.title')}</PageTitle>
      {session != null && (
        <dl className="subject">
          <div>
            <dt>{t('account.name')}</dt>
            <dd>{session.person.name ?? '—'}</dd>
          </div>
          <div>
            <dt>{t('account.role')}</dt>
            <dd>{t(`account.roles.${session.person.role}`)}</dd>
          </div>
          {session.person.role !== 'user' && (
            <div>
              <dt>{t('account.organisation')}</dt>
              <dd>{session.person.organisation}</dd>
            </div>
          )}
          <div>
            <dt>{t('account.until')}</dt>
            <dd>
              <Time at={session.expires_at} />
            </dd>
          </div>
        </dl>
      )}
      <Passkeys />
      <Everywhere />
    </>
  );
}

function Passkeys() {
  const { t } = useTranslation();
  const passkeys = useQuery(passkeysQuery);
  return (
    <section>
      <h2>{t('account.passkeys')}</h2>
      <p className="hint">{t('account.passkeysHint')}</p>
      <Loaded query={passkeys}>
        {(items) =>
          items.length === 0 ? <Empty>{t('account.none')}</Empty> : <PasskeyTable items={items} />
        }
      </Loaded>
      <NewPasskey first={passkeys.data?.length === 0} />
    </section>
  );
}

function PasskeyTable({ items }: { readonly items: readonly Passkey[] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => withPresence(() => removePasskey(id)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['passkeys'] }),
  });
  return (
    <>
      <Table
        label={t('account.passkeys')}
        stacks
        columns={[
          { name: 'label', title: t('account.label') },
          { name: 'made', title: t('account.made') },
          { name: 'used', title: t('account.used') },
          { name: 'act', title: t('account.act') },
        ]}
      >
        {items.map(({ id, label, created_at, last_used_at }) => (
          <tr key={id}>
            <th scope="row">{label ?? t('account.unnamed')}</th>
            <td>
              <Time at={created_at} />
            </td>
            <td>
              <Time at={last_used_at ?? undefined} />
            </td>
            <td>
              {items.length > 1 ? (
                <button
                  type="button"
                  className="small"
                  disabled={remove.isPending}
                  onClick={() => confirm(t('account.removeSure')) && remove.mutate(id)}
                >
                  {t('account.remove')}
                </button>
              ) : (
                <span className="hint">{t('account.lastStays')}</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {remove.isError && <Failure error={remove.error} />}
    </>
  );
}

function NewPasskey({ first }: { readonly first: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const add = useMutation({
    mutationFn: () => withPresence(() => addPasskey(label.trim())),
    onSuccess: async () => {
      setLabel('');
      await queries.invalidateQueries({ queryKey: ['passkeys'] });
      await queries.invalidateQueries({ queryKey: ['session'] });
    },
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <label>
        {t('signIn.label')}
        <input value={label} maxLength={64} onChange={({ target }) => setLabel(target.value)} />
      </label>
      <button
        type="submit"
        className={first ? 'primary' : undefined}
        disabled={add.isPending || !passkeysWork()}
      >
        {t('account.make')}
      </button>
      {add.isSuccess && <p role="status">{t('account.added')}</p>}
      {add.isError && <Failure error={add.error} />}
    </form>
  );
}

function Everywhere() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const out = useMutation({
    mutationFn: signOutEverywhere,
    onSuccess: async () => {
      forgetDrafts();
      changePerson(queries, null);
      await navigate({ to: '/' });
    },
  });
  return (
    <section>
      <h2>{t('account.everywhere')}</h2>
      <p className="hint">{t('account.everywhereHint')}</p>
      <button type="button" disabled={out.isPending} onClick={() => out.mutate()}>
        {t('account.everywhereNow')}
      </button>
      {out.isError && <Failure error={out.error} />}
    </section>
  );
}
