/** Who is signed in, their desk, and the way out; the way in for everybody else. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Role, signOut, useSession } from '../api/session.ts';
import { forgetDrafts } from '../drafts.ts';
import { changePerson } from '../queries.ts';

/** Where each role does its work. */
export const DESK = {
  arbitrator: '/cases',
  secretary: '/cases',
  supervisor: '/cases',
  user: '/loans',
  bank: '/desk',
  operator: '/operate',
} as const satisfies Readonly<Record<Role, string>>;

export function Account() {
  const { t } = useTranslation();
  const session = useSession();
  if (session === undefined) return null;
  if (session === null)
    return (
      <Link to="/sign-in" search={{}}>
        {t('app.signIn')}
      </Link>
    );
  const { role } = session.person;
  return (
    <>
      {DESK[role] !== '/cases' && <Link to={DESK[role]}>{t(`app.desk.${role}`)}</Link>}
      {role !== 'user' && role !== 'operator' && <Link to="/cases">{t('cases.title')}</Link>}
      {role === 'user' && <Link to="/cases">{t('app.myCases')}</Link>}
      <Link to="/account">{t('account.title')}</Link>
      <SignOut />
    </>
  );
}

function SignOut() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const out = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      forgetDrafts();
      changePerson(queries, null);
      await navigate({ to: '/' });
    },
  });
  return (
    <button type="button" className="quiet" onClick={() => out.mutate()} disabled={out.isPending}>
      {t('app.signOut')}
    </button>
  );
}
