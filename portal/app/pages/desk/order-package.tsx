/** The order of a package: of a loan or of a case, whole or with something left out. */
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { casesQuery } from '../../api/cases.ts';
import { orderPackage, type PackageSubject, type PackageWish } from '../../api/packages.ts';
import { Failure } from '../../components/states.tsx';
import { withPresence } from '../../components/step-up.tsx';

const STAGES = ['sealed', 'witnessed', 'logged'] as const;
const PERSONAL = ['none', 'sensitive', 'all'] as const;

interface Order {
  readonly subject: PackageSubject;
  readonly wish: PackageWish;
}

/** @returns undefined where the numbers of items are none */
function orderIn(form: FormData, about: 'loan' | 'case'): Order | undefined {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const list = (name: string) =>
    text(name)
      .split(/[\s,，]+/)
      .filter((one) => one !== '');
  const items = list('items');
  if (!items.every((one) => /^[1-9]\d{0,5}$/.test(one))) return undefined;
  const personal = text('personal');
  return {
    subject: about === 'case' ? { case: text('case') } : { loan: text('loan') },
    wish: {
      stage: STAGES.find((one) => one === text('stage')) ?? 'sealed',
      withhold: [...new Set(list('withhold'))],
      documents: form.get('documents') !== null,
      personal: personal === 'sensitive' || personal === 'all' ? personal : undefined,
      items: [...new Set(items.map(Number))],
    },
  };
}

export function OrderForm() {
  const { t } = useTranslation();
  const view = useSearch({ from: '/desk/packages' });
  const navigate = useNavigate({ from: '/desk/packages' });
  const [about, setAbout] = useState<'loan' | 'case'>(view.case === undefined ? 'loan' : 'case');
  const [bad, setBad] = useState(false);
  const order = useMutation({
    mutationFn: ({ subject, wish }: Order) => withPresence(() => orderPackage(subject, wish)),
    onSuccess: ({ id: job }, { subject }) => navigate({ search: { ...subject, job } }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = orderIn(new FormData(event.currentTarget), about);
    setBad(wanted === undefined);
    if (wanted !== undefined) order.mutate(wanted);
  };
  return (
    <section className="on-screen">
      <h2>{t('bank.packages.order')}</h2>
      <form className="form" onSubmit={submit}>
        <fieldset>
          <legend>{t('bank.packages.about')}</legend>
          {(['loan', 'case'] as const).map((one) => (
            <label key={one} className="tick">
              <input type="radio" name="about" checked={about === one} onChange={() => setAbout(one)} />
              {t(one === 'loan' ? 'bank.packages.aLoan' : 'bank.packages.aCase')}
            </label>
          ))}
        </fieldset>
        {about === 'loan' ? (
          <label>
            {t('bank.packages.loan')}
            <input name="loan" required maxLength={128} defaultValue={view.loan ?? ''} />
          </label>
        ) : (
          <CaseChoice chosen={view.case} />
        )}
        <label>
          {t('bank.packages.stage')}
          <select name="stage" defaultValue="sealed">
            {STAGES.map((stage) => (
              <option key={stage} value={stage}>
                {t(`loans.stages.${stage}`)}
              </option>
            ))}
          </select>
        </label>
        <Redaction />
        {bad && (
          <p className="failure" role="alert">
            {t('bank.packages.badItems')}
          </p>
        )}
        <button type="submit" className="primary" disabled={order.isPending}>
          {t('bank.packages.build')}
        </button>
        {order.isError && <Failure error={order.error} />}
      </form>
    </section>
  );
}

/** What is left out. */
function Redaction() {
  const { t } = useTranslation();
  return (
    <details>
      <summary>{t('bank.packages.options')}</summary>
      <p className="hint">{t('bank.packages.optionsHint')}</p>
      <div className="form">
        <label className="tick">
          <input type="checkbox" name="documents" defaultChecked />
          {t('bank.packages.originals')}
        </label>
        <label>
          {t('bank.packages.personal')}
          <select name="personal" defaultValue="none">
            {PERSONAL.map((one) => (
              <option key={one} value={one}>
                {t(`bank.packages.personals.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('bank.packages.fields')}
          <input name="withhold" aria-describedby="fields-hint" />
        </label>
        <p className="hint" id="fields-hint">
          {t('bank.packages.fieldsHint')}
        </p>
        <label>
          {t('bank.packages.wholeItems')}
          <input name="items" aria-describedby="items-hint" />
        </label>
        <p className="hint" id="items-hint">
          {t('bank.packages.itemsHint')}
        </p>
      </div>
    </details>
  );
}

function CaseChoice({ chosen }: { readonly chosen: string | undefined }) {
  const { t } = useTranslation();
  const cases = useInfiniteQuery(casesQuery({}));
  const open = (cases.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <>
      <label>
        {t('bank.packages.case')}
        <select name="case" required defaultValue={chosen ?? ''} key={open.length}>
          <option value="" disabled>
            {t('bank.packages.chooseCase')}
          </option>
          {open.map(({ id, number, loan, state }) => (
            <option key={id} value={id}>
              {number ?? loan} ({t(`cases.states.${state}`)})
            </option>
          ))}
          {chosen !== undefined && open.every(({ id }) => id !== chosen) && (
            <option value={chosen}>{chosen}</option>
          )}
        </select>
      </label>
      {cases.isError && <Failure error={cases.error} onRetry={() => cases.refetch()} />}
      {cases.isSuccess && open.length === 0 && <p className="hint">{t('bank.packages.noCases')}</p>}
      {cases.hasNextPage && (
        <button type="button" className="small" onClick={() => cases.fetchNextPage()}>
          {t('bank.more')}
        </button>
      )}
    </>
  );
}
