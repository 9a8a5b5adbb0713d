import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { jobsCommand } from '../../../operate/jobs/jobs-command.ts';
import { queryError, type StandIn, standInForAws } from '../aws-stand-in.ts';
import { runCommand } from '../run-command.ts';

let aws: StandIn;
beforeEach(async () => {
  aws = await standInForAws(({ body }) => queryError('ValidationError', `Stack ${body['StackName']} does not exist`));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

const call = (...args: string[]) => runCommand(jobsCommand, [...args, '--stack', 'S']);
const both = ['--region', 'us-east-1,eu-west-1'];

describe('the beginning of a job ID, where each of several Regions may have a job that begins so', () => {
  it.each([
    ['retry', '3f2a1b4c'],
    ['fail', '--message', 'no', '3f2a1b4c'],
    ['fail', '3f2a1b4c-', '--message', 'no', '--json'],
  ])('changes none of them: %s %s', async (...words) => {
    const ended = await call(...words, ...both);

    expect(ended).toMatchObject({ code: 2, output: '' });
    expect(ended.errors).toContain('in several Regions a job is changed by its full ID only');
    expect(aws.calls).toEqual([]);
  });

  it.each([
    ['one that is only looked at', ['show', '3f2a1b4c'], both],
    ['one Region', ['retry', '3f2a1b4c'], ['--region', 'us-east-1']],
    ['a full ID', ['fail', '3f2a1b4c-0000-4000-8000-000000000000', '--message', 'bad'], both],
  ])('is no matter for %s', async (_what, words, regions) => {
    const ended = await call(...words, ...regions);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('There is no stack S in us-east-1') });
  });
});
