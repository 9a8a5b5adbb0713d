import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordinaryCast, type Role } from '../../../local/chaos/cast.ts';
import { type RehearsalInput, writeInput } from '../../../local/chaos/input.ts';
import { type Course, judgeCourse, judgeFencing, judgeSecrets } from '../../../local/chaos/judge.ts';
import { createObserver } from '../../../local/chaos/observer.ts';
import type { JobView } from '../../../local/codepipeline/local-api/job-view.ts';

let folder: string;
let input: RehearsalInput;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judge-'));
  input = await writeInput(join(folder, 'input'), 1);
});
afterAll(() => rm(folder, { recursive: true }));

const actionTypeId = { category: 'Test', owner: 'ThirdParty', provider: 'Rehearsal', version: '1' } as const;
const role: Role = {
  ...{ index: 0, name: 'plain', configuration: {}, hasOutput: false, mostKills: 2, mostKillsOfLastWord: 0 },
  expected: { kind: 'succeeded', rounds: 1 },
};
const ended = (changes: Partial<JobView>): JobView => ({
  ...{ jobId: 'j-1', clientId: 'c-1', status: 'Succeeded', inputArtifacts: [], outputArtifacts: [] },
  ...{ actionTypeId, pipelineName: 'shop', stageName: 'Test', actionName: 'Job-0' },
  transitions: ['Queued' as const, 'InProgress' as const, changes.status ?? ('Succeeded' as const)].map((status) => ({
    status,
    at: '',
  })),
  ...changes,
});
const right = () => ended({ executionDetails: { summary: `${input.digest} after round 1, remembered nothing` } });
const givenUp = () =>
  ended({
    status: 'Failed',
    failureDetails: { type: 'SystemUnavailable', message: 'Job j-1 was given up: 3 attempts ended without a result.' },
  });
const judge = (course: Partial<Course>, faults: string[] = []) =>
  judgeCourse(
    { role, rounds: [right()], interruptions: 0, disturbed: false, ...course },
    input,
    createObserver(),
    faults,
  );

describe('the judge', () => {
  it('has nothing to say of the right result', async () => {
    expect(await judge({})).toEqual([]);
  });

  it('complains about a job without a result', async () => {
    const complaints = await judge({ rounds: [ended({ status: 'InProgress' })] });

    expect(complaints).toEqual([expect.stringContaining('has 0 final results, right is one')]);
  });

  it('complains about a wrong summary', async () => {
    const complaints = await judge({ rounds: [ended({ executionDetails: { summary: 'something else' } })] });

    expect(complaints).toEqual([expect.stringContaining('the result is "success: something else"')]);
  });

  it("holds somebody's own job to the result that it has undisturbed, in as many rounds and words as it likes", async () => {
    const own: Role = { ...role, expected: { kind: 'as-undisturbed', result: 'Failed with JobFailed' } };
    const failure = (type: string) => ended({ status: 'Failed', failureDetails: { type, message: 'at 12:01' } });

    expect(await judge({ role: own, rounds: [ended({ continuedAs: 'j-2' }), failure('JobFailed')] })).toEqual([]);
    expect(await judge({ role: own, rounds: [failure('ConfigurationError')] })).toEqual([
      'it has Failed with ConfigurationError, and Failed with JobFailed when nothing is in its way',
    ]);
    expect(await judge({ role: own })).toEqual([
      'it has Succeeded, and Failed with JobFailed when nothing is in its way',
    ]);
    expect(await judge({ role: own, rounds: [ended({ status: 'TimedOut' })] })).toEqual([
      expect.stringContaining('has 1 final results'),
    ]);
    expect(await judge({ role: own, rounds: [givenUp()], interruptions: 2 })).toHaveLength(1);
    expect(await judge({ role: own, rounds: [givenUp()], interruptions: 3 })).toEqual([]);
  });

  it('complains about a job that was done in too many rounds', async () => {
    const complaints = await judge({ rounds: [ended({ continuedAs: 'j-2' }), right()] });

    expect(complaints).toEqual(['it took 2 rounds, right is 1']);
  });

  it.each([
    [2, 1],
    [3, 0],
  ])(
    'takes a job for rightly given up only after three interruptions: after %i it has %i complaints',
    async (interruptions, count) => {
      const complaints = await judge({ rounds: [givenUp()], interruptions });

      expect(complaints).toHaveLength(count);
    },
  );

  it("takes a rival's result where there are rivals, and nowhere else", async () => {
    const rounds = [ended({ executionDetails: { summary: 'finished by another worker' } })];

    expect(await judge({ rounds }, ['rival'])).toEqual([]);
    expect(await judge({ rounds })).toHaveLength(1);
  });

  it('complains about a success without its output artifact', async () => {
    const [small] = ordinaryCast(1, 0);
    if (small === undefined) throw new Error('there is no ordinary job');

    const complaints = await judge({ role: small, rounds: [{ ...right(), outputArtifacts: [{ name: 'Result' }] }] });

    expect(complaints).toEqual(['it succeeded without its output artifact']);
  });

  it('complains about a result from a worker whose lease another had taken over', () => {
    const takeovers = [
      { at: 10, jobId: 'j-1', sender: 'worker-a' },
      { at: 20, jobId: 'j-1', sender: 'worker-b' },
    ];
    const judgePut = (sentAt: number) =>
      judgeFencing({ ...createObserver(), takeovers, puts: [{ sentAt, jobId: 'j-1', sender: 'worker-a' }] });

    expect(judgePut(15)).toEqual([]);
    expect(judgePut(25)).toEqual(['job j-1: a result of worker-a was accepted, the lease was held by worker-b']);
  });

  it.each([
    ['plain', 'a "secret"'],
    ['in JSON', JSON.stringify('a "secret"')],
    ['in base64', Buffer.from('a "secret"').toString('base64')],
    ['in a URL', encodeURIComponent('a "secret"')],
  ])('complains about a secret that is seen %s', (_how, text) => {
    const complaints = judgeSecrets(['a "secret"'], { 'a log line': [`text ${text} text`, 'nothing'] });

    expect(complaints).toEqual(['1 times a secret was seen in a log line']);
  });
});
