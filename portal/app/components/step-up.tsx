/** An act that signs or hands something out: when the service asks for a fresh proof of presence, the passkey is asked for and the act repeated. */
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/http.ts';
import { stepUp } from '../api/session.ts';

/** @returns what the act gives */
export async function withPresence<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.code !== 'STEP_UP_NEEDED') throw error;
    await stepUp();
    return act();
  }
}

export function PresenceHint() {
  const { t } = useTranslation();
  return <p className="hint">{t('app.stepUpWhy')}</p>;
}
