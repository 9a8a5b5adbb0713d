import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

const folder = new URL('./', import.meta.url);
/** The one file outside of its folder that the console imports, under the path that it has from there. */
const SHARED = '/model/escape.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** The files of the console, by the path they are served under: those that its folder held at the start. */
const files: ReadonlyMap<string, { file: string; contentType: string }> = new Map(
  readdirSync(folder).flatMap((file) => {
    const contentType = contentTypes[extname(file)];
    return contentType ? [[file === 'index.html' ? '/' : `/console/${file}`, { file, contentType }]] : [];
  }),
);

/** Nothing inline, nothing from elsewhere, and no other page may frame the console. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers one of the console's own files; 404 for anything else, 405 for any method but GET. */
export async function answerConsoleFile(
  { method }: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (method !== 'GET') {
    response.writeHead(405, { allow: path === '/' ? 'GET, POST' : 'GET' }).end();
    return;
  }
  const found = path === SHARED ? await readShared() : await readOwn(path);
  response.writeHead(found === undefined ? 404 : 200, {
    'content-type': `${found?.contentType ?? 'text/plain'}; charset=utf-8`,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  response.end(found?.content ?? 'There is nothing here.\n');
}

async function readOwn(path: string): Promise<{ content: Buffer; contentType: string } | undefined> {
  const found = files.get(path);
  const content = found && (await readFile(new URL(found.file, folder)).catch(ignoreAbsent));
  return content && { content, contentType: found.contentType };
}

/** As JavaScript: what a browser cannot read of it are its types. */
async function readShared(): Promise<{ content: string; contentType: string }> {
  const source = await readFile(new URL(`../..${SHARED}`, import.meta.url), 'utf8');
  return { content: stripTypeScriptTypes(source), contentType: 'text/javascript' };
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
