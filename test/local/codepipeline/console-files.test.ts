import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startPlane } from './start-plane.ts';

const folder = new URL('../../../local/console/', import.meta.url);

describe('the console', () => {
  it('is served as it lies in its folder, all of it', async () => {
    const { url } = await startPlane();
    const files = await readdir(folder);

    const served = await Promise.all(
      files.map(async (name) => {
        const response = await fetch(`${url}${name === 'index.html' ? '/' : `/console/${name}`}`);
        return { name, status: response.status, content: await response.text() };
      }),
    );

    for (const { name, status, content } of served) {
      expect(status, name).toBe(200);
      expect(content, name).toBe(await readFile(new URL(name, folder), 'utf8'));
    }
    expect(files).toContain('index.html');
  });

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/console/console.js', 'text/javascript; charset=utf-8'],
    ['/console/console.css', 'text/css; charset=utf-8'],
    ['/console/console.svg', 'image/svg+xml; charset=utf-8'],
  ])('answers %s as %s', async (path, contentType) => {
    const { url } = await startPlane();

    const { headers } = await fetch(`${url}${path}`);

    expect(headers.get('content-type')).toBe(contentType);
  });

  it.each(['/console/', '/console/..%2fclock.ts', '/console/%2e%2e/clock.ts', '/console/index.html', '/other'])(
    'has nothing under %s',
    async (path) => {
      const { url } = await startPlane();

      const response = await fetch(`${url}${path}`);

      expect(response.status).toBe(404);
    },
  );

  it('forbids scripts that are not its own, framing and guessing of types', async () => {
    const { url } = await startPlane();

    const { headers } = await fetch(url);

    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is only read', async () => {
    const { url } = await startPlane();

    const response = await fetch(`${url}/console/console.js`, { method: 'POST' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
  });
});
