import { expect, it } from 'vitest';
import { createCallSubjects } from '../../../local/events/call-subject.ts';
import { createRecorder } from '../../../local/events/recorder.ts';
import { watchFunctions } from '../../../local/events/watch-functions.ts';
import { manualClock } from '../codepipeline/start-plane.ts';

/** Too short for a piece of it to be known as one. */
const SECRET = 'open-sesame!';
/** What the page is shown of a text, in characters. */
const SHOWN = 4_000;

/** What is recorded of the lines that a worker writes for a job. */
function recordLines(...lines: string[]): string {
  const recorder = createRecorder(manualClock(), () => [SECRET]);
  const subjects = createCallSubjects();
  recorder.record({
    ...{ kind: 'job', jobId: 'a', status: 'InProgress', createdAt: 0, changedAt: 0, actionExecutionId: 'a' },
    actionTypeId: { category: 'Test', owner: 'Custom', provider: 'Scan', version: '1' },
    ...{ pipelineName: 'shop', stageName: 'Check', actionName: 'Guard' },
  });
  subjects.begin('worker-1', 'a');
  const watch = watchFunctions(recorder, subjects, () => []);
  for (const line of lines) watch.onLog('worker', line, 'worker-1');
  return JSON.stringify(recorder.details('a', 0).events);
}

const long = `${'.'.repeat(SHOWN - 6)}${SECRET}${'.'.repeat(SHOWN)}`;

it.each([
  ['a line that an action printed', long],
  ['the message of a line', JSON.stringify({ level: 'INFO', message: long })],
  ['what else is in a line', JSON.stringify({ level: 'INFO', message: 'm', key: long.slice('{"key":"'.length) })],
  ['an error', JSON.stringify({ level: 'ERROR', message: 'm', error: { name: 'Error', message: long.slice(7) } })],
])('shows no half of a secret where %s is cut', (_, line) => {
  const recorded = recordLines(line);

  expect(recorded).toMatch(/\*\*\*\.*…/);
  expect(recorded).not.toContain(SECRET.slice(0, 4));
});

it('shows the beginning of a line of many megabytes', () => {
  const recorded = recordLines(`${SECRET} ${'words '.repeat(3 * 1024 * 1024)}`);

  expect(recorded).toContain('*** words words');
  expect(recorded.length).toBeLessThan(2 * SHOWN);
});
