import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  type Action,
  continues,
  defineAction,
  describeAction,
  failed,
  type InputArtifact,
  type Job,
  type JobOf,
  type Outcome,
  type OutputArtifact,
  oneOf,
  optional,
  required,
  type Secret,
  secret,
  succeeded,
  text,
} from '../../../lambda/index.ts';

// What is refused here is refused by `npm run check`: an expected error that does not come is one.

const named = { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' } as const;
const common = { type: named, description: 'Tries things.' };

const bare = defineAction({
  ...common,
  configuration: {},
  inputs: 0,
  outputs: { minimum: 0, maximum: 0 },
  async run(job) {
    expectTypeOf(job.state).toEqualTypeOf<string | undefined>();
    if (job.attempt > 1) {
      // @ts-expect-error An action without inputs has none to open.
      job.input();
      // @ts-expect-error Nor one of any name.
      job.input('Source');
      // @ts-expect-error Nor an output.
      job.output();
      // @ts-expect-error A percentage is at most 100.
      job.progress(101);
      // @ts-expect-error And at least 0.
      return succeeded({ percentComplete: -1 });
    }
    job.progress(50.5);
    job.progress(Math.floor(Math.random() * 100));
    return job.state === undefined ? continues('token', { percentComplete: 100 }) : succeeded();
  },
});

const scan = defineAction({
  ...common,
  configuration: {
    FailOn: optional(oneOf('error', 'never'), { description: 'What fails.', default: 'error' }),
    Token: optional(secret, { description: 'A token.' }),
    Mode: required(z.enum(['fast', 'slow']), { description: 'A mode.' }),
    Limit: required(z.string().transform(Number), { description: 'A limit.' }),
    Count: required(v.pipe(v.string(), v.transform(Number)), { description: 'A count.' }),
    Id: optional(type('string.numeric.parse'), { description: 'An ID.', default: 3 }),
    Name: required(text, { description: 'A name.' }),
  },
  inputs: { minimum: 0, maximum: 1 },
  outputs: ['Report', 'Log'],
  state: z.object({ round: z.number(), startedAt: z.coerce.date() }),
  async run(job) {
    expectTypeOf(job.configuration).toEqualTypeOf<{
      readonly FailOn: 'error' | 'never';
      readonly Token: Secret | undefined;
      readonly Mode: 'fast' | 'slow';
      readonly Limit: number;
      readonly Count: number;
      readonly Id: number;
      readonly Name: string;
    }>();
    expectTypeOf(job.outputs).toEqualTypeOf<readonly ('Report' | 'Log')[]>();
    expectTypeOf(job.state).toEqualTypeOf<{ round: number; startedAt: Date } | undefined>();
    expectTypeOf(job.input('Source')).toEqualTypeOf<InputArtifact | undefined>();
    if (job.attempt > 1) {
      // @ts-expect-error There is no such output.
      job.output('Reprot');
      // @ts-expect-error There are two: which one?
      job.output();
      // @ts-expect-error The input may be missing.
      job.input().entries();
    }
    const report = job.output('Report');
    for await (const entry of job.input()?.entries() ?? []) await report.write(entry.path, '', { mode: entry.mode });
    if (job.state === undefined) return continues({ round: 1, startedAt: new Date() });
    return job.configuration.FailOn === 'never' ? succeeded() : failed('JobFailed', 'no');
  },
});

const several = defineAction({
  ...common,
  configuration: {},
  inputs: { minimum: 0, maximum: 3 },
  outputs: { minimum: 1, maximum: 2 },
  async run(job) {
    expectTypeOf(job.input('One')).toEqualTypeOf<InputArtifact | undefined>();
    expectTypeOf(job.output('One')).toEqualTypeOf<OutputArtifact>();
    // @ts-expect-error There may be three: which one?
    if (job.attempt > 1) job.input();
    return anyJob(job);
  },
});

/** Takes every job, whatever its artifacts and its state are. */
async function anyJob(job: Job<unknown>): Promise<Outcome> {
  expectTypeOf(job.input()).toEqualTypeOf<InputArtifact>();
  return succeeded({ summary: `${job.outputs.length}` });
}

/** Written before `run` is known, as an action of several files is. */
const facts = describeAction({
  ...common,
  configuration: { Note: optional(text, { description: 'A note.' }) },
  inputs: 1,
  outputs: ['Report'],
  state: (value: unknown) => ({ round: Number(Object(value).round) }),
});
const inTwoSteps = facts.runs(work);

async function work(job: JobOf<typeof facts>) {
  expectTypeOf(job.input()).toEqualTypeOf<InputArtifact>();
  expectTypeOf(job.output()).toEqualTypeOf<OutputArtifact>();
  // @ts-expect-error There is no such output.
  if (job.attempt > 1) job.output('Log');
  if (job.state === undefined) return continues({ round: 1 });
  expectTypeOf(job.state.round).toEqualTypeOf<number>();
  return succeeded({ summary: job.configuration.Note });
}

/** With the result of `run` annotated, a helper may take the job of the action itself. */
const annotated = defineAction({
  ...common,
  configuration: {},
  inputs: 1,
  outputs: 0,
  run: async (job): Promise<Outcome> => helper(job),
});

async function helper(job: JobOf<typeof annotated>): Promise<Outcome> {
  return (await job.input().read('a.txt')).length > 0 ? continues('more') : succeeded();
}

const custom = defineAction({
  ...common,
  type: { category: 'Test', provider: 'Probe', version: '1' },
  configuration: {},
  inputs: 0,
  outputs: 0,
  run: async () => succeeded({ variables: { Url: 'https://example.com' } }),
});

describe('an action', () => {
  it('is one of a list, whatever its types are', () => {
    const actions: readonly Action[] = [bare, scan, several, inTwoSteps, annotated, custom];

    expect(actions.map(({ inputs }) => inputs.maximum)).toEqual([0, 1, 3, 1, 1, 0]);
    expect(scan.outputs).toEqual({ minimum: 2, maximum: 2, names: ['Report', 'Log'] });
  });

  it('may leave its owner to the deployment', () => {
    expect(custom.type).toEqual({ category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' });
  });
});

describe('the compiler', () => {
  it('refuses what CodePipeline or the next round would not take', () => {
    const rest = { ...common, configuration: {}, outputs: 0 } as const;
    const state = z.object({ round: z.number() });

    // @ts-expect-error The state is another one.
    defineAction({ ...rest, inputs: 1, state, run: async () => continues({ rnd: 1 }) });
    // @ts-expect-error Without a parser, the state is text.
    defineAction({ ...rest, inputs: 1, run: async () => continues({ round: 1 }) });
    // @ts-expect-error A partner's job worker has no output variables.
    defineAction({ ...rest, inputs: 1, run: async () => succeeded({ variables: { Url: 'a' } }) });
    // @ts-expect-error There are ten artifacts at most.
    expect(() => defineAction({ ...rest, inputs: 11, run: async () => succeeded() })).toThrow('got 11 and 11');
    // @ts-expect-error The default is not one of the words.
    optional(oneOf('a', 'b'), { description: 'A letter.', default: 'c' });
    // @ts-expect-error CodePipeline sends text, and a schema of numbers takes none.
    required(z.number(), { description: 'A number.' });
    // @ts-expect-error Nor does this one.
    required(v.number(), { description: 'A number.' });
    // @ts-expect-error Nor does this one.
    required(type('number'), { description: 'A number.' });
  });
});

it('JobOf is the job of one action', () => {
  expectTypeOf<JobOf<typeof scan>['configuration']['Limit']>().toEqualTypeOf<number>();
  expectTypeOf<JobOf<typeof bare>>().not.toBeAny();
});
