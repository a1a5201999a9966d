/** What a case states, as a form: empty for a new draft, filled for one that is changed. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Case } from '../../api/cases.ts';
import { AMOUNTS, DISPUTES, sumOf } from '../../cases/draft.ts';
import { money } from '../../format.ts';

export interface CaseFormProps {
  readonly given?: Case;
  readonly loan?: string | undefined;
  readonly busy: boolean;
  onSubmit(form: FormData): void;
  /** What went wrong, under the button. */
  readonly children: ReactNode;
}

const ZONE_MS = 8 * 3_600_000;

/** A moment as a field has it, in UTC+8. */
const local = (at: string | undefined) =>
  at === undefined ? undefined : new Date(Date.parse(at) + ZONE_MS).toISOString().slice(0, 16);

export function CaseForm({ given, loan, busy, onSubmit, children }: CaseFormProps) {
  const { t } = useTranslation();
  return (
    <form
      className="form draft"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget));
      }}
    >
      <Parties given={given} loan={loan} />
      <Claim given={given} />
      <Dispute given={given} />
      <button type="submit" className="primary" disabled={busy}>
        {t('draft.save')}
      </button>
      {children}
    </form>
  );
}

interface PartProps {
  readonly given: Case | undefined;
}

function Parties({ given, loan }: PartProps & { readonly loan: string | undefined }) {
  const { t } = useTranslation();
  const party = (role: string) => given?.parties.find((one) => one.role === role)?.name;
  const values = {
    loan: given?.loan ?? loan,
    claimant: party('claimant'),
    respondent: party('respondent'),
    commission_name: given?.commission_name,
    commission: given?.commission,
  } as const;
  return (['loan', 'claimant', 'respondent', 'commission_name', 'commission'] as const).map((name) => (
    <label key={name}>
      {t(`draft.${name}`)}
      <input
        name={name}
        required
        maxLength={128}
        defaultValue={values[name]}
        readOnly={name === 'loan' && given !== undefined}
      />
    </label>
  ));
}

const AMOUNT = '(0|[1-9][0-9]{0,11})\\.[0-9]{2}';
const isAmount = (text: string) => new RegExp(`^${AMOUNT}$`).test(text);

/** @returns the sum, or nothing while one of them is no amount */
function totalOf(amounts: readonly string[]): string {
  return amounts.every(isAmount) ? money(sumOf(amounts), 'CNY') : '—';
}

function Claim({ given }: PartProps) {
  const { t } = useTranslation();
  const [total, setTotal] = useState(() => totalOf(AMOUNTS.map((name) => given?.claim[name] ?? '0.00')));
  const addUp = (form: HTMLFormElement | null) => {
    if (form === null) return;
    const values = new FormData(form);
    setTotal(totalOf(AMOUNTS.map((name) => String(values.get(name)))));
  };
  return (
    <>
      <h2>{t('draft.claim')}</h2>
      <div className="side-by-side">
        {AMOUNTS.map((name) => (
          <label key={name}>
            {t(`aCase.${name}`)}
            <input
              name={name}
              required
              inputMode="decimal"
              className="amount"
              defaultValue={given?.claim[name] ?? '0.00'}
              onChange={({ target }) => addUp(target.form)}
              pattern={AMOUNT}
              title={t('draft.amountForm')}
            />
          </label>
        ))}
        <label>
          {t('aCase.cutOff')}
          <input type="date" name="cut_off" required defaultValue={given?.claim.cut_off} />
        </label>
      </div>
      <p className="claim-total">
        {t('aCase.total')} <output className="figure">{total}</output>
      </p>
    </>
  );
}

function Dispute({ given }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <h2>{t('aCase.dispute')}</h2>
      <label>
        {t('draft.ground')}
        <select name="ground" defaultValue={given?.dispute?.ground}>
          {DISPUTES.map((ground) => (
            <option key={ground} value={ground}>
              {t(`draft.grounds.${ground}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('draft.statement')}
        <textarea
          name="statement"
          rows={4}
          required
          maxLength={4000}
          defaultValue={given?.dispute?.statement}
        />
      </label>
      <label>
        {t('draft.statedAt')}
        <input
          type="datetime-local"
          name="stated_at"
          required
          defaultValue={local(given?.dispute?.stated_at)}
        />
      </label>
    </>
  );
}
