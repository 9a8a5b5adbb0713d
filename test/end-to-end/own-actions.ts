import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { bareEnvironment } from '../bare-environment.ts';
import { timeLimit } from '../time-limit.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/partner-action.ts');

/** How a program ended. */
interface Ended {
  code: number;
  output: string;
  errors: string;
}

/** The source of an action of somebody who has nothing of this repository but its package. */
export const wordCount = (
  run = "return succeeded({ summary: job.configuration.MaxWords + ' words are allowed.' });",
) => `
import { defineAction, optional, required, secret, succeeded, wholeNumber } from 'codepipeline-partner-action';
import { greet } from './greet.ts';

export const actions = [
  defineAction({
    type: { category: 'Test', owner: 'ThirdParty', provider: 'Word-Count', version: '1' },
    description: 'Counts words.',
    configuration: {
      MaxWords: required(wholeNumber(1, 1000), { description: 'The number of words that are allowed.' }),
      Token: optional(secret, { description: 'Opens nothing.' }),
    },
    inputs: { minimum: 1, maximum: 2 },
    outputs: { minimum: 0, maximum: 0 },
    async run(job) {
      greet(job.configuration.MaxWords);
      ${run}
    },
  }),
];
`;

/** A folder outside of this repository with an actions file, and what that imports. It is gone after the test. */
export async function makeProject(files: Record<string, string> = { 'actions.ts': wordCount() }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'own-actions-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const all = { 'greet.ts': "export const greet = (words: number) => 'hello ' + words;\n", ...files };
  for (const [name, content] of Object.entries(all)) await writeFile(join(folder, name), content);
  return folder;
}

/** A program that goes on until it is told to end. */
export interface Running {
  /** What it has printed so far. */
  printed(): string;
  /** Waits until it has printed this, after what was seen so far. */
  sees(text: RegExp): Promise<void>;
  /** The command lines of the processes that it has started and that have not ended. */
  children(): string[];
  /** Asks it to end, and gives its exit code. */
  end(): Promise<number | null>;
}

/** Starts `partner-action` with these words in a folder. It ends with the test. */
export function startIn(folder: string, args: string[]): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env: bareEnvironment });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  let printed = '';
  let seen = 0;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (printed += text));
  const end = async () => {
    child.kill('SIGTERM');
    return await closed;
  };
  onTestFinished(async () => void (await end()));
  return {
    printed: () => printed,
    children: () => childrenOf(child.pid),
    async sees(text) {
      await expect.poll(() => printed.slice(seen), { timeout: timeLimit(120_000), interval: 50 }).toMatch(text);
      const [match = ''] = text.exec(printed.slice(seen)) ?? [];
      seen = printed.indexOf(match, seen) + match.length;
    },
    end,
  };
}

function childrenOf(parent: number | undefined): string[] {
  const processes = execFileSync('ps', ['-A', '-ww', '-o', 'ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  return processes.map((line) => line.trim()).filter((line) => line.startsWith(`${parent} `));
}

/** Has each service listen on a port that is free. */
export const ANY_FREE = ['--port', '0', '--artifact-store-port', '0', '--sqs-port', '0', '--dynamodb-port', '0'];

/** Runs `partner-action` with these words in a folder, without anything else of this environment. */
export const runIn = (folder: string, args: string[], environment: Record<string, string> = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...bareEnvironment, ...environment };
    execFile(
      process.execPath,
      [PROGRAM, ...args],
      { cwd: folder, env, timeout: timeLimit(120_000) },
      (error, output, errors) => resolve({ code: Number(error?.code ?? 0), output, errors }),
    );
  });
