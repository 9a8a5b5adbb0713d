import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { readable, secrets, shapes } from '../model/redaction/secret-shapes.ts';
import { timeLimit } from '../time-limit.ts';
import { TURN } from './action.ts';
import { crashes } from './crashes.ts';
import { textOfFrames } from './frames.ts';
import { findRuntimeClient } from './runtime-client.ts';
import { ways } from './ways.ts';

const here = (name: string) => join(import.meta.dirname, name);
const client = await findRuntimeClient();

const given = { Token: secrets.token, Key: secrets.pem, Pasted: secrets.pasted, Url: secrets.url };
/** No secret: where it cannot be read, no secret could be found either. */
const PUBLIC = 'anybody may read these words';
const configuration = { ...given, Public: PUBLIC };

interface Host {
  /** Why it cannot be tried, or nothing. */
  skipped: string;
  args: string[];
  env: Record<string, string>;
  threaded: boolean;
  /** Whether what is printed in this way comes right after its mark. */
  canRead(way: string): boolean;
}

const onNode = { skipped: '', args: [here('on-node.mjs')], env: {} };
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
  canRead: () => true,
});

/** Programs that serve one invocation and end. The first two are the nearest to a deployed worker. */
const hosts: Record<string, Host> = {
  'on Node itself, the action in a thread': {
    ...onNode,
    threaded: true,
    // Lines of the log take another road than what is printed.
    canRead: (way) => way !== 'console.fatal' && !way.endsWith('of a log line') && !way.endsWith('in a log line'),
  },
  "on Lambda's runtime client, past standard output": onLambda({
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    _LAMBDA_TELEMETRY_LOG_FD: '3',
  }),
  'on Node itself': { ...onNode, threaded: false, canRead: (way) => way !== 'console.fatal' },
  "on Lambda's runtime client, in lines of text": onLambda({ AWS_LAMBDA_LOG_FORMAT: 'Text' }),
  "on Lambda's runtime client, in lines of JSON": onLambda({ AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
};
/** How lines look makes no difference to a crash. */
const crashing = Object.entries(hosts).filter(([name]) => !name.includes('in lines of'));

const hostNames = Object.keys(hosts);

/** Runs the handler in a host. Gives what came out of each road, what it answered and how it ended. */
async function run({ args, env, threaded }: Host, { crash, turn = 0 }: { crash?: string; turn?: number }) {
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      ...env,
      [TURN]: String(turn),
      LEAKS_EVENT: JSON.stringify({ configuration, threaded }),
      ...(crash !== undefined && { LEAKS_CRASH: crash }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
  });
  const written = child.stdio.slice(1, 4).map((): Buffer[] => []);
  child.stdio.slice(1, 4).forEach((road, index) => {
    road?.on('data', (chunk) => written[index]?.push(chunk));
  });
  let answer: unknown;
  child.on('message', (message) => {
    answer = Object(message).answer;
  });
  const [code] = await once(child, 'close');
  const [output = '', errors = '', telemetry = Buffer.of()] = written.map((chunks) => Buffer.concat(chunks));
  const roads = [`${output}`, `${errors}`, textOfFrames(telemetry)];
  return { roads: threaded ? roads.map(withoutCommonFields) : roads, answer, code };
}

/** What is the same on every line of the log stands between the lines of what a thread has printed. */
const withoutCommonFields = (road: string) =>
  road.replaceAll(/^\{.+\}$/gm, (line) => {
    const { message, timestamp, level, requestId, jobId, clientId, action, loggedBy, ...rest } = JSON.parse(line);
    return Object.keys(rest).length === 0 ? message : `${message} ${JSON.stringify(rest)}`;
  });

/** What was printed between two marks, by what the first one says; what came before all marks has no title. */
function* partsOf(road: string): Generator<[title: string, text: string]> {
  const parts = ['', ...road.split(/@@([^@\n]+)@@/)];
  for (let at = 0; at < parts.length; at += 2) yield [parts[at] ?? '', parts[at + 1] ?? ''];
}

/** A thread's log lines may come before what it printed, so that any secret can be in any part. */
function findLeaks(parts: readonly (readonly [title: string, text: string])[]): string[] {
  const leaks = parts.flatMap(([title, text]) =>
    Object.values(given).some((secret) => readable(text, secret).length > 0) ? [`${title}: ${text.slice(0, 300)}`] : [],
  );
  return [...new Set(leaks)];
}

/** In which of its shapes, and printed in which ways, a value can be read. */
function findReadable(parts: readonly (readonly [title: string, text: string])[], value: string) {
  const read = parts
    .filter(([, text]) => readable(text, value).length > 0)
    .map(([title]) => / as (.+?) by (.+)$/.exec(title) ?? []);
  return { readShapes: read.map(([, shape]) => shape), readWays: read.map(([, , way]) => way) };
}

describe.each(few(2, Object.entries(hosts)))('a worker %s', (name, host) => {
  const title = `lets no secret out, however an action prints it${host.skipped}`;
  it.skipIf(host.skipped !== '')(title, { timeout: timeLimit(300_000) }, async () => {
    const { roads, answer, code } = await run(host, { turn: hostNames.indexOf(name) });

    const parts = roads.flatMap((road) => [...partsOf(road)]);
    expect(findLeaks(parts)).toEqual([]);
    const titles = new Set(parts.map(([title]) => title).filter((title) => title !== ''));
    expect(titles.size).toBe(Object.keys(ways).length * Object.keys(shapes).length * 2);
    const { readWays, readShapes } = findReadable(parts, PUBLIC);
    expect(readWays).toEqual(expect.arrayContaining(Object.keys(ways).filter((way) => host.canRead(way))));
    expect(readShapes).toEqual(expect.arrayContaining(Object.keys(shapes)));
    expect({ answer, code }).toEqual({ answer: '"deleted"', code: 0 });
  });
});

describe.each(few(2, crashing))('a worker %s', (_name, host) => {
  it.skipIf(host.skipped !== '').each(few(3, Object.keys(crashes)))(
    `lets no secret out when it crashes of %s${host.skipped}`,
    async (crash) => {
      const { roads, answer, code } = await run(host, { crash });

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
