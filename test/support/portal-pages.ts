/** Every page of the portal as data: who sees it, under which route, and what is done on it before it is looked at. */
import { join } from 'node:path';
import type { BrowserContext, Cookie, Page } from 'playwright-core';
import { CASE_PARTS } from '../../portal/app/search.ts';
import { type StartedPortal, signedInAs } from './portal.ts';
import { apiOf, makeThings, THINGS } from './portal-things.ts';

export type Visitor = 'nobody' | 'arbitrator' | 'user' | 'bank' | 'operator' | 'supervisor' | 'secretary';

export interface PortalPage {
  /** Names its picture; unique. */
  readonly name: string;
  readonly as: Visitor;
  /** As the router has it. */
  readonly route: string;
  /** From the question mark on. */
  readonly search?: string;
  /** Leads to another view of the same address; the page has been loaded. */
  readonly act?: (page: Page, home: string) => Promise<void>;
  /** What of the page is seen, where waiting for its heading does not say that it is there. */
  readonly seen?: string;
  /** Beginning of the path whose refusal the page is about. */
  readonly refused?: string;
}

/** Parts of a case that show what the browser computes from its package. */
const VERIFIED: ReadonlySet<string> = new Set(['findings', 'timeline', 'proven']);

const verifyCase = async (page: Page): Promise<void> => {
  await page.locator('main button.primary').first().click();
  await page.locator('.verdict').nth(4).waitFor({ timeout: 60_000 });
};

const verifyFile =
  (name: string) =>
  async (page: Page, home: string): Promise<void> => {
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles(join(home, 'samples', name));
    await page.locator('.verdict').nth(4).waitFor({ timeout: 60_000 });
  };

export const PORTAL_PAGES: readonly PortalPage[] = [
  { name: 'home', as: 'nobody', route: '/' },
  { name: 'verify', as: 'nobody', route: '/verify' },
  { name: 'verify-sound', as: 'nobody', route: '/verify', act: verifyFile('sound-loan.zip') },
  { name: 'verify-defective', as: 'nobody', route: '/verify', act: verifyFile('defective-loan.zip') },
  { name: 'ledger', as: 'nobody', route: '/ledger', seen: '.mark-passed >> nth=2' },
  { name: 'receipt', as: 'user', route: '/receipt/$number', seen: '.outcomes li' },
  { name: 'receipt-unknown', as: 'nobody', route: '/receipt/0000-0000', refused: '/r/' },
  { name: 'sign-in', as: 'nobody', route: '/sign-in' },
  { name: 'sign-in-back', as: 'nobody', route: '/sign-in', search: '?to=%2Fcases' },
  { name: 'enrol', as: 'nobody', route: '/enrol' },
  { name: 'not-found', as: 'nobody', route: '/nowhere' },

  { name: 'arbitrator-home', as: 'arbitrator', route: '/' },
  { name: 'arbitrator-cases', as: 'arbitrator', route: '/cases', seen: 'main tbody tr' },
  { name: 'arbitrator-cases-none', as: 'arbitrator', route: '/cases', search: '?search=NONE' },
  { name: 'arbitrator-case', as: 'arbitrator', route: '/cases/$id' },
  ...CASE_PARTS.map((part) => ({
    name: `arbitrator-case-${part}`,
    as: 'arbitrator' as const,
    route: '/cases/$id',
    search: `?part=${part}`,
    ...(VERIFIED.has(part) ? { act: verifyCase } : {}),
  })),
  {
    name: 'arbitrator-case-original',
    as: 'arbitrator',
    route: '/cases/$id',
    search: '?part=evidence&item=19&doc=1',
    seen: '.viewer canvas',
  },
  { name: 'secretary-cases', as: 'secretary', route: '/cases', seen: 'main tbody tr' },
  { name: 'supervisor-cases', as: 'supervisor', route: '/cases' },

  { name: 'borrower-loans', as: 'user', route: '/loans', seen: 'main li h2' },
  { name: 'borrower-loan', as: 'user', route: '/loans/$id', seen: 'main li' },
  {
    name: 'borrower-loan-case',
    as: 'user',
    route: '/loans/$id',
    search: '?part=case',
    seen: 'main h2',
  },
  {
    name: 'borrower-loan-answer',
    as: 'user',
    route: '/loans/$id',
    search: '?part=answer',
    seen: 'main form',
  },
  {
    name: 'borrower-loan-sharing',
    as: 'user',
    route: '/loans/$id',
    search: '?part=sharing',
    seen: 'main li dl',
  },
  {
    name: 'borrower-loan-erasures',
    as: 'user',
    route: '/loans/$id',
    search: '?part=erasures',
    seen: 'main h2',
  },
  { name: 'borrower-loan-seen', as: 'user', route: '/loans/$id', search: '?part=seen', seen: 'main h2' },
  { name: 'borrower-item', as: 'user', route: '/loans/$id/items/$item', seen: 'main dl.fields' },
  {
    name: 'borrower-item-object',
    as: 'user',
    route: '/loans/$id/items/$item',
    search: '?act=object',
    seen: 'main form',
  },
  {
    name: 'borrower-item-erase',
    as: 'user',
    route: '/loans/$id/items/$item',
    search: '?act=erase',
    seen: 'main form',
  },
  { name: 'borrower-cases', as: 'user', route: '/cases', seen: 'main tbody tr' },
  { name: 'borrower-case-evidence', as: 'user', route: '/cases/$id', search: '?part=evidence' },
  { name: 'borrower-account', as: 'user', route: '/account' },

  { name: 'bank-desk', as: 'bank', route: '/desk' },
  { name: 'bank-filings', as: 'bank', route: '/desk/filings', seen: 'main tbody tr' },
  { name: 'bank-filings-none', as: 'bank', route: '/desk/filings', search: '?reference=NONE' },
  { name: 'bank-failures', as: 'bank', route: '/desk/failures' },
  { name: 'bank-loan', as: 'bank', route: '/desk/loans/$loan' },
  { name: 'bank-item', as: 'bank', route: '/desk/items/$id' },
  { name: 'bank-new-case', as: 'bank', route: '/desk/new-case' },
  { name: 'bank-draft', as: 'bank', route: '/desk/drafts/$id' },
  { name: 'bank-bulk', as: 'bank', route: '/desk/bulk' },
  { name: 'bank-bulk-job', as: 'bank', route: '/desk/bulk/$id' },
  { name: 'bank-packages', as: 'bank', route: '/desk/packages' },
  { name: 'bank-erasures', as: 'bank', route: '/desk/erasures' },
  { name: 'bank-erasure', as: 'bank', route: '/desk/erasures/$id' },
  { name: 'bank-webhooks', as: 'bank', route: '/desk/webhooks' },
  { name: 'bank-webhook', as: 'bank', route: '/desk/webhooks/$id' },
  { name: 'bank-organisation', as: 'bank', route: '/desk/organisation' },
  { name: 'bank-custody', as: 'bank', route: '/desk/custody', seen: 'main tbody tr' },
  { name: 'bank-cases', as: 'bank', route: '/cases', seen: 'main tbody tr' },
  { name: 'operator', as: 'operator', route: '/operate' },
  { name: 'operator-organisations', as: 'operator', route: '/operate/organisations' },
  { name: 'operator-organisation', as: 'operator', route: '/operate/organisations/$name' },
  { name: 'operator-jobs', as: 'operator', route: '/operate/jobs' },
];

