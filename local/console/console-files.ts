import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { callOf } from '../../command/call.ts';
import { bundlePage, type PageFile, pageFiles } from './build-page.ts';

const folder = new URL('./', import.meta.url);

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** The files of the console, by the path they are served under. */
const files: ReadonlyMap<string, string> = new Map([
  ['/', 'index.html'],
  ['/console/console.svg', 'console.svg'],
  ...pageFiles.map((name): [string, string] => [`/console/${name}`, name]),
]);

/** The place in the HTML for the token that every change carries. */
const TOKEN_PLACE = '{{change-token}}';
/** The place for the command that runs one job, which differs between this repository and a project with the package. */
const COMMAND_PLACE = '{{once-command}}';

/** Nothing inline, nothing from elsewhere, no text becomes code, and no other page may frame the console. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

let bundled: Promise<Record<PageFile, Uint8Array>> | undefined;

/** Answers one of the console's own files; 404 for anything else, 405 for any method but GET. */
export async function answerConsoleFile(
  { method }: IncomingMessage,
  response: ServerResponse,
  path: string,
  changeToken: string,
): Promise<void> {
  if (method !== 'GET') {
    response.writeHead(405, { allow: path === '/' ? 'GET, POST' : 'GET' }).end();
    return;
  }
  const name = files.get(path);
  response.writeHead(name === undefined ? 404 : 200, {
    'content-type': `${contentTypes[extname(name ?? '')] ?? 'text/plain'}; charset=utf-8`,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  response.end(name === undefined ? 'There is nothing here.\n' : await read(name, changeToken));
}

async function read(name: string, changeToken: string): Promise<string | Uint8Array> {
  if (name === 'index.html') {
    const html = await readFile(new URL(name, folder), 'utf8');
    return html.replace(TOKEN_PLACE, changeToken).replace(COMMAND_PLACE, callOf('start', '--once'));
  }
  const built = await readFile(new URL(name, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return built ?? (await bundle())[name as PageFile];
}

/** Bundles the page once for each start; after a failure the next request tries again. */
function bundle(): Promise<Record<PageFile, Uint8Array>> {
  bundled ??= bundlePage().catch((error: unknown) => {
    bundled = undefined;
    throw error;
  });
  return bundled;
}
