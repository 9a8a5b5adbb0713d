import { describe, expect, it } from 'vitest';
import { functionOf } from './bundles.ts';

const COUNTING = `
  let invocations = 0;
  export const handler = async () => ({ process: process.pid, invocations: ++invocations });
`;

describe('an invocation', () => {
  it('gives what the handler returned, as JSON carries it', async () => {
    const code = `export const handler = async (event) => ({ got: event, when: new Date(0), nothing: undefined });`;
    const lambda = await functionOf(code);

    const result = await lambda.invoke({ Records: [1, 'ä'] });

    expect(result).toEqual({ got: { Records: [1, 'ä'] }, when: '1970-01-01T00:00:00.000Z' });
  });

  it('gives null for a handler that returns nothing', async () => {
    const lambda = await functionOf('export const handler = async () => {};');

    const result = await lambda.invoke({});

    expect(result).toBeNull();
  });

  it('uses the warm environment of the one before', async () => {
    const lambda = await functionOf(COUNTING);

    const first = await lambda.invoke({});
    const second = await lambda.invoke({});

    expect(first).toEqual({ process: expect.any(Number), invocations: 1 });
    expect(second).toEqual({ ...Object(first), invocations: 2 });
  });

  it('carries the context that Lambda gives', async () => {
    const code = `export const handler = async (event, context) => ({
      ...context, remaining: context.getRemainingTimeInMillis() });`;
    const settings = { name: 'worker', timeoutSeconds: 20, environment: { AWS_REGION: 'eu-west-1' } };
    const lambda = await functionOf(code, settings);

    const first = Object(await lambda.invoke({}));
    const second = Object(await lambda.invoke({}));

    expect(first).toEqual({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'worker',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:worker',
      logGroupName: '/aws/lambda/worker',
      logStreamName: expect.stringContaining('[$LATEST]'),
      memoryLimitInMB: '128',
      remaining: expect.any(Number),
    });
    expect(first.remaining).toBeGreaterThan(10_000);
    expect(first.remaining).toBeLessThanOrEqual(20_000);
    expect(second.awsRequestId).not.toBe(first.awsRequestId);
  });

  it('forwards what the function writes, line by line', async () => {
    const code = `
      console.log('imported');
      export const handler = async () => {
        process.stdout.write('one\\ntwo\\nlast');
        console.error('wrong');
        process.exit(0);
      };`;
    const lambda = await functionOf(code);

    await expect(lambda.invoke({})).rejects.toThrow();

    const written = (stream: string) => lambda.lines.filter((line) => line.startsWith(stream));
    await expect
      .poll(() => written('stdout'))
      .toEqual(['stdout: imported', 'stdout: one', 'stdout: two', 'stdout: last']);
    await expect.poll(() => written('stderr')).toEqual(['stderr: wrong']);
  });
});

describe('a failed invocation', () => {
  it('rejects with the error that the handler threw and keeps the environment', async () => {
    const code = `
      class TooMuch extends Error { name = 'TooMuch' }
      let invocations = 0;
      export const handler = async () => {
        if (++invocations === 1) throw new TooMuch('of everything');
        return invocations;
      };`;
    const lambda = await functionOf(code);

    const first = lambda.invoke({});

    await expect(first).rejects.toMatchObject({
      name: 'InvocationError',
      errorType: 'TooMuch',
      errorMessage: 'of everything',
      trace: expect.arrayContaining([expect.stringContaining('index.mjs')]),
    });
    await expect(lambda.invoke({})).resolves.toBe(2);
  });

  it('starts a new environment when the one before died while nobody used it', async () => {
    const lambda = await functionOf(COUNTING);
    await lambda.invoke({});
    await lambda.kill('SIGKILL');

    await expect(lambda.invoke({})).resolves.toMatchObject({ invocations: 1 });
  });

  it.each([
    ['a thrown text', `throw 'no'`, 'string', 'no'],
    ['a result that is not JSON', 'return 1n', 'Runtime.MarshalError', 'Unable to stringify response body: '],
  ])('names %s', async (_, statement, errorType, errorMessage) => {
    const lambda = await functionOf(`export const handler = async () => { ${statement} };`);

    const result = lambda.invoke({});

    await expect(result).rejects.toMatchObject({ errorType, errorMessage: expect.stringContaining(errorMessage) });
  });

  it.each([
    ['throws', `throw new RangeError('at import')`, 'RangeError', 'at import'],
    ['misses a module', `import 'not-there'`, 'Runtime.ImportModuleError', 'not-there'],
    ['is no JavaScript', 'const = 1', 'Runtime.UserCodeSyntaxError', 'Unexpected token'],
    ['exports no handler', 'export const run = 1', 'Runtime.HandlerNotFound', 'index.handler is undefined'],
    ['ends its process', 'process.exit(4)', 'Runtime.ExitError', 'exit status 4'],
  ])('says so when the bundle %s', async (_, code, errorType, errorMessage) => {
    const lambda = await functionOf(code);

    const result = lambda.invoke({});

    await expect(result).rejects.toMatchObject({ errorType, errorMessage: expect.stringContaining(errorMessage) });
  });

  it('imports the bundle anew after an import that failed', async () => {
    const code = `
      import { existsSync, writeFileSync } from 'node:fs';
      if (!existsSync('started')) {
        writeFileSync('started', '');
        throw new Error('not yet');
      }
      export const handler = async () => 'ready';`;
    const lambda = await functionOf(code);

    await expect(lambda.invoke({})).rejects.toMatchObject({ errorMessage: 'not yet' });

    await expect(lambda.invoke({})).resolves.toBe('ready');
  });
});
