import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endProcesses, running } from '../../../lambda/workplace/job-processes.ts';

const FOLDER = '/tmp/job-of-this-test';

/** A shell that waits for ever, once it has told the IDs that it prints. */
async function start(script: string, env: Record<string, string> = {}): Promise<{ shell: ChildProcess; pid: number }> {
  const shell = spawn('sh', ['-c', `${script}; read nothing`], { env: { ...process.env, ...env } });
  onTestFinished(() => void shell.kill('SIGKILL'));
  const [line] = await once(createInterface(shell.stdout), 'line');
  return { shell, pid: Number(line) };
}

/** The signal that ended a shell. */
const endOf = async (shell: ChildProcess) => (await once(shell, 'exit'))[1];

/** One that has ended stays in the list, as a zombie, until its parent asks for it. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

describe.runIf(process.platform === 'linux')('the processes of a job', () => {
  it('are ended with all that descend from them', async () => {
    const before = running();
    const { shell, pid } = await start('sh -c "sleep 600 & echo \\$!; wait" & :');
    const ended = endOf(shell);

    endProcesses(before, FOLDER);

    expect(await ended).toBe('SIGKILL');
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('are ended when they have let go of their parent, as long as they have the folder of the job', async () => {
    const before = running();
    const marked = await start('(setsid sleep 600 >/dev/null & echo $!)', { TMPDIR: FOLDER });
    marked.shell.kill('SIGKILL');
    await once(marked.shell, 'exit');

    endProcesses(before, FOLDER);

    await expect.poll(() => isAlive(marked.pid)).toBe(false);
  });

  it('are not those that were there before', async () => {
    const { shell, pid } = await start('echo $$', { TMPDIR: FOLDER });

    endProcesses(running(), FOLDER);

    expect(isAlive(pid)).toBe(true);
    expect(shell.exitCode ?? shell.signalCode).toBeNull();
  });
});
