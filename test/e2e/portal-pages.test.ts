/** Every page of the portal, whoever's it is: axe in both languages, the narrowest window, keyboard, texts, what it asks of the line and of the eye. */
import { expect } from 'chai';
import type { BrowserContext, CDPSession, Cookie, Page } from 'playwright-core';
import {
  accessibilityFaults,
  CHROMIUM,
  hasChromium,
  type StartedPortal,
  startPortal,
} from '../support/portal.ts';
import {
  addressOf,
  PORTAL_PAGES,
  type PortalPage,
  routesOf,
  signInAll,
  unlisted,
  type Visitor,
  visit,
} from '../support/portal-pages.ts';
import { overflow, untranslated, watchPage } from '../support/portal-watch.ts';

const FIRST_LOAD_BYTES = 250_000;
/** What is loaded by whom needs it, and not before: the verifier, the charts, pdf.js. */
const SPLIT_OFF = /worker|pdf|chart|ledger/;
/** 400 % of 1280 pixels, and 200 % of most phones (WCAG 1.4.10). */
const NARROW = { width: 320, height: 640 };
/** At 96 pixels to the inch, without margins of 12 mm. */
const A4 = { width: 703, height: 1032 };
/** Good is below 0.1 (Core Web Vitals); what is left is rounding. */
const SHIFT = 0.02;

const VISITORS = [...new Set(PORTAL_PAGES.map(({ as }) => as))];

describe(`e2e: every page of the portal (skipped where ${CHROMIUM} is missing)`, function () {
  this.timeout(120_000);
  let started: StartedPortal;
  let cookies: ReadonlyMap<Visitor, Cookie[]>;

  before(async function () {
    if (!hasChromium()) this.skip();
    started = await startPortal();
    cookies = await signInAll(started);
    look();
  });
  after(() => started?.stop());

  const looked = new Map<string, Promise<readonly string[]>>();
  const tell = new Map<string, (found: readonly string[]) => void>();

  /** Starts on all pages, two at a time: one alone leaves a core idle while it loads. */
  function look(): void {
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < PORTAL_PAGES.length) {
        const one = PORTAL_PAGES[next++]!;
        tell.get(one.name)!(await lookAt(one).catch((error: Error) => [error.message]));
      }
    };
    for (const { name } of PORTAL_PAGES) looked.set(name, new Promise((resolve) => tell.set(name, resolve)));
    void Promise.all([lane(), lane()]);
  }

  /** All that is wrong with a page, a line each. */
  async function lookAt(one: PortalPage): Promise<readonly string[]> {
    const context = await open(one.as);
    const page = await context.newPage();
    const watch = watchPage(page, one.refused);
    const found: string[] = [];
    await show(page, one);
    const shift = await shifts(page);
    // What somebody did on the page may change it.
    if (one.act === undefined && shift > SHIFT) found.push(`jumps by ${shift}`);
    await page.setViewportSize(NARROW);
    for (const language of ['en', 'zh']) {
      if (language === 'zh') await page.getByRole('button', { name: '中文' }).click();
      const faults = [
        ...(await accessibilityFaults(page)),
        ...(await untranslated(page)),
        ...(await cutOff(page)),
      ];
      const wider = await overflow(page);
      if (wider > 0) faults.push(`${wider} px wider than ${NARROW.width}`);
      found.push(...faults.map((fault) => `${language}: ${fault}`));
    }
    await context.close();
    return [...found, ...watch.findings()];
  }

  /** A window of the visitor's own. */
  const open = async (
    visitor: Visitor,
    options: Parameters<StartedPortal['browser']['newContext']>[0] = {},
  ): Promise<BrowserContext> => {
    const context = await started.browser.newContext({ locale: 'en-GB', ...options });
    await context.addInitScript(countShifts);
    await context.addCookies(cookies.get(visitor) ?? []);
    return context;
  };
  const show = async (page: Page, one: PortalPage): Promise<void> =>
    visit(page, await addressOf(started.portal, page.context(), one), one, started.service.home);

  it('is in the list that these tests and the screenshots walk', async () => {
    const context = await open('nobody');
    const page = await context.newPage();
    await page.goto(`${started.portal}/`);
    expect(unlisted(await routesOf(page))).to.deep.equal([]);
    await context.close();
  });

  for (const visitor of VISITORS) {
    describe(visitor === 'nobody' ? 'without a session' : visitor, () => {
      for (const one of PORTAL_PAGES.filter(({ as }) => as === visitor)) {
        it(`${one.name}: sound in both languages, nothing lost at 320 pixels, nothing jumps`, async () => {
          expect(await looked.get(one.name)).to.deep.equal([]);
        });
      }
    });
  }

  describe('by keyboard alone', () => {
    const PATHS: readonly { readonly visitor: Visitor; readonly from: string; readonly to: string }[] = [
      { visitor: 'nobody', from: '/verify', to: 'input[type=file]' },
      { visitor: 'arbitrator', from: '/cases', to: 'tbody th a' },
      { visitor: 'user', from: '/loans', to: 'main li h2 a' },
      { visitor: 'bank', from: '/desk', to: 'main a, main input, main select' },
    ];
    for (const { visitor, from, to } of PATHS) {
      it(`${visitor}: ${from} is walked in reading order, each place seen`, async () => {
        const context = await open(visitor);
        const page = await context.newPage();
        await page.goto(`${started.portal}${from}`);
        await page.locator(to).first().waitFor({ state: 'attached' });
        const steps = await walk(page, to);
        expect(steps.at(-1)?.reached, 'reached').to.equal(true);
        expect(
          steps.filter(({ seen }) => !seen).map(({ html }) => html),
          'no visible focus',
        ).to.deep.equal([]);
        const places = steps.map(({ top }) => top);
        expect(places, 'from top to bottom').to.deep.equal([...places].sort((a, b) => a - b));
        await context.close();
      });
    }

    it('the first stop skips to the content', async () => {
      const context = await open('nobody');
      const page = await context.newPage();
      await page.goto(`${started.portal}/ledger`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).to.equal('content');
      await context.close();
    });
  });

  it('holds still for who asked for less motion', async () => {
    const context = await open('arbitrator', { reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${started.portal}/cases`);
    await page.locator('tbody th a').first().waitFor();
    const moving = await page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    expect(moving).to.equal(0);
    await context.close();
  });

  it('keeps its states apart where the system forces its colours', async () => {
    const context = await open('nobody', { forcedColors: 'active' });
    const page = await context.newPage();
    await page.goto(`${started.portal}/ledger`);
    await page.locator('.mark-passed').nth(2).waitFor();
    const drawn = await page.evaluate(() => {
      const mark = document.querySelector('.mark-passed')!;
      const { stroke } = getComputedStyle(mark);
      return stroke !== 'none' && stroke !== getComputedStyle(document.body).backgroundColor;
    });
    expect(drawn).to.equal(true);
    await context.close();
  });

  describe('on paper', () => {
    const ON_PAPER = ['ledger', 'arbitrator-cases', 'arbitrator-case-work', 'borrower-item', 'bank-custody'];
    for (const one of PORTAL_PAGES.filter(({ name }) => ON_PAPER.includes(name))) {
      it(`${one.name}: in black on white, nothing to press, nothing shortened, within the sheet`, async () => {
        const context = await open(one.as, { colorScheme: 'dark' });
        const page = await context.newPage();
        await show(page, one);
        await page.setViewportSize(A4);
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        expect(
          await page
            .locator('button:not(.link), a.button, input, select, textarea')
            .locator('visible=true')
            .count(),
        ).to.equal(0);
        expect(
          await page
            .getByText(/^[0-9a-f]{12}…$/)
            .locator('visible=true')
            .count(),
        ).to.equal(0);
        expect(await overflow(page)).to.equal(0);
        expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).to.equal(
          'rgb(255, 255, 255)',
        );
        await context.close();
      });
    }
  });

  describe('first load', () => {
    for (const [visitor, path] of [
      ['nobody', '/'],
      ['arbitrator', '/cases'],
      ['user', '/loans'],
      ['bank', '/desk'],
    ] as const) {
      it(`${path} stays under ${FIRST_LOAD_BYTES / 1000} kB on the line, without verifier, charts and pdf.js`, async () => {
        const context = await open(visitor);
        const page = await context.newPage();
        const loaded = await countBytes(await context.newCDPSession(page));
        await page.goto(`${started.portal}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        const assets = loaded().filter(({ url }) => url.includes('/portal/'));
        expect(assets.map(({ url }) => url).filter((url) => SPLIT_OFF.test(url))).to.deep.equal([]);
        const bytes = assets.reduce((sum, one) => sum + one.bytes, 0);
        expect(bytes).to.be.within(50_000, FIRST_LOAD_BYTES);
        await context.close();
      });
    }
  });
});

