import { globSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { compiledFolder } from './command/compile-cache.ts';
import { dropInherited } from './model/local/environment.ts';
import { measureSlowness } from './test/machine-speed.ts';
import { makeTemporaryFolder } from './test/temporary-folder.ts';

// The tests do not see a profile or an endpoint of whoever runs them.
dropInherited(process.env);

const maxWorkers = 4; // Most tests wait for processes more than they compute.
const slowness = await measureSlowness(maxWorkers);

/** Long rehearsals and whole matrices run where their room or file is named, as `npm run test:all` names all of them. */
const all = process.argv.slice(2).some((word) => word.startsWith('test/'));
const long = globSync('test/**/*.long.test.ts', { cwd: import.meta.dirname });
const exclude = all ? [] : ['**/*.long.test.ts'];

const compiled = compiledFolder();
const leftOut = `Left out: ${long.length} long files, and most of some lists. npm run test:all runs them.\n\n`;

/** The rooms that load little and fill many buffers, for each of which V8 looks through all that is loaded in the process. */
const runtime = ['contract', 'lambda', 'model'].map((room) => `test/${room}/**/*.test.ts`);

/** The room whose tests share a browser. */
const browser = ['test/browser/**/*.test.ts'];

export default defineConfig({
  test: {
    environment: 'node',
    // Tests leave nothing behind in their process, so that many files share one and what it has loaded.
    isolate: false,
    // Such a process grows. V8 would look through all of it again and again, in threads that other processes need the cores for.
    execArgv: ['--initial-heap-size=512', '--single-threaded-gc'],
    projects: [
      { extends: true, test: { name: 'runtime', include: runtime, exclude } },
      {
        extends: true,
        test: { name: 'rest', include: ['test/**/*.test.ts'], exclude: [...exclude, ...runtime, ...browser] },
      },
      {
        extends: true,
        test: { name: 'browser', include: browser, exclude, globalSetup: 'test/browser/one-browser.ts' },
      },
    ],
    reporters: [
      'default',
      {
        onTestRunEnd() {
          if (!all) process.stdout.write(leftOut);
        },
      },
    ],
    testTimeout: 60_000 * slowness,
    hookTimeout: 120_000 * slowness,
    expect: { poll: { timeout: 10_000 * slowness } },
    maxWorkers,
    restoreMocks: true,
    env: {
      TEST_SLOWNESS: String(slowness),
      TMPDIR: makeTemporaryFolder(),
      ...(all && { TEST_ALL: 'yes' }),
      // The programs that tests start load the same modules again and again.
      ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }),
      // The compiler would collect garbage that its end removes anyway.
      GOGC: '400',
      // What the stack sets for its functions; the front doors read it when they are imported.
      QUEUE_URL: 'http://127.0.0.1:4512/000000000000/partner-action-jobs',
      LEDGER_TABLE: 'ledger',
      CLIENTS_TABLE: 'clients',
      ACTION_TYPES: '[]',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  },
});
