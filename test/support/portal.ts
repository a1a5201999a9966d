/** The portal in Chromium: one browser, sample people of a first start, and what every page must hold to. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Download,
  type Page,
} from 'playwright-core';
import { projectRoot } from '../../server/paths.ts';
import { type RunningService, startService } from './service.ts';

export const CHROMIUM = '/usr/bin/chromium';
export const hasChromium = (): boolean => existsSync(CHROMIUM);

export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });

export interface SampleAddress {
  readonly role: string;
  readonly url: string;
}

/** @param home of the service @throws what `readFileSync` throws while the service has not started */
export const sampleAddresses = (home: string): readonly SampleAddress[] =>
  JSON.parse(readFileSync(join(home, 'samples/sign-in.json'), 'utf8')) as SampleAddress[];

/** A browser window of its own for a person who has just signed in by their sample address. */
export async function signedInAs(
  browser: Browser,
  addresses: readonly SampleAddress[],
  role: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true, ...options });
  const page = await context.newPage();
  await page.goto(addresses.find((one) => one.role === role)!.url);
  await page.close();
  return context;
}

const AXE = readFileSync(join(projectRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** What axe finds against WCAG 2.2 AA, a line each. Of a long list it looks at the first rows: those below are made alike. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(on: object, with_: object): Promise<AxeResult> } }).axe.run(
      { include: [['html']], exclude: [['tbody > tr:nth-child(n+13)'], ['main li:nth-child(n+13)']] },
      {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        resultTypes: ['violations'],
      },
    ),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** In the language that the page is in: nothing for axe, and no sideways scrolling on a phone of 360 pixels. */
async function expectSound(page: Page, what: string): Promise<void> {
  expect(await accessibilityFaults(page), what).to.deep.equal([]);
  const before = page.viewportSize()!;
  await page.setViewportSize({ width: 360, height: 780 });
  expect(await overflow(page), `${what} at 360 px`).to.equal(0);
  await page.setViewportSize(before);
}

/** The same in both languages; the page ends in English, where it began. */
export async function expectSoundPage(page: Page): Promise<void> {
  const what = new URL(page.url()).pathname;
  await expectSound(page, `${what} en`);
  await page.getByRole('button', { name: '中文' }).click();
  expect(await page.evaluate(() => document.documentElement.lang)).to.equal('zh-CN');
  await expectSound(page, `${what} zh`);
  await page.getByRole('button', { name: 'English' }).click();
}

/** A service as a newcomer starts it, with a browser before it. */
export interface StartedPortal {
  readonly service: RunningService;
  readonly browser: Browser;
  readonly addresses: readonly SampleAddress[];
  /** Address of the portal, without a slash at the end. */
  readonly portal: string;
  stop(): Promise<void>;
}

/** @param extra environment of the service */
export async function startPortal(extra: NodeJS.ProcessEnv = {}): Promise<StartedPortal> {
  const folder = mkdtempSync(join(tmpdir(), 'triseal-portal-'));
  const home = join(folder, 'home');
  const service = await startService(home, extra);
  const addresses = sampleAddresses(home);
  const browser = await startChromium();
  return {
    service,
    browser,
    addresses,
    portal: new URL('../../portal', addresses[0]!.url).href,
    stop: async () => {
      await browser.close();
      await service.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const bytesOf = async (download: Download): Promise<Buffer> => readFile((await download.path())!);

/** Clicks what starts a download, and waits for it. */
export async function downloadBy(page: Page, click: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return download;
}

/** A passkey device of this page that answers by itself. */
export async function addPasskeyDevice(page: Page): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
