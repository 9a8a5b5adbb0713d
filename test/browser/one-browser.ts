/** Starts one browser for all tests of a run, because its start costs as much as two tests do. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser is reached; undefined when this machine has none. */
    browser: string | undefined;
  }
}

const executablePath = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
);

/** It does nothing of its own accord, and can run as root. */
const args = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** Called by Vitest before the first test of the room; what is returned, after the last. */
export default async function start(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (executablePath === undefined) {
    project.provide('browser', undefined);
    return undefined;
  }
  const server = await chromium.launchServer({ executablePath, args, host: '127.0.0.1' });
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}
