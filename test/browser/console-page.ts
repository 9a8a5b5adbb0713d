import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, onTestFinished } from 'vitest';
import { timeLimit } from '../time-limit.ts';

/** The browser to test with, or undefined when this machine has none. */
const chromiumPath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** The console in a tab of its own. */
interface ConsolePage {
  page: Page;
  /** Errors of the page, dialogs, and requests to anything but its own origin. None of them may happen. */
  trouble: string[];
}

type Open = (url: string, options?: BrowserContextOptions) => Promise<ConsolePage>;

/** Tests that share one browser; each opens a tab of its own. They are skipped where there is no browser. */
export function describeInBrowser(name: string, tests: (open: Open) => void): void {
  const missing = chromiumPath ? '' : ' (skipped: no Chromium found; CHROMIUM_PATH may name one)';
  describe.skipIf(chromiumPath === undefined)(`${name}${missing}`, { timeout: timeLimit(60_000) }, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    }, timeLimit(60_000));
    afterAll(() => browser.close());
    tests((url, options) => openConsole(browser, url, options));
  });
}

/** Does nothing of its own accord, and can run as root. */
async function launchChromium(): Promise<Browser> {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  const args = ['--no-sandbox', ...quiet, '--disable-component-update', '--disable-sync'];
  return await chromium.launch({ executablePath: chromiumPath ?? '', args });
}

/** Opens the console of a control plane in a new tab that is closed after the test. */
async function openConsole(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<ConsolePage> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(timeLimit(10_000));
  const trouble: string[] = [];
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', async (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, trouble };
}
