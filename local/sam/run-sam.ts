import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

interface SamRun {
  /** The exit code of sam itself; it is 0 also when the function threw. */
  readonly exitCode: number;
  /** What the function returned or, as Lambda reports it, threw; undefined when sam printed no JSON. */
  readonly answer: unknown;
}

/** Runs `sam local invoke`. What sam and the function log goes to standard error. @param folder Where no configuration of sam is. */
export async function runSam(args: readonly string[], folder: string, environment: NodeJS.ProcessEnv): Promise<SamRun> {
  const env = { ...environment, SAM_CLI_TELEMETRY: '0' };
  const sam = spawn('sam', ['local', 'invoke', ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  // Ctrl-C ends sam, which removes its container; this process then tidies up and ends by itself.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    const [output, [code]] = await Promise.all([text(sam.stdout), once(sam, 'close')]);
    return { exitCode: code ?? 1, answer: parse(output) };
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** Whether the function threw: what Lambda answers then has these two members. */
export const isError = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'errorType' in answer && 'errorMessage' in answer;

function parse(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
