import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readable, secrets, shapes } from '../model/redaction/secret-shapes.ts';
import { crashes } from './crashes.ts';
import { findRuntimeClient } from './runtime-client.ts';
import { ways } from './ways.ts';

const here = (name: string) => join(import.meta.dirname, name);
const client = await findRuntimeClient();

const given = { Token: secrets.token, Key: secrets.pem, Pasted: secrets.pasted, Url: secrets.url };
const isGiven = (name: string): name is keyof typeof given => Object.hasOwn(given, name);

interface Host {
  /** Why it cannot be tried, or nothing. */
  skipped: string;
  args: string[];
  env: Record<string, string>;
  threaded: boolean;
}

const onNode: Omit<Host, 'threaded'> = { skipped: '', args: [here('on-node.mjs')], env: {} };
const onLambda = (env: Record<string, string>): Host => ({
  skipped: 'missing' in client ? client.missing : '',
  args: ['--import', pathToFileURL(here('native-client.mjs')).href, 'file' in client ? client.file : ''],
  env: {
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1',
    _HANDLER: 'handler.handler',
    LAMBDA_TASK_ROOT: import.meta.dirname,
    AWS_LAMBDA_FUNCTION_NAME: 'leaks',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_LOG_GROUP_NAME: 'leaks',
    AWS_LAMBDA_LOG_STREAM_NAME: 'leaks',
    ...env,
  },
  threaded: false,
});

/** Programs that serve one invocation and end. */
const hosts: Record<string, Host> = {
  'on Node itself': { ...onNode, threaded: false },
  'on Node itself, the action in a thread': { ...onNode, threaded: true },
  "on Lambda's runtime client, in lines of text": onLambda({ AWS_LAMBDA_LOG_FORMAT: 'Text' }),
  "on Lambda's runtime client, in lines of JSON": onLambda({ AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
  "on Lambda's runtime client, past standard output": onLambda({
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    _LAMBDA_TELEMETRY_LOG_FD: '3',
  }),
};
/** How lines look makes no difference to a crash. */
const crashing = Object.entries(hosts).filter(([name]) => !name.includes('in lines of'));

/** Runs the handler in a host. Gives what came out of each road, what it answered and how it ended. */
async function run({ args, env, threaded }: Host, crash?: string) {
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ...env,
      LEAKS_EVENT: JSON.stringify({ secrets: given, threaded }),
      ...(crash !== undefined && { LEAKS_CRASH: crash }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
  });
  const roads = child.stdio.slice(1, 4).map(() => '');
  child.stdio.slice(1, 4).forEach((road, index) => {
    road?.on('data', (chunk) => {
      roads[index] += chunk.toString('utf8');
    });
  });
  let answer: unknown;
  child.on('message', (message) => {
    answer = Object(message).answer;
  });
  const [code] = await once(child, 'close');
  return { roads, answer, code };
}

/** What was printed between two marks, by what the first one says. */
function* partsOf(road: string): Generator<[title: string, text: string]> {
  const parts = road.split(/@@([^@\n]+)@@/);
  for (let at = 1; at < parts.length; at += 2) yield [parts[at] ?? '', parts[at + 1] ?? ''];
}

describe.each(Object.entries(hosts))('a worker %s', (_name, host) => {
  const title = `lets no secret out, however an action prints it${host.skipped}`;
  it.skipIf(host.skipped !== '')(title, { timeout: 120_000 }, async () => {
    const { roads, answer, code } = await run(host);

    const leaks = new Set<string>();
    const titles = new Set<string>();
    for (const [title, text] of roads.flatMap((road) => [...partsOf(road)])) {
      titles.add(title);
      const secret = title.split(' ')[0] ?? '';
      if (isGiven(secret) && readable(text, given[secret]).length > 0) leaks.add(`${title}: ${text.slice(0, 300)}`);
    }
    expect([...leaks]).toEqual([]);
    expect(titles.size).toBe(Object.keys(ways).length * Object.keys(shapes).length * Object.keys(given).length);
    expect({ answer, code }).toEqual({ answer: '"deleted"', code: 0 });
  });
});

describe.each(crashing)('a worker %s', (_name, host) => {
  it.skipIf(host.skipped !== '').each(Object.keys(crashes))(
    `lets no secret out when it crashes of %s${host.skipped}`,
    async (crash) => {
      const { roads, answer, code } = await run(host, crash);

      const printed = roads.join('\n');
      expect(printed).toContain(`crash: ${crash}`);
      // What a thread printed in its last moment may be lost with it.
      if (!host.threaded) expect(printed).toContain('was begun and never ended');
      expect(printed).toMatch(crash === 'a thrown object' ? /\*\*\*/ : /no entry/);
      expect(readable(printed, given.Token)).toEqual([]);
      // A thread takes no worker with it.
      const ended = host.threaded ? { answer: '"deleted"', crashed: false } : { answer: undefined, crashed: true };
      expect({ answer, crashed: code !== 0 }).toEqual(ended);
    },
  );
});
