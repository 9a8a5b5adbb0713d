import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bareEnvironment } from '../bare-environment.ts';
import { timeLimit } from '../time-limit.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/partner-action.ts');
const ANY_FREE = ['--port', '0', '--artifact-store-port', '0', '--sqs-port', '0', '--dynamodb-port', '0'];

it('start --paused says that polling is paused, and its poller asks for no job', {
  timeout: timeLimit(90_000),
}, async () => {
  const command = ['--disable-warning=ExperimentalWarning', PROGRAM, 'start', '--paused', '--verbose', ...ANY_FREE];
  const started = spawn(process.execPath, command, { env: bareEnvironment });
  onTestFinished(() => void started.kill('SIGKILL'));
  let said = '';
  for (const stream of [started.stdout, started.stderr]) stream.on('data', (text) => (said += text));

  const polls = () => said.split('"message":"PollsPaused"').length;
  await expect.poll(() => said, { timeout: timeLimit(60_000) }).toContain('the job can be polled');
  const before = polls();
  await expect.poll(polls, { timeout: timeLimit(20_000) }).toBeGreaterThan(before);
  started.kill('SIGTERM');
  await once(started, 'exit');

  expect(said).toContain('Polling is paused by the deployment (paused: true). Jobs wait.');
  expect(said).not.toContain('the poller took it');
});
