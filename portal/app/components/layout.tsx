/** The frame of every page: skip link, name, ways, language, content. */
import { Link, Outlet } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_TAG } from '../../language.ts';
import { chooseLanguage, language } from '../i18n.ts';
import { Account } from './account.tsx';
import { SessionClock } from './session-clock.tsx';

export function Layout() {
  const { t } = useTranslation();
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads within the page, which the base element would not let the address do */}
      <a className="skip" href="#content" onClick={skip}>
        {t('app.skip')}
      </a>
      <header className="bar">
        <Link to="/" className="brand">
          {t('app.name')}
        </Link>
        <nav aria-label={t('app.menu')}>
          <Link to="/verify">{t('app.verify')}</Link>
          <Link to="/ledger">{t('app.ledger')}</Link>
          <Account />
        </nav>
        <LanguageSwitch />
      </header>
      <SessionClock />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
    </>
  );
}

/** Within this page: the base element would have the address alone lead to the first one. */
function skip(event: MouseEvent<HTMLAnchorElement>): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function LanguageSwitch() {
  const other = language() === 'en' ? 'zh' : 'en';
  return (
    <button type="button" className="quiet" lang={LANGUAGE_TAG[other]} onClick={() => chooseLanguage(other)}>
      {other === 'zh' ? '中文' : 'English'}
    </button>
  );
}
