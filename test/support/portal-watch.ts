/** What a page of the portal must not do while it is looked at, each finding a line. */
import type { Page, Request } from 'playwright-core';
import { en } from '../../portal/app/locales/en/index.ts';

export interface Watch {
  /** Since the last call. */
  findings(): readonly string[];
}

/** That nobody is signed in is told by a refusal, and browsers put every refusal on the console. */
const nobody = (url: string, status: number) =>
  status === 401 && new URL(url).pathname.endsWith('/v1/session');

/** Console errors, exceptions, requests that failed or were refused. @param refused beginning of the path whose refusal the page is about */
export function watchPage(page: Page, refused?: string): Watch {
  let found: string[] = [];
  page.on('pageerror', (error) => found.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    // Refusals are told below, with their status.
    if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
    found.push(`console: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400 || nobody(response.url(), response.status())) return;
    if (refused !== undefined && new URL(response.url()).pathname.startsWith(refused)) return;
    found.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    if (!leftBehind(request)) found.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  return {
    findings: () => {
      const before = found;
      found = [];
      return before;
    },
  };
}

/** A page that is left ends what it was still asking for. */
const leftBehind = (request: Request) => request.failure()?.errorText === 'net::ERR_ABORTED';

/** A key of the texts that stands on the page instead of its text. */
const KEY = new RegExp(
  `(?<![.\\w/-])(?:${Object.keys(en).join('|')})\\.[a-z][A-Za-z_]+(?:\\.[A-Za-z_-]+)*\\b`,
  'g',
);
/** `{{name}}` that got no value. */
const GAP = /\{\{\w+\}\}/g;

/** Texts that are missing: keys and gaps that a reader would see or hear. */
export async function untranslated(page: Page): Promise<readonly string[]> {
  const text = await page.evaluate(() => {
    const named = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
    );
    const body = document.body.cloneNode(true) as HTMLElement;
    // Names of the API stand there as they are.
    for (const code of body.querySelectorAll('code, pre')) code.remove();
    return [document.title, body.textContent, ...named].join('\n');
  });
  return [...(text.match(KEY) ?? []), ...(text.match(GAP) ?? [])].map((key) => `no text: ${key}`);
}

/** How many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
