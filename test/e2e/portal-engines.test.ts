/** The three desks and the public pages in the other two browser engines: what each is for, once. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import puppeteer from 'puppeteer-core';
import { eventually } from '../support/eventually.ts';
import { type SampleAddress, sampleAddresses } from '../support/portal.ts';
import { type RunningService, startService } from '../support/service.ts';
import { openWebKit, webkitMissing } from '../support/webdriver.ts';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

interface SessionCookie {
  readonly name: string;
  readonly value: string;
}

/** As much of an engine as a smoke needs. */
interface Engine {
  goto(url: string): Promise<void>;
  /** Takes the place of the session before. */
  signIn(origin: string, cookie: SessionCookie): Promise<void>;
  give(selector: string, path: string): Promise<void>;
  /** Runs a function body in the page. */
  run<T>(body: string): Promise<T>;
  close(): Promise<void>;
}

async function openFirefox(): Promise<Engine> {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
  const page = await browser.newPage();
  return {
    goto: async (url) => void (await page.goto(url)),
    signIn: (origin, cookie) =>
      browser.setCookie({ ...cookie, domain: new URL(origin).hostname, path: '/', httpOnly: true }),
    async give(selector, path) {
      const input = await page.$(selector);
      await (input as import('puppeteer-core').ElementHandle<HTMLInputElement>).uploadFile(path);
    },
    run: async <T>(body: string) => (await page.evaluate(`(() => { ${body} })()`)) as T,
    close: () => browser.close(),
  };
}

async function openWebKitEngine(): Promise<Engine> {
  const page = await openWebKit();
  return {
    ...page,
    async signIn(origin, cookie) {
      await page.goto(`${origin}/portal/`);
      await page.setCookie({ ...cookie, path: '/', httpOnly: true });
    },
  };
}

const ENGINES = [
  { name: 'Firefox', missing: existsSync(FIREFOX) ? undefined : FIREFOX, open: openFirefox },
  { name: 'WebKit', missing: webkitMissing, open: openWebKitEngine },
] as const;

describe('e2e: the portal in other engines', function () {
  this.timeout(120_000);
  let folder: string;
  let service: RunningService;
  let origin: string;
  const cookies = new Map<string, SessionCookie>();

  before(async function () {
    if (ENGINES.every(({ missing }) => missing !== undefined)) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'triseal-engines-'));
    service = await startService(join(folder, 'home'));
    const addresses = sampleAddresses(join(folder, 'home'));
    origin = new URL(addresses[0]!.url).origin;
    for (const one of addresses) cookies.set(one.role, await sessionOf(one));
  });
  after(async () => {
    await service?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  for (const { name, missing, open } of ENGINES) {
    describe(`${name}${missing === undefined ? '' : ` (skipped: no ${missing})`}`, () => {
      let engine: Engine;
      before(async function () {
        if (missing !== undefined) this.skip();
        engine = await open();
      });
      after(() => engine?.close());

      const there = (selector: string, count = 1) =>
        eventually(
          async () =>
            (await engine.run<number>(
              `return document.querySelectorAll(${JSON.stringify(selector)}).length`,
            )) >= count,
          `${selector} on ${origin}`,
        );
      const text = (selector: string) =>
        engine.run<string>(`return document.querySelector(${JSON.stringify(selector)}).textContent`);
      const click = (selector: string) =>
        engine.run<null>(`document.querySelector(${JSON.stringify(selector)}).click(); return null`);
      const visit = async (role: string, path: string) => {
        await engine.signIn(origin, cookies.get(role)!);
        await engine.goto(`${origin}/portal${path}`);
      };

      it('public: a package is verified in a worker, and the three copies of the log compared', async () => {
        await engine.goto(`${origin}/portal/verify`);
        await there('input[type=file]');
        await engine.give('input[type=file]', join(service.home, 'samples/sound-loan.zip'));
        await there('.verdict-passed', 5);
        await engine.goto(`${origin}/portal/ledger`);
        await there('main .mark-passed', 3);
      });

      it('arbitrator: from the list to what is proven and what is not', async () => {
        await visit('arbitrator', '/cases');
        await there('tbody th a');
        await click('tbody th a');
        await there('main button.primary');
        await click('main button.primary');
        await there('.verdict', 5);
        expect(await text('main h1')).to.match(/\S/);
      });

      it('borrower: the loans, and the items of one in plain words', async () => {
        await visit('user', '/loans');
        await there('main li h2 a');
        await click('main li h2 a');
        await there('main .item-list li', 10);
      });

      it('bank: what was filed, and what became of it', async () => {
        await visit('bank', '/desk/filings');
        await there('main tbody .mark-passed', 10);
      });
    });
  }
});

/** What signing in by a sample address sets. The address is good once, and each engine needs it. */
async function sessionOf({ url }: SampleAddress): Promise<SessionCookie> {
  const answer = await fetch(url, { redirect: 'manual' });
  const [, name, value] = /^([^=]+)=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? '') ?? [];
  return { name: name!, value: value! };
}
