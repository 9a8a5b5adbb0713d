import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** moto's server: AWS services in memory, of which CloudFormation, SQS and DynamoDB are used. */
export interface Moto {
  /** CloudFormation of the CDK works with the name localhost only, because of the buckets in front of it. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Where moto's server is on this machine, if it is. */
export const motoServer = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'moto_server'))
  .find((file) => existsSync(file));

/** Starts the server on a free port of 127.0.0.1 and waits until it listens. */
export async function startMoto(command: string): Promise<Moto> {
  const server = spawn(command, ['--host', '127.0.0.1', '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await portOf(server.stderr);
  return {
    endpoint: `http://localhost:${port}`,
    async stop() {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    },
  };
}

/** The port that the server says it listens on. @throws Error with what it said when it ends instead. */
async function portOf(stderr: Readable): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface(stderr)) {
    said.push(line);
    const [, port] = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    // It goes on to log every request, and would wait for a reader.
    stderr.resume();
    return port;
  }
  throw new Error(`moto_server ended before it listened: ${said.join('\n')}`);
}
