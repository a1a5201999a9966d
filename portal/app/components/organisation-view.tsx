/** An organisation: what it may, what it used today, and its certificates with how long each is good. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  daysTo,
  type OwnOrganisation,
  runsOut,
  type StandingCertificate,
  WARN_DAYS,
} from '../api/organisation.ts';
import { Digest } from './digest.tsx';
import { Mark } from './mark.tsx';
import { Table } from './table.tsx';
import { Time } from './time.tsx';

export interface OrganisationViewProps {
  readonly data: OwnOrganisation;
  /** Not where the page is called by its name. */
  readonly named?: boolean;
}

export function OrganisationView({ data, named = true }: OrganisationViewProps) {
  const { t } = useTranslation();
  const { organisation, usage } = data;
  const { name, kind, state, scopes, quota } = organisation;
  const most = [
    quota.items_per_day === null ? undefined : t('bank.organisation.items', { count: quota.items_per_day }),
    quota.bytes_per_day === null ? undefined : t('bank.organisation.bytes', { count: quota.bytes_per_day }),
  ].filter((one) => one !== undefined);
  return (
    <>
      <dl className="subject">
        {named && <Fact title={t('bank.organisation.name')}>{name}</Fact>}
        <Fact title={t('bank.organisation.kind')}>{t(`operate.kinds.${kind}`)}</Fact>
        <div>
          <dt>{t('bank.organisation.state')}</dt>
          <dd>
            <Mark outcome={state === 'active' ? 'passed' : 'failed'}>
              {t(`bank.organisation.states.${state}`)}
            </Mark>
          </dd>
        </div>
        <Fact title={t('bank.organisation.scopes')}>
          {scopes === null ? t('bank.organisation.allScopes') : scopes.join(', ')}
        </Fact>
        <Fact title={t('bank.organisation.today', { day: usage.day })}>
          <div>{t('bank.organisation.items', { count: usage.items })}</div>
          <div className="hint">{t('bank.organisation.bytes', { count: usage.bytes })}</div>
        </Fact>
        <Fact title={t('bank.organisation.quota')}>
          {most.length === 0 ? t('bank.organisation.noQuota') : most.map((one) => <div key={one}>{one}</div>)}
        </Fact>
      </dl>
      <Certificates certificates={data.certificates} />
    </>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Certificates({ certificates }: { readonly certificates: readonly StandingCertificate[] }) {
  const { t } = useTranslation();
  const now = Date.now();
  const soon = certificates.filter((one) => runsOut(one, now)).length;
  const signing = certificates.some(({ standing, use }) => standing === 'good' && use !== 'client');
  return (
    <section>
      <h2>{t('bank.organisation.certificates')}</h2>
      {soon > 0 && (
        <p className="warning" role="status">
          <Mark outcome="not-checked">{t('bank.organisation.warning', { count: soon })}</Mark>
        </p>
      )}
      {!signing && (
        <p className="failure" role="alert">
          {t('bank.organisation.noneGood')}
        </p>
      )}
      {certificates.length === 0 ? (
        <p>{t('bank.organisation.noCertificates')}</p>
      ) : (
        <Table
          label={t('bank.organisation.certificates')}
          stacks
          columns={[
            { name: 'subject', title: t('bank.organisation.subject') },
            { name: 'standing', title: t('bank.organisation.standing') },
            { name: 'valid', title: t('bank.organisation.valid') },
            { name: 'use', title: t('bank.organisation.use') },
            { name: 'fingerprint', title: t('bank.organisation.fingerprint') },
          ]}
        >
          {certificates.map((one) => (
            <Certificate key={one.id} certificate={one} now={now} />
          ))}
        </Table>
      )}
    </section>
  );
}

const STANDINGS = {
  good: 'passed',
  'not-yet': 'not-checked',
  expired: 'failed',
  withdrawn: 'failed',
} as const;

const NO_BREAK = '\u00a0';

/** What the subject of a certificate is called by, last in its name. */
const COMMON_NAME = /(?:^|, )CN=((?:\\.|[^,+\\])+)$/;

function Certificate({
  certificate,
  now,
}: {
  readonly certificate: StandingCertificate;
  readonly now: number;
}) {
  const { t } = useTranslation();
  const { id, subject, standing, not_before: begin, not_after: end, use, holder, from, to } = certificate;
  const days = daysTo(end, now);
  return (
    <tr>
      <th scope="row">
        {COMMON_NAME.exec(subject)?.[1] ?? subject}
        {COMMON_NAME.test(subject) && <div className="hint">{subject.replace(COMMON_NAME, '')}</div>}
      </th>
      <td>
        <Mark outcome={STANDINGS[standing]}>{t(`bank.organisation.standings.${standing}`)}</Mark>
        {standing === 'good' && days < WARN_DAYS && (
          <div className="warning">
            <Mark outcome="not-checked">{t('bank.organisation.runsOut', { count: days })}</Mark>
          </div>
        )}
      </td>
      <td>
        <div className="figure span">
          <Time at={from !== null && from > begin ? from : begin} />
          {NO_BREAK}–
        </div>
        <div className="figure span">
          <Time at={to !== null && to < end ? to : end} />
        </div>
      </td>
      <td className="words">
        {t(`bank.organisation.uses.${use}`)}
        <div className="hint">
          {t('bank.organisation.holder', { who: t(`bank.organisation.holders.${holder}`) })}
        </div>
      </td>
      <td>
        <Digest value={id} />
      </td>
    </tr>
  );
}
