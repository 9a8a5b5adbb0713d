import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionsModule } from '../../../bin/actions.ts';
import { type Bundle, type BundleName, bundle, bundleAll, bundleNames } from '../../../lib/bundles/bundles.ts';
import { bytesBesideSdk, MAX_BUNDLE_BYTES, MAX_RUNTIME_BYTES, MAX_START_BYTES } from '../../../lib/bundles/parts.ts';

let folder: string;
let bundles: Record<BundleName, Bundle>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  bundles = await bundleAll(folder, actionsModule);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(bundleNames)('the bundle %s', (name) => {
  it('stays within the budgets without any action', async () => {
    // The worker alone has actions.
    const bare = name === 'worker' ? await bundle(name, join(folder, 'bare')) : bundles[name];
    const code = readdirSync(bare.folder).filter((file) => file.endsWith('.mjs'));

    expect(bare.bytes).toBe(code.reduce((sum, file) => sum + readFileSync(join(bare.folder, file)).length, 0));
    expect(bare.bytes).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
    expect(bytesBesideSdk(bare)).toBeLessThanOrEqual(MAX_RUNTIME_BYTES);
    expect(bytesBesideSdk(bare.start)).toBeLessThanOrEqual(MAX_START_BYTES);
    // Where it tells little, nothing was counted.
    expect(bytesBesideSdk(bare.start)).toBeGreaterThan(20_000);
  });

  it('is a folder with the code, its source maps and the licences', () => {
    const files = readdirSync(bundles[name].folder);

    const code = files.filter((file) => file.endsWith('.mjs'));
    const maps = code.map((file) => `${file}.map`);
    expect(files.sort()).toEqual(['THIRD-PARTY-LICENSES.txt', ...code, ...maps].sort());
    const others = code.filter((file) => !file.startsWith('shared-'));
    expect(others.sort()).toEqual(name === 'worker' ? ['action-thread.mjs', 'index.mjs'] : ['index.mjs']);
  });

  it('names every package in it with its version and licence text', () => {
    const licenses = readFileSync(join(bundles[name].folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');

    expect(bundles[name].packages.map((entry) => entry.name)).toContain('@aws-sdk/client-codepipeline');
    for (const entry of bundles[name].packages) {
      expect(licenses).toContain(`${entry.name} ${entry.version} (${entry.license})`);
    }
    expect(licenses).toContain('Apache License');
  });

  it('gets the HTTP module of Node without what an import of it loads', () => {
    const files = readdirSync(bundles[name].folder).filter((file) => file.endsWith('.mjs'));
    const code = files.map((file) => readFileSync(join(bundles[name].folder, file), 'utf8')).join('\n');

    expect(code.includes('getBuiltinModule("node:http")')).toBe(true);
    expect(code.match(/(?:from|import|import\()\s*["'](?:node:)?http["']/g)).toBeNull();
  });

  it('brings no credential provider but the one that reads the environment', () => {
    const names = bundles[name].packages.map((entry) => entry.name);

    expect(names.filter((packageName) => packageName.includes('credential-provider'))).toEqual([]);
  });

  it('loads in a bare process and offers its handler, without a word', () => {
    const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(bundles[name].file))});
      process.exitCode = typeof handler === 'function' ? 0 : 1;`;

    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: tmpdir(),
      env: environmentOf(name),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });

    expect(output).toBe('');
  });
});

describe('bundling', () => {
  it('leaves the S3 client out of the poller and takes it into the worker', () => {
    const holdsS3 = ({ packages }: Bundle) => packages.some((entry) => entry.name === '@aws-sdk/client-s3');

    expect(holdsS3(bundles.poller)).toBe(false);
    expect(holdsS3(bundles.worker)).toBe(true);
  });

  it('leaves the actions and the S3 client to the thread of the action, and the ledger to its worker', () => {
    const { folder: target } = bundles.worker;
    const read = (file: string) => readFileSync(join(target, file), 'utf8');

    expect(read('index.mjs')).toContain('ChangeMessageVisibility');
    expect(read('index.mjs')).not.toContain('Artifact-Guard');
    expect(read('action-thread.mjs')).toContain('Artifact-Guard');
    expect(read('action-thread.mjs')).not.toContain('ChangeMessageVisibility');
  });

  it('leaves all that only the worker needs out of what each thread loads', () => {
    const { folder: target } = bundles.worker;
    const read = (module: string) =>
      importedFrom(target, module).map((file) => readFileSync(join(target, file), 'utf8'));
    const [worker, thread] = [read('index.mjs').join(''), read('action-thread.mjs').join('')];

    for (const only of ['the job waits for its moment', 'TMPDIR']) {
      expect([worker.includes(only), thread.includes(only)], only).toEqual([true, false]);
    }
  });

  it('leaves archives and the S3 client to a file of their own, which the thread loads for jobs with artifacts', () => {
    const { folder: target, packages, start } = bundles.worker;
    const first = importedFrom(target, 'action-thread.mjs');

    const holds = (part: typeof packages) => part.some(({ name }) => name === '@aws-sdk/client-s3');
    expect([holds(packages), holds(start.packages)]).toEqual([true, false]);
    expect(first.map((file) => readFileSync(join(target, file), 'utf8')).join('')).not.toContain('is encrypted');
    const all = readdirSync(target).filter((file) => file.endsWith('.mjs'));
    expect(all.map((file) => readFileSync(join(target, file), 'utf8')).join('')).toContain('is encrypted');
  });

  it('takes the schemas of those operations of S3 alone that are called', () => {
    const { folder: target } = bundles.worker;
    const code = readdirSync(target).filter((file) => file.endsWith('.mjs'));
    const all = code.map((file) => readFileSync(join(target, file), 'utf8')).join('');

    expect(all).toContain('"UploadPart"');
    for (const other of ['"PutBucketWebsite"', '"SelectObjectContent"']) expect(all).not.toContain(other);
  });

  it('leaves no code of an earlier bundling behind', async () => {
    const stale = join(bundles.worker.folder, 'shared-STALE.mjs');
    writeFileSync(stale, '');

    await bundle('worker', folder, { actions: actionsModule });

    expect(existsSync(stale)).toBe(false);
  });

  it('gives the same bytes for the same code, so that nothing is deployed again without a change', async () => {
    const again = await bundle('poller', join(folder, 'again'));

    expect(readFileSync(again.file)).toEqual(readFileSync(bundles.poller.file));
  });
});

/** A module of a bundle and all that it imports by statements, as Node follows them. */
function importedFrom(target: string, module: string): string[] {
  const reached = new Set([module]);
  for (const file of reached) {
    const code = readFileSync(join(target, file), 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) reached.add(name);
  }
  return [...reached];
}

/** What the stack or Lambda itself sets for the function. */
function environmentOf(name: BundleName): Record<string, string> {
  const actionTypes = [{ category: 'Test', owner: 'ThirdParty', provider: 'Example', version: '1' }];
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    NODE_OPTIONS: '--enable-source-maps',
    QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/jobs',
    LEDGER_TABLE: 'ledger',
    ...(name === 'poller' ? { ACTION_TYPES: JSON.stringify(actionTypes) } : { CLIENTS_TABLE: 'clients' }),
  };
}
