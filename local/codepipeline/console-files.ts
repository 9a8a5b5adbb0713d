import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname } from 'node:path';

const folder = new URL('../console/', import.meta.url);

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
  const found = files.get(path);
  const content = found && (await readFile(new URL(found.file, folder)).catch(ignoreAbsent));
  response.writeHead(content === undefined ? 404 : 200, {
    'content-type': `${content === undefined ? 'text/plain' : found?.contentType}; charset=utf-8`,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  response.end(content ?? 'There is nothing here.\n');
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
