import { describe, expect, it } from 'vitest';
import type { JobEvent, LocalEvent } from '../../../local/events/event.ts';
import { createRecorder, type Told } from '../../../local/events/recorder.ts';
import { manualClock } from '../codepipeline/start-plane.ts';

const job = (jobId: string, actionExecutionId = jobId): Told<JobEvent> => ({
  kind: 'job',
  jobId,
  clientId: 'c',
  actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Scan', version: '1' },
  pipelineName: 'shop',
  stageName: 'Check',
  actionName: 'Guard',
  actionExecutionId,
  status: 'Queued',
  createdAt: 0,
  changedAt: 0,
});
const line = (jobId: string, message: string): Told<LocalEvent> => ({
  kind: 'log',
  jobId,
  function: 'worker',
  level: 'info',
  message,
  fields: '',
});
const kill = (jobId: string): Told<LocalEvent> => ({ kind: 'kill', jobId, environment: 'worker-1' });
const open = (secrets: string[] = []) => createRecorder(manualClock(), () => secrets);

describe('the recorder', () => {
  it('keeps the latest of each subject, at the place where it first was', () => {
    const recorder = open();
    recorder.record(job('a'));
    recorder.record(job('b'));
    recorder.changeJob('a', { percent: 40 });

    expect(recorder.overview(0)).toMatchObject([
      { jobId: 'a', percent: 40 },
      { jobId: 'b', id: 2 },
    ]);
    expect(recorder.overview(2)).toMatchObject([{ jobId: 'a' }]);
  });

  it('says nothing when nothing changed', () => {
    const recorder = open();
    recorder.record(job('a'));
    recorder.changeJob('a', { status: 'Queued' });
    recorder.changeJob('unknown', { percent: 1 });

    expect(recorder.overview(0)).toMatchObject([{ id: 1 }]);
  });

  it('drops lines and calls before what tells the story of a job, and says how many', () => {
    const recorder = open();
    recorder.record(job('a'));
    recorder.record(kill('a'));
    for (let count = 0; count < 5_000; count++) recorder.record(line('a', `line ${count}`));

    const { events, dropped } = recorder.details('a', 0);

    expect(events.length).toBeLessThanOrEqual(2_000);
    expect(events.length + dropped).toBe(5_001);
    expect(events[0]).toMatchObject({ kind: 'kill' });
    expect(events.at(-1)).toMatchObject({ message: 'line 4999' });
  });

  it('holds a bound over all jobs together: the one that was quiet for longest loses its details', () => {
    const recorder = open();
    for (let number = 0; number < 50; number++) {
      recorder.record(job(`job-${number}`));
      for (let count = 0; count < 1_900; count++) recorder.record(line(`job-${number}`, 'x'));
    }

    const sizes = Array.from({ length: 50 }, (_, number) => recorder.details(`job-${number}`, 0).events.length);

    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
    expect(sizes[0]).toBe(0);
    expect(sizes.at(-1)).toBe(1_900);
    expect(recorder.details('job-0', 0).dropped).toBe(1_900);
  });

  it('keeps nothing of a job that is no longer in the overview, nor of endless ones that never were', () => {
    const recorder = open();
    for (let number = 0; number < 5_500; number++) {
      recorder.record(job(`job-${number}`));
      recorder.record(kill(`job-${number}`));
    }
    for (let number = 0; number < 5_500; number++) recorder.record(kill(`unknown-${number}`));

    // Only what is in the overview can be found.
    for (const jobId of ['job-0', 'job-499', 'unknown-499', 'unknown-5499']) recorder.record(job(jobId));

    const found = (jobId: string) => recorder.details(jobId, 0).events.length;
    expect(['job-0', 'job-499', 'unknown-499', 'unknown-5499'].map(found)).toEqual([0, 0, 0, 1]);
  });

  it('hides what was secret when the job was made and what was issued later, in every text', () => {
    const recorder = open(['secret-of-the-configuration']);
    recorder.record(job('a'));
    recorder.hide('a', ['nonce-of-a-dispatch']);
    recorder.hide(undefined, ['client-token-of-all']);
    recorder.record(line('a', 'secret-of-the-configuration nonce-of-a-dispatch client-token-of-all'));
    recorder.record(line('a', Buffer.from('secret-of-the-configuration').toString('base64')));

    const texts = recorder.details('a', 0).events.map((event) => ('message' in event ? event.message : ''));

    expect(texts).toEqual(['*** *** ***', '***']);
  });

  it('hides what is secret about a job although a hundred others came after it', () => {
    const recorder = open();
    for (let number = 0; number < 300; number++) recorder.hide(`job-${number}`, [`nonce-${number}-nonce`]);
    for (let number = 0; number < 300; number++) recorder.record(line(`job-${number}`, `nonce-${number}-nonce`));
    recorder.record(job('job-0'));

    expect(recorder.details('job-0', 0).events).toMatchObject([{ message: '***' }]);
  });
});
