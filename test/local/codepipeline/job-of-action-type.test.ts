import { describe, expect, it } from 'vitest';
import { CUSTOM_DEFINITION, CUSTOM_TYPE } from './call-as-custom-worker.ts';
import { ACTION_TYPE, CLIENT_ID, refusalOf, startPlane } from './start-plane.ts';

const property = { name: 'Key', required: true, key: true, secret: false };

describe('a job of an action type that has a definition', () => {
  const definition = {
    ...CUSTOM_DEFINITION,
    inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    outputArtifactDetails: { minimumCount: 1, maximumCount: 2 },
    configurationProperties: [
      { ...property, queryable: true },
      { ...property, name: 'Count', required: false, type: 'Number' as const },
      { ...property, name: 'Deep', required: false, type: 'Boolean' as const },
    ],
  };
  const good = { configuration: { Key: 'a', Count: '-1.5', Deep: 'false' }, outputArtifacts: ['A'] };

  it.each([
    [
      'The action type has no property Other; it has Key, Count, Deep',
      { configuration: { Key: 'a', Other: 's3cr3t' } },
    ],
    ["'configuration.Key' is missing", { configuration: {} }],
    ["'configuration.Key' must have 1 to 20", { configuration: { Key: 's3cr3t s3cr3t' } }],
    ["'configuration.Key' must have 1 to 20", { configuration: { Key: 's3cr3t'.repeat(4) } }],
    ["'configuration.Count' must be a number", { configuration: { Key: 'a', Count: 's3cr3t' } }],
    ["'configuration.Deep' must be true or false", { configuration: { Key: 'a', Deep: 'yes' } }],
    ['The job has 0 outputArtifacts; the action type takes 1 to 2', { outputArtifacts: [] }],
    ['The job has 3 outputArtifacts', { outputArtifacts: ['A', 'B', 'C'] }],
    ['clientId must be absent', { clientId: CLIENT_ID }],
  ])('is refused where CodePipeline would not make it: %s', async (message, change) => {
    const { jobs } = await startPlane({ customActionTypes: [definition] });

    const refusal = await refusalOf(jobs.submit({ actionTypeId: CUSTOM_TYPE, ...good, ...change }));

    expect(refusal.message).toContain(message);
    expect(refusal.message).not.toContain('s3cr3t');
    expect(await jobs.list()).toEqual([]);
  });

  it('is taken where CodePipeline would make it, and is of no client', async () => {
    const { jobs } = await startPlane({ customActionTypes: [definition] });

    const submitted = await jobs.submit({ actionTypeId: CUSTOM_TYPE, ...good });

    expect(submitted).toEqual({ jobId: expect.any(String) });
    expect(await jobs.show(submitted.jobId)).not.toHaveProperty('clientId');
  });
});

describe('a job of an action type that is not known', () => {
  it("is taken for a partner's, whose types only AWS can make, and told with what is known", async () => {
    const { jobs } = await startPlane();
    const actionTypeId = { ...ACTION_TYPE, provider: 'Acme-Scam' };

    const first = await jobs.submit({ clientId: CLIENT_ID, actionTypeId });
    const second = await jobs.submit({ clientId: CLIENT_ID, actionTypeId });

    expect(first.note).toBe(
      'Action type Test/ThirdParty/Acme-Scam/1 was not known, and the job waits until a worker polls for it. ' +
        'Known are Test/ThirdParty/Acme-Scan/1.',
    );
    expect(second).not.toHaveProperty('note');
  });

  it('is refused for a custom one, and told with what is known', async () => {
    const { jobs } = await startPlane();

    await expect(jobs.submit({ actionTypeId: CUSTOM_TYPE })).rejects.toThrow(
      'Action type Test/Custom/House-Scan/1 is not known: create it with CreateCustomActionType. ' +
        'Known are Test/ThirdParty/Acme-Scan/1',
    );
  });
});
