import { type CDPSession, chromium, type Page } from 'playwright-core';
import { describe, inject, onTestFinished } from 'vitest';
import { timeLimit } from '../time-limit.ts';

/** The console in a tab. */
interface ConsolePage {
  page: Page;
  /** Errors of the page, dialogs, and requests to anything but its own origin. None of them may happen. */
  trouble: string[];
}

/** How the tab is set for one test. */
interface View {
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  /** Lets a script of the test into the page. */
  bypassCSP?: boolean;
}

type Open = (url: string, view?: View) => Promise<ConsolePage>;

interface Tab {
  page: Page;
  devTools: CDPSession;
}

const USUAL_VIEWPORT = { width: 1280, height: 720 };

/** Tests at the browser that Vitest started. They are skipped where there is none. */
export function describeInBrowser(name: string, tests: (open: Open) => void): void {
  const browser = inject('browser');
  const missing = browser ? '' : ' (skipped: no Chromium found; CHROMIUM_PATH may name one)';
  describe.skipIf(browser === undefined)(`${name}${missing}`, { timeout: timeLimit(60_000) }, () => {
    tests(openConsole);
  });
}

/** One for all tests of this process, because a tab costs more than the page in it. */
let tab: Promise<Tab> | undefined;

async function openTab(): Promise<Tab> {
  const browser = await chromium.connect(inject('browser') ?? '');
  const page = await browser.newPage({ viewport: USUAL_VIEWPORT });
  page.setDefaultTimeout(timeLimit(10_000));
  return { page, devTools: await page.context().newCDPSession(page) };
}

/** Opens the console of a control plane as if in a tab of its own: nothing of an earlier test is left in it. */
async function openConsole(url: string, view: View = {}): Promise<ConsolePage> {
  tab ??= openTab();
  const { page, devTools } = await tab;
  onTestFinished(() => leave(page));
  await page.setViewportSize(view.viewport ?? USUAL_VIEWPORT);
  // Whoever asks for less motion is shown the same, and nothing is drawn again and again.
  await page.emulateMedia({ colorScheme: view.colorScheme ?? 'light', reducedMotion: 'reduce' });
  await devTools.send('Page.setBypassCSP', { enabled: view.bypassCSP ?? false });
  const trouble = watch(page, new URL(url).origin);
  await page.goto(url);
  return { page, trouble };
}

function watch(page: Page, origin: string): string[] {
  const trouble: string[] = [];
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', async (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) trouble.push(`request: ${request.url()}`);
  });
  return trouble;
}

/** Takes from the tab what a test may leave there. The next control plane has a port of its own, and so its page an empty storage. */
async function leave(page: Page): Promise<void> {
  page.removeAllListeners();
  await page.context().setOffline(false);
  await page.context().clearCookies();
  await page.goto('about:blank');
}
