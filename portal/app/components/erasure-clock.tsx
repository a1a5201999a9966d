/** How long an item must be kept: the rules with their clocks, and what else stands in the way of erasing it. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Retention } from '../../../client/api.generated.ts';
import { getJson } from '../api/http.ts';
import { language } from '../i18n.ts';
import { Mark } from './mark.tsx';
import { Loaded } from './states.tsx';
import { Table } from './table.tsx';
import { Time } from './time.tsx';

export const retentionQuery = (item: string) =>
  queryOptions({
    queryKey: ['retention', item],
    queryFn: ({ signal }) => getJson<Retention>(`v1/evidence/${item}/retention`, signal),
  });

/** @param asked whether somebody asks for it to be erased: then what has it kept stands in the way */
export function ErasureClock({ item, asked = false }: { readonly item: string; readonly asked?: boolean }) {
  const { t } = useTranslation();
  const query = useQuery(retentionQuery(item));
  return (
    <section>
      <h2>{t('bank.erasures.clock')}</h2>
      <Loaded query={query}>
        {(retention) => (
          <>
            <Verdict retention={retention} asked={asked} />
            <p className="hint">{t('bank.erasures.clockLead', { version: retention.version })}</p>
            <Rules rules={retention.rules} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Verdict({ retention, asked }: { readonly retention: Retention; readonly asked: boolean }) {
  const { t } = useTranslation();
  const { erasable, holds, open_case: openCase, kept_until: until, rules } = retention;
  const byRule = rules.some(({ ends_at: end }) => end === null || Date.parse(end) > Date.now());
  return (
    <ul className="plain reasons">
      {erasable && (
        <li>
          <Mark outcome="passed">{t('bank.erasures.free')}</Mark>
        </li>
      )}
      {byRule && !erasable && (
        <li>
          <Kept asked={asked}>
            {until === null
              ? t('bank.erasures.keptOpen')
              : t('bank.erasures.keptUntil', { at: until.slice(0, 10) })}
          </Kept>{' '}
          {t('bank.erasures.orderOnly')}
        </li>
      )}
      {holds.length > 0 && (
        <li>
          <Kept asked={asked}>{t('bank.erasures.holds')}</Kept>
          {holds.map(({ id, set_by: by, set_at: at, reason }) => (
            <div key={id}>
              {t('bank.erasures.held', { who: by.organisation, at: at.slice(0, 10), reason })}
            </div>
          ))}
        </li>
      )}
      {openCase !== undefined && (
        <li>
          <Kept asked={asked}>{t('bank.erasures.openCase')}</Kept>{' '}
          <Link to="/cases/$id" params={{ id: openCase }} search={{ part: 'course' }}>
            {t('bank.erasures.showCase')}
          </Link>
        </li>
      )}
    </ul>
  );
}

/** What has the item kept: nothing wrong by itself, an obstacle where it is asked to be erased. */
function Kept({ asked, children }: { readonly asked: boolean; readonly children: string }) {
  return asked ? <Mark outcome="failed">{children}</Mark> : <strong>{children}</strong>;
}

function Rules({ rules }: { readonly rules: Retention['rules'] }) {
  const { t } = useTranslation();
  if (rules.length === 0) return <p>{t('bank.erasures.noRules')}</p>;
  const lang = language();
  return (
    <Table
      label={t('bank.erasures.clock')}
      stacks
      columns={[
        { name: 'rule', title: t('bank.erasures.rule') },
        { name: 'says', title: t('bank.erasures.says') },
        { name: 'starts', title: t('bank.erasures.starts') },
        { name: 'ends', title: t('bank.erasures.ends') },
      ]}
    >
      {rules.map(({ id, law, article, says, mark, starts_at: start, ends_at: end }) => (
        <tr key={id}>
          <th scope="row">
            {article === '' ? law[lang] : t('bank.erasures.article', { law: law[lang], article })}
            <div className="hint">{t(`bank.erasures.sources.${mark}`)}</div>
          </th>
          <td>{says[lang]}</td>
          <td>{start === null ? t('bank.erasures.notStarted') : <Time at={start} />}</td>
          <td>
            {end === null ? t('bank.erasures.openEnd') : <Time at={end} />}
            {end !== null && (
              <div className="hint">
                {t(Date.parse(end) > Date.now() ? 'bank.erasures.running' : 'bank.erasures.past')}
              </div>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
