import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startPlane } from './start-plane.ts';

const folder = new URL('../../../local/console/', import.meta.url);

describe('the console', () => {
  it('is served as it lies in its folder, all of it', async () => {
    const { url } = await startPlane();
    const files = (await readdir(folder)).filter((name) => !name.endsWith('.ts'));

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

  it('is served with every module that its scripts import', async () => {
    const { url } = await startPlane();
    const seen = new Set<string>();
    const follow = async (address: string): Promise<void> => {
      if (seen.has(address)) return;
      seen.add(address);
      const response = await fetch(address);
      expect([response.status, response.headers.get('content-type')], address).toEqual([
        200,
        'text/javascript; charset=utf-8',
      ]);
      for (const [, path = ''] of (await response.text()).matchAll(/^import .* from '([^']+)';$/gm)) {
        await follow(new URL(path, address).href);
      }
    };

    await follow(`${url}/console/console.js`);

    expect(seen.size).toBeGreaterThan(7);
  });

  it('escapes by the rule of all other rooms, in a form that browsers read', async () => {
    const { url } = await startPlane();

    const script = await (await fetch(`${url}/model/escape.ts`)).text();
    const { escapeLine } = await import(`data:text/javascript,${encodeURIComponent(script)}`);

    expect(escapeLine('txt.\u202egnp \u001b')).toBe('txt.\\u202egnp \\u001b');
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
