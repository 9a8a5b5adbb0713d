import { expect, it } from 'vitest';
import { defineAction } from '../../../lambda/action/action.ts';
import { optional } from '../../../lambda/action/configuration.ts';
import type { Job } from '../../../lambda/action/job.ts';
import { continues, failed, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { secret } from '../../../lambda/action/parsers.ts';
import type { Host, Task } from '../../../lambda/job/workplace.ts';
import { perform } from '../../../lambda/workplace/perform.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { memoryArtifacts } from '../../memory/artifacts.ts';

const type = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;

const hostWith = (changes: Partial<Host> = {}): Host => {
  const { signal } = new AbortController();
  return {
    access: {
      signal,
      encryptionKeyId: undefined,
      transfers: { add() {} },
      credentials: () => Promise.reject(new Error('not needed')),
    },
    log: memoryLog(),
    hide: async () => {},
    begin: async () => 60_000,
    remember: async () => {},
    over: signal,
    ...changes,
  };
};

const taskWith = (changes: Partial<Task['details']> = {}): Task => ({
  clientId: 'c-1',
  details: {
    ...{ jobId: 'j-1', actionTypeId: type, pipeline: {}, inputArtifacts: [], outputArtifacts: [], configuration: {} },
    ...changes,
  },
  continuationToken: undefined,
  attempt: 1,
  remembered: {},
  folder: '/nowhere',
});

const actionThat = (run: (job: Job<unknown>) => Promise<Outcome>) =>
  defineAction({
    type,
    description: 'Does what a test wants.',
    configuration: { Password: optional(secret, { description: 'A password.' }) },
    inputs: 0,
    outputs: 0,
    run,
  });

const portsFor = (...actions: ReturnType<typeof actionThat>[]) => ({
  artifacts: memoryArtifacts(new Map()),
  actions,
  surroundings: { local: false },
});

it('lets no code of an action see a job before the secrets of the job are hidden', async () => {
  const hidden = Promise.withResolvers<void>();
  const asked: (readonly string[])[] = [];
  let began = false;
  const action = actionThat(async () => {
    began = true;
    return succeeded();
  });
  const hide: Host['hide'] = (secrets) => {
    asked.push(secrets);
    return hidden.promise;
  };

  const task = taskWith({ configuration: { Password: 'correct horse' } });
  const outcome = perform(portsFor(action), task, hostWith({ hide }));
  await new Promise(setImmediate);
  const beganEarly = began;
  hidden.resolve();

  expect(await outcome).toEqual({ kind: 'succeeded' });
  expect(asked).toEqual([['correct horse']]);
  expect([beganEarly, began]).toEqual([false, true]);
});

it('moves each percentage that is out of range into it, and says so', async () => {
  const log = memoryLog();
  const percent = (number: number) => number;
  const action = actionThat(async (job) => {
    job.progress(percent(-5), 'began');
    return continues('more');
  });
  const ending = actionThat(async () => succeeded({ percentComplete: percent(250) }));

  const outcomes = [
    await perform(portsFor(action), taskWith(), hostWith({ log })),
    await perform(portsFor(ending), taskWith(), hostWith({ log })),
  ];

  expect(outcomes).toMatchObject([{ percentComplete: 0 }, { percentComplete: 100 }]);
  expect(log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields)).toEqual([
    { given: -5, taken: 0 },
    { given: 250, taken: 100 },
  ]);
});

it('leaves out a summary of the last progress that is not text, so that the outcome can go to another thread', async () => {
  const action = actionThat(async (job) => {
    job.progress(50, (() => 'half') as never);
    return continues('more');
  });

  const outcome = await perform(portsFor(action), taskWith(), hostWith());

  expect(structuredClone(outcome)).toEqual({ kind: 'continues', continuationToken: 'more', percentComplete: 50 });
});

it('runs an action for whichever owner has its type, that of its own owner first', async () => {
  const says = (owner: 'ThirdParty' | 'AWS', message: string) => ({
    ...actionThat(async () => failed('JobFailed', message)),
    type: { ...type, owner },
  });
  const ports = portsFor(says('AWS', 'of AWS'), says('ThirdParty', 'of a partner'));

  const partners = await perform(ports, taskWith(), hostWith());
  const customers = await perform(ports, taskWith({ actionTypeId: { ...type, owner: 'Custom' } }), hostWith());
  const another = perform(ports, taskWith({ actionTypeId: { ...type, version: '2' } }), hostWith());

  expect([partners, customers]).toMatchObject([{ message: 'of a partner' }, { message: 'of AWS' }]);
  await expect(another).rejects.toThrow('does not serve the action type Test/ThirdParty/Probe/2');
});