/** Runs in the page: adds up how much what was there has jumped. */
function countShifts(): void {
  const state = globalThis as unknown as { shifted: number };
  state.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number;
      hadRecentInput: boolean;
    })[])
      if (!entry.hadRecentInput) state.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
}

const shifts = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);

/** Texts that reach out of a box which hides what does not fit: at this width they could not be read. */
const cutOff = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main *')]
      .filter((element) => {
        const { overflowX, clipPath } = getComputedStyle(element);
        return overflowX === 'hidden' && clipPath === 'none' && element.scrollWidth > element.clientWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );

interface Stop {
  readonly html: string;
  readonly seen: boolean;
  /** In the page; what scrolls by itself counts as where it stands. */
  readonly top: number;
  readonly reached: boolean;
}

/** Presses Tab from the top until the place is reached. */
async function walk(page: Page, to: string): Promise<readonly Stop[]> {
  const stops: Stop[] = [];
  while (stops.length < 60 && stops.at(-1)?.reached !== true) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(describeFocus, to));
  }
  return stops;
}

function describeFocus(to: string): Stop {
  const element = document.activeElement as HTMLElement;
  const marked = element.matches('.picker input') ? element.closest<HTMLElement>('.picker')! : element;
  const { outlineStyle, outlineWidth } = getComputedStyle(marked);
  const box = marked.getBoundingClientRect();
  return {
    html: element.outerHTML.slice(0, 120),
    seen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && box.width > 0,
    // Of one line, whatever the height of each.
    top: Math.round((box.top + box.height / 2 + scrollY) / 24),
    reached: element.matches(to),
  };
}

async function countBytes(session: CDPSession): Promise<() => readonly { url: string; bytes: number }[]> {
  const urls = new Map<string, string>();
  const loaded: { url: string; bytes: number }[] = [];
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    loaded.push({ url: urls.get(requestId) ?? '', bytes: encodedDataLength }),
  );
  return () => loaded;
}
