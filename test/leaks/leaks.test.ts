import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readable, secrets, shapes } from '../job/secret-shapes.ts';
import { crashes } from './crashes.ts';
import { findRuntimeClient } from './runtime-client.ts';
import { ways } from './ways.ts';

const here = (name: string) => join(import.meta.dirname, name);
const client = await findRuntimeClient();

const given = { Token: secrets.token, Key: secrets.pem, Pasted: secrets.pasted, Url: secrets.url };
const isGiven = (name: string): name is keyof typeof given => Object.hasOwn(given, name);

/** Programs that serve one invocation and end, and what they need of the environment. */
const hosts: Record<string, { skipped: string; args: string[]; env: Record<string, string> }> = {
  'Node itself': {
    skipped: '',
    args: ['--input-type=module', '--eval', bareHost()],
    env: {},
  },
  ...Object.fromEntries(
    [
      ["Lambda's runtime client, lines of text", { AWS_LAMBDA_LOG_FORMAT: 'Text' }],
      ["Lambda's runtime client, lines of JSON", { AWS_LAMBDA_LOG_FORMAT: 'JSON' }],
      [
        "Lambda's runtime client, past standard output",
        { AWS_LAMBDA_LOG_FORMAT: 'JSON', _LAMBDA_TELEMETRY_LOG_FD: '3' },
      ],
    ].map(([name, env]) => [name, { ...lambdaHost(), env: { ...lambdaHost().env, ...Object(env) } }]),
  ),
};

/** How lines look makes no difference to a crash. */
const CRASHING = new Set(['Node itself', "Lambda's runtime client, past standard output"]);

function bareHost(): string {
  return `
    import { handler } from ${JSON.stringify(pathToFileURL(here('handler.mjs')).href)};
    process.send({ answer: JSON.stringify(await handler(JSON.parse(process.env.LEAKS_EVENT))) });
    process.disconnect();`;
}

function lambdaHost() {
  const file = 'file' in client ? client.file : '';
  return {
    skipped: 'missing' in client ? client.missing : '',
    args: ['--import', pathToFileURL(here('native-client.mjs')).href, file],
    env: {
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1',
      _HANDLER: 'handler.handler',
      LAMBDA_TASK_ROOT: import.meta.dirname,
      AWS_LAMBDA_FUNCTION_NAME: 'leaks',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_LOG_GROUP_NAME: 'leaks',
      AWS_LAMBDA_LOG_STREAM_NAME: 'leaks',
    },
  };
}

/** Runs the handler in a host. Gives what came out of each road, what it answered and how it ended. */
async function run({ args, env }: (typeof hosts)[string], event: object) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_OPTIONS: '', ...env, LEAKS_EVENT: JSON.stringify(event) },
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

describe.each(Object.entries(hosts))('a worker on %s', (_name, host) => {
  it.skipIf(host.skipped !== '')(
    `lets no secret out, however an action prints it${host.skipped}`,
    { timeout: 120_000 },
    async () => {
      const { roads, answer, code } = await run(host, { secrets: given });

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
    },
  );
});

describe.each(Object.entries(hosts).filter(([name]) => CRASHING.has(name)))('a worker on %s', (_name, host) => {
  it.skipIf(host.skipped !== '').each(Object.keys(crashes))(
    `lets no secret out when it crashes of %s${host.skipped}`,
    async (crash) => {
      const { roads, answer, code } = await run(host, { secrets: given, crash });

      const printed = roads.join('\n');
      expect(printed).toContain(`crash: ${crash}`);
      expect(printed).toContain('was begun and never ended');
      expect(printed).toMatch(crash === 'a thrown object' ? /\*\*\*/ : /no entry/);
      expect(readable(printed, given.Token)).toEqual([]);
      expect({ answer, crashed: code !== 0 }).toEqual({ answer: undefined, crashed: true });
    },
  );
});
