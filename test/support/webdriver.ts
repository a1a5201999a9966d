/** As much of the W3C WebDriver protocol as the tests speak to WebKit, over plain HTTP. The driver is ours alone, and stopped by its own process id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freePorts } from '../../server/start/ports.ts';
import { eventually } from './eventually.ts';

const DRIVER = '/usr/bin/WebKitWebDriver';
const XVFB = '/usr/bin/Xvfb';
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export const webkitMissing: string | undefined = [DRIVER, XVFB, BROWSER].find((file) => !existsSync(file));

export interface WebKitPage {
  goto(url: string): Promise<void>;
  /** Gives a file to an input. */
  give(selector: string, path: string): Promise<void>;
  /** Runs a function body in the page and returns what it returns. */
  run<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** The same for a body that calls its last argument when it is done. */
  runAsync<T>(body: string, ...args: readonly unknown[]): Promise<T>;
  /** For the site that the page is on. */
  setCookie(cookie: {
    readonly name: string;
    readonly value: string;
    readonly path: string;
    readonly httpOnly: boolean;
  }): Promise<void>;
  close(): Promise<void>;
}

export async function openWebKit(): Promise<WebKitPage> {
  const [port] = await freePorts([0]);
  const display = `:${90 + (process.pid % 900)}`;
  const screen = spawn(XVFB, [display, '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: 'ignore',
  });
  const driver = spawn('dbus-run-session', ['--', DRIVER, `--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
    stdio: 'ignore',
    detached: true,
  });
  const stop = () => {
    // The session bus and the browser are its children.
    if (driver.pid !== undefined) process.kill(-driver.pid, 'SIGTERM');
    screen.kill('SIGTERM');
  };
  const call = caller(`http://127.0.0.1:${port}`);
  try {
    await alive(driver, () => call('GET', '/status'));
    const { sessionId } = (await call('POST', '/session', {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] } },
      },
    })) as { sessionId: string };
    return pageOf((method, path, body) => call(method, `/session/${sessionId}${path}`, body), stop);
  } catch (error) {
    stop();
    throw error;
  }
}

type Call = (method: string, path: string, body?: unknown) => Promise<unknown>;

function caller(base: string): Call {
  return async (method, path, body) => {
    const response = await fetch(base + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (response.ok) return value;
    throw new Error(`WebDriver: ${JSON.stringify(value).slice(0, 500)}`);
  };
}

async function alive(driver: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  await eventually(async () => {
    if (driver.exitCode !== null) throw new Error('WebKitWebDriver ended');
    return ask().catch(() => false);
  }, 'WebKitWebDriver answers');
}

function pageOf(call: Call, stop: () => void): WebKitPage {
  return {
    goto: async (url) => void (await call('POST', '/url', { url })),
    async give(selector, path) {
      const found = (await call('POST', '/element', { using: 'css selector', value: selector })) as Record<
        string,
        string
      >;
      await call('POST', `/element/${found[ELEMENT]}/value`, { text: path });
    },
    run: async <T>(body: string, ...args: readonly unknown[]) =>
      (await call('POST', '/execute/sync', { script: body, args })) as T,
    runAsync: async <T>(body: string, ...args: readonly unknown[]) =>
      (await call('POST', '/execute/async', { script: body, args })) as T,
    setCookie: async (cookie) => void (await call('POST', '/cookie', { cookie })),
    async close() {
      await call('DELETE', '').catch(() => undefined);
      stop();
    },
  };
}
