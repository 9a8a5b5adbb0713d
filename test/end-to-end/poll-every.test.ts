import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { wakeUpQueueName } from '../../model/local/services.ts';
import { bareEnvironment } from '../bare-environment.ts';
import { timeLimit } from '../time-limit.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/partner-action.ts');
/** Seconds. Two of them fit into a minute, and the job is done long before the first is over. */
const EVERY = 29;

/** What the poller has sent to itself, and when each is to come, as it lies in the queue that a state folder keeps. */
function wakeUpsIn(state: string): { dueAt: number; every: number }[] {
  const database = new DatabaseSync(join(state, 'sqs/fauxqs.db'), { readOnly: true });
  const messages = database.prepare('SELECT body FROM sqs_messages WHERE queue_name = ?').all(wakeUpQueueName);
  database.close();
  return messages.map(({ body }) => JSON.parse(String(body)));
}

it('start --poll-every has its poller wake itself at that pace until the next minute, and does a job that waits', {
  timeout: timeLimit(90_000),
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poll-every-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [artifact, state] = [join(folder, 'artifact'), join(folder, 'state')];
  await mkdir(artifact);
  await writeFile(join(artifact, 'a.txt'), 'plain\n');
  const flags = ['--once', '--poll-every', String(EVERY), '--state', state, '--artifact', artifact];

  const startedAt = Date.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, 'start', ...flags],
    { env: bareEnvironment, timeout: timeLimit(60_000) },
  );

  const passed = Date.now() - startedAt;
  expect(stdout).toContain('Succeeded');
  const dueAt = wakeUpsIn(state)
    .filter(({ every }) => every === EVERY)
    .map((wakeUp) => wakeUp.dueAt)
    .toSorted((a, b) => a - b);
  const gaps = dueAt.slice(1).map((due, index) => due - (dueAt[index] ?? 0));
  expect(gaps.filter((gap) => gap !== EVERY * 1000)).toEqual([]);
  // On a busy machine the first has come before the job was done.
  expect(dueAt.length * EVERY * 1000 + passed).toBeGreaterThan(2 * EVERY * 1000);
});
