import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { functionOf, writeBundle } from './bundles.ts';
import { startGate } from './gate.ts';
import { createManualClock } from './manual-clock.ts';

/** Does what the event asks for, then tells which process answered and how often it was invoked. */
const CODE = `
  import { spawn } from 'node:child_process';
  let invocations = 0;
  export const handler = async ({ ask, childAsks, crash }) => {
    invocations += 1;
    if (childAsks) spawn(process.execPath, ['-e', 'fetch(process.argv[1])', childAsks], { stdio: 'ignore' });
    if (ask) await fetch(ask);
    if (crash === 'loop') for (;;);
    if (crash === 'exit') process.exit(3);
    if (crash === 'rejection') {
      Promise.reject(new Error('nobody looks'));
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    }
    if (crash === 'heap') for (const all = []; ; ) all.push(new Array(100_000).fill(all.length));
    return { process: process.pid, invocations };
  };
`;

/** A process that starts a function and shows what it writes. */
const STARTER = `
  import { startFunction } from '${new URL('../../../local/lambda/runtime.ts', import.meta.url)}';
  const [, bundle, event] = process.argv;
  const settings = { name: 'tested', environment: {}, timeoutSeconds: 60, memoryMegabytes: 128 };
  await startFunction({ ...settings, bundle, onLog: (line) => console.log(line) }).invoke(event);
`;

describe('an environment that times out', () => {
  it('is killed, and the next invocation has a new one', async () => {
    const gate = await startGate();
    const clock = createManualClock();
    const lambda = await functionOf(CODE, { timeoutSeconds: 30 }, clock);
    const hanging = expect(lambda.invoke({ ask: gate.url })).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 30\.00 seconds$/),
    });
    await gate.holds(1);

    clock.advance(30_000);

    await hanging;
    await gate.holds(0);
    await expect(lambda.invoke({})).resolves.toMatchObject({ invocations: 1 });
  });

  it('is killed even in the middle of a loop', async () => {
    const lambda = await functionOf(CODE, { timeoutSeconds: 0.2 });

    const result = lambda.invoke({ crash: 'loop' });

    await expect(result).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
  });

  it('may take ten seconds for its import', async () => {
    const clock = createManualClock();
    const lambda = await functionOf('await new Promise(() => setInterval(() => {}, 1000));', {}, clock);
    const starting = expect(lambda.invoke({})).rejects.toThrow('Task timed out after 10.00 seconds');
    await clock.sleeping(10_000);

    clock.advance(10_000);

    await starting;
  });
});

describe('an environment that crashes', () => {
  it.each([
    ['exit', 'Runtime.ExitError', 'exit status 3'],
    ['rejection', 'Runtime.UnhandledPromiseRejection', 'nobody looks'],
    ['heap', 'Runtime.ExitError', 'signal: aborted'],
  ])('by "%s" is replaced by a new one', async (crash, errorType, errorMessage) => {
    const lambda = await functionOf(CODE, { memoryMegabytes: 32 });
    const before = Object(await lambda.invoke({}));

    await expect(lambda.invoke({ crash })).rejects.toMatchObject({
      errorType,
      errorMessage: expect.stringContaining(errorMessage),
    });

    const after = Object(await lambda.invoke({}));
    expect(after.invocations).toBe(1);
    expect(after.process).not.toBe(before.process);
  });

  it('takes the processes that it started along', async () => {
    const own = await startGate();
    const child = await startGate();
    const lambda = await functionOf(CODE);
    const event = { ask: own.url, childAsks: child.url, crash: 'exit' };
    const crashing = expect(lambda.invoke(event)).rejects.toThrow('exit status 3');
    await child.holds(1);
    await own.holds(1);

    own.release();

    await crashing;
    await child.holds(0);
  });

  it('while idle is replaced without a failed invocation', async () => {
    const lambda = await functionOf(CODE);
    await lambda.invoke({});

    await lambda.kill('SIGKILL');

    await expect(lambda.invoke({})).resolves.toMatchObject({ invocations: 1 });
  });

  it('takes its temporary files along', async () => {
    const code = `
      import { readdirSync, writeFileSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      export const handler = async () => {
        const found = readdirSync(tmpdir());
        writeFileSync(join(tmpdir(), 'kept'), '');
        return { folder: tmpdir(), found };
      };`;
    const lambda = await functionOf(code);

    const cold = Object(await lambda.invoke({}));
    const warm = Object(await lambda.invoke({}));
    await lambda.kill('SIGKILL');

    expect([cold.found, warm.found]).toEqual([[], ['kept']]);
    expect(existsSync(join(cold.folder, 'kept'))).toBe(false);
    await expect(lambda.invoke({})).resolves.toMatchObject({ found: [] });
  });
});

describe('an environment whose starter is killed', () => {
  it('ends with its temporary files', async () => {
    const gate = await startGate();
    const bundle = await writeBundle(`
      export const handler = async (url) => {
        console.log(process.env.TMPDIR);
        await fetch(url);
      };`);
    const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER, bundle, gate.url]);
    const [firstLine] = await once(starter.stdout, 'data');
    const temporary = String(firstLine).trim();
    await gate.holds(1);
    const existed = existsSync(temporary);

    starter.kill('SIGKILL');

    await gate.holds(0);
    await expect.poll(() => existsSync(temporary)).toBe(false);
    expect(existed).toBe(true);
  });
});

describe('the variables of an environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are those of Lambda and of the function, and nothing that this process has', async () => {
    for (const name of ['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'NODE_OPTIONS', 'HTTPS_PROXY', 'AWS_SESSION_TOKEN']) {
      vi.stubEnv(name, name === 'NODE_OPTIONS' ? '--no-deprecation' : 'inherited');
    }
    const code = 'export const handler = async () => process.env;';
    const lambda = await functionOf(code, { environment: { QUEUE_URL: 'q', AWS_ACCESS_KEY_ID: 'test' } });

    const variables = Object(await lambda.invoke({}));

    expect(Object.keys(variables).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_DEFAULT_REGION',
      'AWS_EC2_METADATA_DISABLED',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_REGION',
      'AWS_SDK_UA_APP_ID',
      'AWS_SHARED_CREDENTIALS_FILE',
      'LAMBDA_TASK_ROOT',
      'LANG',
      'PATH',
      'QUEUE_URL',
      'TEMP',
      'TMPDIR',
      'TZ',
      '_HANDLER',
    ]);
  });
});

describe('the memory of an environment', () => {
  it('is what the JavaScript heap may grow to', async () => {
    const code = `
      import { getHeapStatistics } from 'node:v8';
      export const handler = async () => getHeapStatistics().heap_size_limit / 1024 / 1024;`;
    const [small, large] = [
      await functionOf(code, { memoryMegabytes: 256 }),
      await functionOf(code, { memoryMegabytes: 1024 }),
    ];

    const difference = Number(await large.invoke({})) - Number(await small.invoke({}));

    expect(difference).toBeCloseTo(1024 - 256, 0);
  });
});
