import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildPage } from '../../../local/console/build-page.ts';
import { startPlane } from './start-plane.ts';

/** Bytes of the page's script after gzip: what a person waits for. */
const MAX_SCRIPT = 60_000;

describe('the console', () => {
  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/console/page.js', 'text/javascript; charset=utf-8'],
    ['/console/page.css', 'text/css; charset=utf-8'],
    ['/console/console.svg', 'image/svg+xml; charset=utf-8'],
  ])('answers %s as %s', async (path, contentType) => {
    const { url } = await startPlane();

    const { status, headers } = await fetch(`${url}${path}`);

    expect([status, headers.get('content-type')]).toEqual([200, contentType]);
  });

  it('is a script within its budget, and names no other file', async () => {
    const { url } = await startPlane();

    const script = await (await fetch(`${url}/console/page.js`)).text();

    expect(gzipSync(script).length).toBeLessThanOrEqual(MAX_SCRIPT);
    expect(/\bimport\s*[({"']/.test(script)).toBe(false);
  });

  it('can be built ahead, into the files that are served', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'page-'));
    onTestFinished(() => rm(folder, { recursive: true }));

    await buildPage(folder);

    expect((await readdir(folder)).sort()).toEqual([
      'THIRD-PARTY-LICENSES.txt',
      'console.svg',
      'index.html',
      'page.css',
      'page.js',
    ]);
  });

  it.each([
    '/console/',
    '/console/..%2fclock.ts',
    '/console/%2e%2e/clock.ts',
    '/console/index.html',
    '/other',
    '/console/page/main.tsx',
  ])('has nothing under %s', async (path) => {
    const { url } = await startPlane();

    const response = await fetch(`${url}${path}`);

    expect(response.status).toBe(404);
  });

  it('forbids scripts that are not its own, text that becomes code, framing, reading by other pages and guessing of types', async () => {
    const { url } = await startPlane();

    const { headers } = await fetch(url);

    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('has another token at every start', async () => {
    const [one, other] = [await startPlane(), await startPlane()];

    const texts = await Promise.all([one, one, other].map(async ({ url }) => (await fetch(url)).text()));

    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
    expect(texts[0]).not.toContain('{{');
  });

  it('is told what a person types to run a job here', async () => {
    const { url } = await startPlane();

    expect(await (await fetch(url)).text()).toContain('name="once-command" content="npm start -- --once"');
  });

  it('is only read', async () => {
    const { url } = await startPlane();

    const response = await fetch(`${url}/console/page.js`, { method: 'POST' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
  });
});
