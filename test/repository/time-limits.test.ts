import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { ROOT } from './documents.ts';

/** What a slow machine does not stretch. */
const fixedLimits = [
  /(?<!\w)timeout: *\d[\d_]{3,}/g,
  /^\s*\}, *\d[\d_]{3,}\);$/gm,
  /setDefault\w*Timeout\(\d/g,
  /AbortSignal\.timeout\(\d/g,
  /maxWaitTime: *\d/g,
  // It waits for a second, where `expect.poll` waits for as long as vitest.config.ts says.
  /vi\.wait(?:For|Until)\(/g,
];
/** They give the product a time limit and look at what it does. */
const ofTheProduct = ['test/lambda/actions/partner-service/ask-service.test.ts', 'test/repository/time-limits.test.ts'];

const findFixed = (text: string) => fixedLimits.flatMap((fixed) => text.match(fixed) ?? []);

describe('a time limit of a test', () => {
  const sources = globSync('test/**/*.ts', { cwd: ROOT }).filter((path) => !path.includes('/apps/'));

  it('scales with the measured slowness of the machine', () => {
    const found = sources
      .filter((path) => !ofTheProduct.includes(path))
      .map((path) => [path, findFixed(readFileSync(join(ROOT, path), 'utf8'))] as const);

    expect(found.length).toBeGreaterThan(400);
    expect(found.filter(([, fixed]) => fixed.length > 0)).toEqual([]);
  });

  it.each([
    `it('waits', { timeout: 60_000 }, async () => {});`,
    `beforeAll(async () => {\n}, 60_000);`,
    'page.setDefaultTimeout(10_000);',
    'fetch(url, { signal: AbortSignal.timeout(5000) });',
    'await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });',
    'await vi.waitFor(() => expect(lines).toHaveLength(1));',
  ])('is found when it does not: %s', (line) => {
    expect(findFixed(line)).toHaveLength(1);
  });

  it('is as long as it says, or longer, and never shorter', () => {
    expect(timeLimit(1000)).toBeGreaterThanOrEqual(1000);
    expect(timeLimit(1000)).toBeLessThanOrEqual(20_000);
  });
});

it('a hook that does not end in time fails its file and the run, and is no skip', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hook-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const hooks = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach'];
  for (const hook of hooks) {
    await writeFile(
      join(folder, `${hook}.test.mjs`),
      `${hook}(() => new Promise(() => {}));\nit('is well', () => {});`,
    );
  }
  await writeFile(join(folder, 'vitest.config.mjs'), 'export default { test: { globals: true, hookTimeout: 100 } };');
  const args = [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    folder,
    '--reporter=json',
    '--outputFile=report.json',
  ];

  const { code } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch((error) => error);

  const { success, testResults } = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
  expect({ code, success }).toEqual({ code: 1, success: false });
  const files: { name: string; status: string }[] = testResults;
  expect(files.map(({ name, status }) => `${basename(name, '.test.mjs')} ${status}`).toSorted()).toEqual(
    hooks.map((hook) => `${hook} failed`),
  );
});
