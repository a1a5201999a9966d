/** What a borrower says about one item: a ground to choose, and a reason in their own words. */
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Unsent } from '../../components/states.tsx';

interface GroundFormProps<G extends string> {
  readonly title: string;
  /** What is to be known before it is filled in. */
  readonly children?: ReactNode;
  readonly grounds: readonly G[];
  readonly words: (ground: G) => string;
  readonly ground: G;
  onGround(ground: G): void;
  readonly reason: string;
  onReason(reason: string): void;
  /** Lines of the reason that are in view, and the characters that it may have. */
  readonly rows: number;
  readonly most: number;
  /** Stands before the buttons. */
  readonly hint?: ReactNode;
  readonly action: string;
  readonly sending: Pick<
    UseMutationResult<unknown, Error, void>,
    'mutate' | 'isPending' | 'isPaused' | 'isError' | 'error'
  >;
  onDone(): void;
}

export function GroundForm<G extends string>(props: GroundFormProps<G>) {
  const { t } = useTranslation();
  const { grounds, words, sending } = props;
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <h3>{props.title}</h3>
      {props.children}
      <label>
        {t('loans.ground')}
        <select value={props.ground} onChange={({ target }) => props.onGround(target.value as G)}>
          {grounds.map((one) => (
            <option key={one} value={one}>
              {words(one)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('loans.reason')}
        <textarea
          rows={props.rows}
          required
          maxLength={props.most}
          value={props.reason}
          onChange={({ target }) => props.onReason(target.value)}
        />
      </label>
      {props.hint}
      <p className="actions">
        <button type="submit" className="primary" disabled={sending.isPending}>
          {props.action}
        </button>
        <button type="button" className="quiet" onClick={props.onDone}>
          {t('aCase.cancel')}
        </button>
      </p>
      <Unsent sending={sending} />
      {sending.isError && <Failure error={sending.error} />}
    </form>
  );
}
