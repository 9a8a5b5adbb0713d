import { describe, expect, it } from 'vitest';
import { readPlace, writePlace } from '../../../local/console/page/address.ts';
import { cliLine } from '../../../local/console/page/cli-line.ts';
import { commandFor } from '../../../local/console/page/command-for.ts';

const usual = { view: 'jobs', tab: 'log', filter: 'all', search: '' } as const;

describe('the address', () => {
  it.each([
    ['', usual],
    ['#', usual],
    ['#jobs', usual],
    ['#rules', { ...usual, view: 'rules' }],
    ['#6f1a2c52', { ...usual, jobId: '6f1a2c52' }],
    [
      '#job=a&tab=calls&show=failed&q=guard+x',
      { ...usual, jobId: 'a', tab: 'calls', filter: 'failed', search: 'guard x' },
    ],
    ['#job=a&tab=nonsense&show=%3Cimg%3E', { ...usual, jobId: 'a' }],
  ])('%s names a place', (hash, place) => {
    expect(readPlace(hash)).toEqual(place);
  });

  it('names again what it was read from', () => {
    const place = { view: 'jobs', jobId: 'a&b=c', tab: 'ledger', filter: 'running', search: '#1 & "2"' } as const;

    expect(readPlace(writePlace(place))).toEqual(place);
  });
});

it('gives a call as a line of the AWS CLI that a shell takes', () => {
  const call = {
    kind: 'call',
    id: 1,
    at: 0,
    jobId: 'a',
    milliseconds: 1,
    status: 200,
    attempt: 1,
    answer: '',
    service: 'codepipeline',
    operation: 'PutThirdPartyJobFailureResult',
    request: `{"message":"it's"}`,
  } as const;

  expect(cliLine(call, 'http://127.0.0.1:4510')).toBe(
    `aws codepipeline put-third-party-job-failure-result --endpoint-url http://127.0.0.1:4510 --cli-input-json '{"message":"it'\\''s"}'`,
  );
});

it('gives the command that runs the same, with names that a shell would take apart in quotes', () => {
  const configuration = { FailOn: 'never', Exclude: 'docs/** $(x)' };
  expect(commandFor('Artifact-Guard', configuration, ['my folder', 'b.zip'], 'npm start -- --once')).toBe(
    "npm start -- --once --action artifact-guard --artifact 'my folder' --artifact b.zip --set FailOn=never --set 'Exclude=docs/** $(x)'",
  );
});
