/** Signing in with a passkey; taking an invitation. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { enrol, passkeysWork, type Session, signInWithPasskey } from '../api/session.ts';
import { DESK } from '../components/account.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Failure } from '../components/states.tsx';
import { hasDrafts } from '../drafts.ts';
import { changePerson, lastEnd } from '../queries.ts';

/** @param to where the person wanted to go */
function useSignedIn(to?: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  return async (session: Session) => {
    changePerson(queries, session);
    if (to === undefined) await navigate({ to: DESK[session.person.role] });
    else router.history.push(`${router.basepath.replace(/\/$/, '')}${to}`);
  };
}

export function SignIn() {
  const { t } = useTranslation();
  const { to } = useSearch({ from: '/sign-in' });
  const signedIn = useSignedIn(to);
  const [end] = useState(lastEnd);
  const signIn = useMutation({ mutationFn: signInWithPasskey, onSuccess: signedIn });
  return (
    <>
      <PageTitle>{t('signIn.title')}</PageTitle>
      {end !== undefined && (
        <div className="panel" role="alert">
          <p>
            <strong>{t(`signIn.ended.${end}`)}</strong>
          </p>
          {hasDrafts() && <p>{t('signIn.kept')}</p>}
        </div>
      )}
      {to !== undefined && (
        <p className="panel" role="status">
          {t('signIn.first')}
        </p>
      )}
      <p className="lead">{t('signIn.lead')}</p>
      {!passkeysWork() && <p className="notice">{t('signIn.unsupported')}</p>}
      <p>
        <button
          type="button"
          className="primary"
          disabled={signIn.isPending || !passkeysWork()}
          onClick={() => signIn.mutate()}
        >
          {t('signIn.withPasskey')}
        </button>
      </p>
      {signIn.isError && <PasskeyFailure error={signIn.error} />}
      <Enrol code="" beside />
    </>
  );
}

/** The address of an invitation carries its code behind `#`, which is not sent to any server. */
export function EnrolPage() {
  const { t } = useTranslation();
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  return (
    <>
      <PageTitle>{t('signIn.enrolTitle')}</PageTitle>
      <p className="lead">{t('signIn.enrolLead')}</p>
      <Enrol code={code} />
    </>
  );
}

interface EnrolProps {
  readonly code: string;
  /** Whether it stands below the way in that most people take. */
  readonly beside?: boolean;
}

function Enrol({ code: given, beside = false }: EnrolProps) {
  const { t } = useTranslation();
  const signedIn = useSignedIn();
  const [code, setCode] = useState(given);
  const [label, setLabel] = useState('');
  const make = useMutation({ mutationFn: () => enrol(code.trim(), label.trim()), onSuccess: signedIn });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      {beside && (
        <>
          <h2>{t('signIn.invitation')}</h2>
          <p className="hint">{t('signIn.invitationHint')}</p>
        </>
      )}
      <label>
        {t('signIn.code')}
        <input
          required
          value={code}
          autoComplete="off"
          spellCheck={false}
          onChange={(e) => setCode(e.target.value)}
        />
      </label>
      <label>
        {t('signIn.label')}
        <input value={label} maxLength={64} onChange={(e) => setLabel(e.target.value)} />
      </label>
      <p className="hint">{t('signIn.enrolHint')}</p>
      <button
        type="submit"
        className={beside ? undefined : 'primary'}
        disabled={make.isPending || !passkeysWork()}
      >
        {t('signIn.enrol')}
      </button>
      {make.isError && <PasskeyFailure error={make.error} />}
    </form>
  );
}

/** A dialog that the person closed is no fault. */
function PasskeyFailure({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof DOMException) {
    return (
      <p className="notice" role="alert">
        {t('signIn.dismissed')}
      </p>
    );
  }
  return <Failure error={error} />;
}
