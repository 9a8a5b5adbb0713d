import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bundleSettings } from '../../../lib/bundles/bundles.ts';
import { httpAlone } from '../../../lib/bundles/plugins.ts';

const SAY = `;console.log(typeof request, process.moduleLoadList.some((name) => name.endsWith('undici/undici')));`;

async function run(code: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plugins-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'bundled.mjs');
  await build({
    ...bundleSettings,
    stdin: { contents: code + SAY, resolveDir: folder },
    outfile,
    plugins: [httpAlone],
    logLevel: 'silent',
  });
  return execFileSync(process.execPath, [outfile], { encoding: 'utf8', env: {} }).trim();
}

describe('bundled code that needs the HTTP module of Node', () => {
  it.each([
    ["import { request } from 'node:http'"],
    ["import { request } from 'http'"],
    ["import http from 'node:http'; const { request } = http"],
    ["import * as http from 'node:http'; const { request } = http"],
    ["const { request } = await import('node:http')"],
    ["const { request } = require('http')"],
  ])('has it by `%s`, and undici is not loaded along with it', async (code) => {
    const said = await run(code);

    expect(said).toBe('function false');
  });
});
