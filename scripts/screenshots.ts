/**
 * Pictures of every page of the portal in both languages, for looking at: `npx tsx scripts/screenshots.ts [--out folder] [--only name] [--width 360]
 * [--dark] [--print] [--zoom 200]`, after `npm run build`. Starts a service of its own with the sample people. Ends with 1 where a page is wider than
 * its window, shows a key instead of a text, has an error on the console or a request that failed, or where a route has no page in the list.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContextOptions, Cookie, Page } from 'playwright-core';
import { startPortal } from '../test/support/portal.ts';
import {
  addressOf,
  PORTAL_PAGES,
  type PortalPage,
  routesOf,
  settled,
  signInAll,
  unlisted,
  type Visitor,
  visit,
} from '../test/support/portal-pages.ts';
import { overflow, untranslated, watchPage } from '../test/support/portal-watch.ts';
import { root } from './tool.ts';

const LANGUAGES = { zh: 'zh-CN', en: 'en-GB' } as const;
const HEIGHT = 900;
/** WCAG 1.4.10: at 320 CSS pixels everything is there without scrolling in two directions. */
const NARROWEST = 320;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, '.cache/screenshots') },
    only: { type: 'string', default: '' },
    width: { type: 'string', multiple: true, default: ['360', '768', '1440'] },
    dark: { type: 'boolean', default: false },
    print: { type: 'boolean', default: false },
    zoom: { type: 'string', default: '100' },
  },
});
const zoom = Number(values.zoom) / 100;
const widths = [...new Set(values.width.map((width) => Math.max(NARROWEST, Number(width) / zoom)))];
const settings: BrowserContextOptions = {
  colorScheme: values.dark ? 'dark' : 'light',
  reducedMotion: 'reduce',
  deviceScaleFactor: zoom,
};

const portal = await startPortal();
const findings: string[] = [];
try {
  const cookies = await signInAll(portal);
  const visitors = [...new Set(PORTAL_PAGES.map((page) => page.as))];
  for (const visitor of visitors) await walk(visitor, cookies.get(visitor) ?? []);
} finally {
  await portal.stop();
}
for (const finding of new Set(findings)) console.error(finding);
console.log(`${values.out}: ${findings.length === 0 ? 'nothing found' : `${findings.length} findings`}`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** All pages of one visitor, who signs in once. */
async function walk(visitor: Visitor, cookies: readonly Cookie[]): Promise<void> {
  const pages = PORTAL_PAGES.filter(({ as, name }) => as === visitor && new RegExp(values.only).test(name));
  if (pages.length === 0) return;
  for (const [language, locale] of Object.entries(LANGUAGES)) {
    const context = await portal.browser.newContext({ ...settings, locale });
    await context.addCookies(cookies);
    const page = await context.newPage();
    for (const one of pages) await picture(page, one, language);
    await context.close();
  }
}

async function picture(page: Page, one: PortalPage, language: string): Promise<void> {
  const where = `${one.name} ${language}`;
  const watch = watchPage(page, one.refused);
  const tell = (what: string) => findings.push(`${where}: ${what}`);
  try {
    await page.setViewportSize({ width: Math.max(...widths), height: HEIGHT });
    // What is pressed on a page does not stand on paper.
    if (values.print) await page.emulateMedia({ media: 'screen' });
    await visit(page, await addressOf(portal.portal, page.context(), one), one, portal.service.home);
    if (values.print) await page.emulateMedia({ media: 'print' });
  } catch (error) {
    tell(String(error).split('\n', 1)[0]!);
  }
  for (const lack of unlisted(await routesOf(page))) findings.push(lack);
  for (const width of widths) {
    await page.setViewportSize({ width, height: HEIGHT });
    await settled(page).catch(() => tell('still loading'));
    const folder = join(values.out, language, String(width));
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${one.name}.png`), fullPage: true });
    const wider = await overflow(page);
    if (wider > 0) tell(`${wider} px wider than ${width} px`);
  }
  for (const what of [...(await untranslated(page)), ...watch.findings()]) tell(what);
  page.removeAllListeners();
}
