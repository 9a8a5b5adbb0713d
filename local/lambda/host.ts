/** Runs in a process of its own, one for each environment of a function: imports the bundle once, then serves one invocation after the other. */
import { rmSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { InvokeMessage, Reply, ReportedError } from './messages.ts';

type Handler = (event: unknown, context: object) => unknown;

const [, , bundle = '', temporaryFolder = ''] = process.argv;
const surroundings = process.env;

// Of this file, before the function is there: what Node compiles of that is the function's, and its process is killed at the end.
flushCompileCache();
delete surroundings['NODE_COMPILE_CACHE'];

// The process that started this one is gone, so this one removes its files itself.
process.on('disconnect', () => {
  rmSync(temporaryFolder, { recursive: true, force: true });
  process.exit();
});
process.on('uncaughtException', (error) => void breakDown(describe(error), 129));
process.on('unhandledRejection', (reason) => {
  const { errorMessage, trace } = describe(reason);
  void breakDown({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage, trace }, 128);
});

const handler = await loadHandler();
process.on('message', (invocation: InvokeMessage) => void serve(handler, invocation));
await send({ kind: 'initialised' });

async function loadHandler(): Promise<Handler> {
  try {
    const { handler }: { handler?: unknown } = await import(pathToFileURL(bundle).href);
    if (typeof handler === 'function') return handler as Handler;
    const errorMessage = 'index.handler is undefined or not exported';
    return await breakDown({ errorType: 'Runtime.HandlerNotFound', errorMessage, trace: [] }, 1);
  } catch (error) {
    return await breakDown({ ...describe(error), ...importErrorType(error) }, 1);
  }
}

async function serve(handler: Handler, invocation: InvokeMessage): Promise<void> {
  try {
    const result = await handler(JSON.parse(invocation.event), contextOf(invocation));
    await send(marshal(result));
  } catch (error) {
    await send({ kind: 'threw', error: describe(error) });
  }
}

/** Lambda answers `null` for a handler that returns nothing. */
function marshal(result: unknown): Reply {
  try {
    return { kind: 'returned', result: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    const errorMessage = `Unable to stringify response body: ${describe(error).errorMessage}`;
    return { kind: 'threw', error: { errorType: 'Runtime.MarshalError', errorMessage, trace: [] } };
  }
}

function contextOf({ requestId, invokedFunctionArn, milliseconds }: InvokeMessage): object {
  const deadline = performance.now() + milliseconds;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: surroundings['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: surroundings['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn,
    logGroupName: surroundings['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: surroundings['AWS_LAMBDA_LOG_STREAM_NAME'],
    memoryLimitInMB: surroundings['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

/** Says what went wrong, then ends the process, as Lambda's runtime does. */
async function breakDown(error: ReportedError, exitCode: number): Promise<never> {
  await send({ kind: 'broke', error });
  process.exit(exitCode);
}

function send(reply: Reply): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(reply, () => resolve());
  });
}

function describe(thrown: unknown): ReportedError {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split('\n') ?? [] };
}

function importErrorType(error: unknown): { errorType?: string } {
  if (error instanceof SyntaxError) return { errorType: 'Runtime.UserCodeSyntaxError' };
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing ? { errorType: 'Runtime.ImportModuleError' } : {};
}
