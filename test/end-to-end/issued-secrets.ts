import diagnostics from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createCredentialIssuer } from '../../local/http/credentials.ts';
import { systemClock } from '../../model/clock.ts';

/** Notes the session credentials that requests to the servers of this process are signed with. */
export function watchSessions() {
  const seen = new Map<string, string>();
  const note = (message: unknown) => {
    const { headers } = (message as { request: IncomingMessage }).request;
    const accessKeyId = headers.authorization?.match(/Credential=([^/]+)/)?.[1];
    const token = headers['x-amz-security-token'];
    if (accessKeyId && typeof token === 'string') seen.set(accessKeyId, token);
  };
  diagnostics.subscribe('http.server.request.start', note);
  return () => {
    diagnostics.unsubscribe('http.server.request.start', note);
    return seen;
  };
}

/** All three parts of the credentials that these sessions were signed with. */
export async function secretsOf(sessions: Map<string, string>, state: string): Promise<string[]> {
  const issuer = createCredentialIssuer(await readFile(join(state, 'master.key')), systemClock);
  return [...sessions].flatMap(([id, token]) => [id, token, issuer.open(id, token)?.secretAccessKey ?? 'not ours']);
}

/** The nonce of every job that is stored. */
export function noncesIn(state: string): string[] {
  const database = new DatabaseSync(join(state, 'codepipeline.sqlite'), { readOnly: true });
  const rows = database.prepare('SELECT * FROM jobs').all();
  database.close();
  return [...JSON.stringify(rows).matchAll(/\\?"nonce\\?":\\?"([^"\\]+)/g)].map(([, nonce]) => nonce ?? '');
}