/** An address that no route takes; it has a page of its own all the same. */
const NO_ROUTE = ['/nowhere', '/receipt/0000-0000'];

/** What the list lacks, and what it has that is no page any more; both empty when it is complete. @param routes of the router */
export function unlisted(routes: readonly string[]): readonly string[] {
  const listed = new Set(PORTAL_PAGES.map(({ route }) => route));
  const known = new Set([...routes, ...NO_ROUTE]);
  return [
    ...routes.filter((route) => !listed.has(route)).map((route) => `not listed: ${route}`),
    ...[...listed].filter((route) => !known.has(route)).map((route) => `no such page: ${route}`),
  ];
}

/** @param page of the portal, loaded */
export const routesOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    Object.keys(
      (globalThis as unknown as { __TSR_ROUTER__: { routesByPath: object } }).__TSR_ROUTER__.routesByPath,
    ),
  );

/** The page's address. @param portal without a slash at the end @throws Error when its visitor has nothing of the kind */
export async function addressOf(portal: string, context: BrowserContext, one: PortalPage): Promise<string> {
  const { route, search = '' } = one;
  const names = (await THINGS[route]?.(apiOf(portal, context))) ?? [];
  let next = 0;
  const path = route.replaceAll(/\$\w+/g, (name) => {
    const found = names[next++];
    if (found === undefined) throw new Error(`${one.name}: nothing for ${name} of ${route}`);
    return encodeURIComponent(found);
  });
  return `${portal}${path}${search}`;
}

/** Everybody's session, and something to show on every page. */
export async function signInAll({
  browser,
  addresses,
  portal,
}: StartedPortal): Promise<Map<Visitor, Cookie[]>> {
  const contexts = new Map<Visitor, BrowserContext>();
  for (const visitor of new Set(PORTAL_PAGES.map(({ as }) => as))) {
    if (visitor !== 'nobody') contexts.set(visitor, await signedInAs(browser, addresses, visitor));
  }
  await makeThings(apiOf(portal, contexts.get('bank')!), apiOf(portal, contexts.get('user')!));
  const cookies = new Map<Visitor, Cookie[]>();
  for (const [visitor, context] of contexts) {
    cookies.set(visitor, await context.cookies());
    await context.close();
  }
  return cookies;
}

/** Goes to the page and waits until it stands still: heading, no query under way, what should be seen, what should be done. */
export async function visit(page: Page, address: string, one: PortalPage, home: string): Promise<void> {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (one.seen !== undefined) await page.locator(one.seen).first().waitFor();
  await settled(page);
  if (one.act === undefined) return;
  await one.act(page, home);
  await settled(page);
}

/** Nothing says that it is loading, and the last change has been drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('p.state-line[role=status]').first().waitFor({ state: 'detached' });
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}
