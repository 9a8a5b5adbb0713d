import {
  type ActionTypeDeclaration,
  CreateCustomActionTypeCommand as Create,
  type CreateCustomActionTypeCommandInput,
  DeleteCustomActionTypeCommand as Delete,
  GetActionTypeCommand as Get,
  paginateListActionTypes,
  UpdateActionTypeCommand as Update,
} from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { acknowledge, CUSTOM_DEFINITION, CUSTOM_TYPE, poll, putSuccess } from './call-as-custom-worker.ts';
import { ACTION_TYPE, type Plane, refusalOf, startPlane } from './start-plane.ts';

const property = { name: 'Key', required: true, key: true, secret: false };
const { category, provider, version } = CUSTOM_DEFINITION;

const DECLARATION: ActionTypeDeclaration = {
  executor: {
    type: 'JobWorker',
    configuration: { jobWorkerExecutorConfiguration: { pollingAccounts: ['111122223333'] } },
  },
  id: ACTION_TYPE,
  inputArtifactDetails: { minimumCount: 1, maximumCount: 7 },
  outputArtifactDetails: { minimumCount: 0, maximumCount: 1 },
  properties: [
    { name: 'Url', optional: false, key: true, noEcho: false },
    { name: 'Token', optional: true, key: false, noEcho: true, description: 'Of the service' },
  ],
  urls: { configurationUrl: 'https://example.com/connect', entityUrlTemplate: 'https://example.com/{Config:Url}' },
};

const create = ({ client }: Plane, change: Partial<CreateCustomActionTypeCommandInput> = {}) =>
  client.send(new Create({ ...CUSTOM_DEFINITION, ...change }));

async function list({ client }: Plane, input: object = {}): Promise<string[]> {
  const names: string[] = [];
  for await (const { actionTypes = [] } of paginateListActionTypes({ client }, input)) {
    names.push(...actionTypes.map(({ id }) => `${id?.owner} ${id?.provider} ${id?.version}`));
  }
  return names;
}

describe('CreateCustomActionType', () => {
  it('makes a type with the owner Custom that can be polled, listed and given jobs', async () => {
    const plane = await startPlane();
    const settings = { entityUrlTemplate: 'https://example.com/{Config:Key}' };
    const tags = [{ key: 'team', value: 'blue' }];

    const answer = await create(plane, { settings, tags, configurationProperties: [property] });
    const { jobId } = await plane.jobs.submit({ actionTypeId: CUSTOM_TYPE, configuration: { Key: 'v' } });

    const { inputArtifactDetails, outputArtifactDetails } = CUSTOM_DEFINITION;
    const artifacts = { inputArtifactDetails, outputArtifactDetails };
    const actionType = { id: CUSTOM_TYPE, settings, actionConfigurationProperties: [property], ...artifacts };
    expect(answer).toMatchObject({ actionType, tags });
    expect((await poll(plane.client)).map(({ id }) => id)).toEqual([jobId]);
    const pages = paginateListActionTypes({ client: plane.client }, { actionOwnerFilter: 'Custom' });
    expect((await pages.next()).value?.actionTypes).toEqual([actionType]);
  });

  it.each<[string, string, Partial<CreateCustomActionTypeCommandInput>]>([
    ['ValidationException', 'names that differ', { configurationProperties: [property, property] }],
    [
      'ValidationException',
      'required and not secret',
      { configurationProperties: [{ ...property, queryable: true, required: false }] },
    ],
    [
      'ValidationException',
      'required and not secret',
      { configurationProperties: [{ ...property, queryable: true, secret: true }] },
    ],
    [
      'ValidationException',
      'one queryable property',
      { configurationProperties: ['a', 'b'].map((name) => ({ ...property, name, queryable: true })) },
    ],
    ['ValidationException', '{Config:NAME}', { settings: { revisionUrlTemplate: 'https://a/{Config:Other}' } }],
    [
      'ValidationException',
      '{Config:NAME}',
      {
        settings: { executionUrlTemplate: 'https://a/{Config:Key}' },
        configurationProperties: [{ ...property, secret: true }],
      },
    ],
    ['ValidationException', 'minimumCount', { inputArtifactDetails: { minimumCount: 2, maximumCount: 1 } }],
    ['InvalidTagsException', 'must differ', { tags: ['a', 'a'].map((key) => ({ key, value: 'v' })) }],
    ['InvalidTagsException', 'aws:', { tags: [{ key: 'AWS:x', value: 'v' }] }],
    ['TooManyTagsException', '50', { tags: Array.from({ length: 51 }, (_, i) => ({ key: `k${i}`, value: 'v' })) }],
  ])('answers %s (%s), and makes nothing', async (name, message, change) => {
    const plane = await startPlane();

    expect(await refusalOf(create(plane, change))).toMatchObject({ name, message: expect.stringContaining(message) });
    expect(await list(plane, { actionOwnerFilter: 'Custom' })).toEqual([]);
  });

  it('makes a version once, and at most 50 types', async () => {
    const plane = await startPlane();
    await create(plane);
    const again = await refusalOf(create(plane));
    for (let number = 2; number <= 50; number++) await create(plane, { version: `${number}` });

    const tooMany = await refusalOf(create(plane, { version: '51' }));

    expect([again.name, tooMany.name]).toEqual(['ValidationException', 'LimitExceededException']);
  });
});

describe('DeleteCustomActionType', () => {
  const remove = ({ client }: Plane) => client.send(new Delete({ category, provider, version }));

  it('lets polls fail from then on, and a job in progress be finished', async () => {
    const plane = await startPlane();
    await create(plane);
    const { jobId } = await plane.jobs.submit({ actionTypeId: CUSTOM_TYPE });
    const [{ nonce = '' } = {}] = await poll(plane.client);
    await acknowledge(plane.client, jobId, nonce);

    await remove(plane);
    const polled = await refusalOf(poll(plane.client));
    await putSuccess(plane.client, jobId);

    expect(polled.name).toBe('ActionTypeNotFoundException');
    expect(await list(plane, { actionOwnerFilter: 'Custom' })).toEqual([]);
    expect((await plane.jobs.show(jobId)).status).toBe('Succeeded');
    await expect(plane.jobs.submit({ actionTypeId: CUSTOM_TYPE })).rejects.toThrow(
      'create it with CreateCustomActionType',
    );
  });

  it('leaves a version that can only come back as it was', async () => {
    const plane = await startPlane();
    await create(plane);
    await remove(plane);

    const other = await refusalOf(create(plane, { configurationProperties: [] }));
    await create(plane, { tags: [{ key: 'k', value: 'v' }] });

    expect(other).toMatchObject({ name: 'ValidationException', message: expect.stringContaining('another version') });
    expect(await poll(plane.client)).toEqual([]);
  });
});

describe('ListActionTypes', () => {
  it('answers every known type once over several pages, filtered by owner and Region', async () => {
    const plane = await startPlane({ settings: { actionTypesPerPage: 2 } });
    for (const name of ['1', '2', '3']) await create(plane, { version: name });

    const all = ['1', '2', '3'].map((name) => `Custom House-Scan ${name}`);
    expect(await list(plane)).toEqual([...all, 'ThirdParty Acme-Scan 1']);
    expect(await list(plane, { actionOwnerFilter: 'Custom' })).toEqual(all);
    expect(await list(plane, { actionOwnerFilter: 'AWS' })).toEqual([]);
    expect(await list(plane, { regionFilter: 'us-east-1' })).toHaveLength(4);
    expect(await list(plane, { regionFilter: 'eu-west-1' })).toEqual([]);
  });

  it.each(['not a token', 'YQ', 'YS9iL2MvZA=='])(
    'takes no token that it did not give, such as %s',
    async (nextToken) => {
      const plane = await startPlane();

      expect((await refusalOf(list(plane, { nextToken }))).name).toBe('InvalidNextTokenException');
    },
  );

  it("tells of a partner's type in the older form, in which there are five artifacts at most", async () => {
    const { client } = await startPlane();
    await client.send(new Update({ actionType: DECLARATION }));

    const pages = paginateListActionTypes({ client }, { actionOwnerFilter: 'ThirdParty' });

    expect((await pages.next()).value?.actionTypes).toEqual([
      {
        id: ACTION_TYPE,
        settings: {
          thirdPartyConfigurationUrl: 'https://example.com/connect',
          entityUrlTemplate: 'https://example.com/{Config:Url}',
        },
        actionConfigurationProperties: [
          { name: 'Url', required: true, key: true, secret: false },
          { name: 'Token', required: false, key: false, secret: true, description: 'Of the service' },
        ],
        inputArtifactDetails: { minimumCount: 1, maximumCount: 5 },
        outputArtifactDetails: { minimumCount: 0, maximumCount: 1 },
      },
    ]);
  });
});

describe('GetActionType', () => {
  it('answers what the last update said, and takes everything of a type of which only the name is known', async () => {
    const { client } = await startPlane();
    const before = await client.send(new Get(ACTION_TYPE));
    await client.send(new Update({ actionType: DECLARATION }));

    const { actionType } = await client.send(new Get(ACTION_TYPE));

    expect(before.actionType).toMatchObject({ id: ACTION_TYPE, inputArtifactDetails: { maximumCount: 10 } });
    expect(actionType).toEqual(DECLARATION);
  });

  it('finds no type that is not there, and takes no custom one', async () => {
    const plane = await startPlane();
    await create(plane);
    const get = (change: object) => refusalOf(plane.client.send(new Get({ ...ACTION_TYPE, ...change })));

    expect((await get({ version: '2' })).name).toBe('ActionTypeNotFoundException');
    expect((await get({ ...CUSTOM_TYPE })).name).toBe('ValidationException');
  });
});

describe('UpdateActionType', () => {
  const url = { name: 'Url', optional: false, key: true, noEcho: false };

  it.each<[string, string, Partial<ActionTypeDeclaration>]>([
    ['ActionTypeNotFoundException', 'no such action type', { id: { ...ACTION_TYPE, version: '2' } }],
    ['ValidationException', 'new property only if it is optional', { properties: [url, { ...url, name: 'New' }] }],
    ['ValidationException', 'optional property required', { properties: [url, { ...url, name: 'Token' }] }],
    ['ValidationException', 'required and not secret', { properties: [{ ...url, noEcho: true, queryable: true }] }],
    ['ValidationException', 'fits the type of the executor', { executor: { type: 'JobWorker', configuration: {} } }],
    [
      'ValidationException',
      'fits the type of the executor',
      { executor: { type: 'Lambda', configuration: { jobWorkerExecutorConfiguration: {} } } },
    ],
    ['ValidationException', '{Config:NAME}', { urls: { revisionUrlTemplate: 'https://a/{Config:Token}' } }],
    ['ValidationException', 'minimumCount', { outputArtifactDetails: { minimumCount: 2, maximumCount: 1 } }],
  ])('answers %s (%s), and changes nothing', async (name, message, change) => {
    const { client } = await startPlane();
    await client.send(new Update({ actionType: DECLARATION }));

    const refusal = await refusalOf(client.send(new Update({ actionType: { ...DECLARATION, ...change } })));

    expect(refusal).toMatchObject({ name, message: expect.stringContaining(message) });
    expect((await client.send(new Get(ACTION_TYPE))).actionType).toEqual(DECLARATION);
  });

  it('says how long a job may take, whatever the setting is', async () => {
    const { client, submit, clock, jobs } = await startPlane({ settings: { jobTimeoutSeconds: 30 } });
    await client.send(
      new Update({
        actionType: {
          ...DECLARATION,
          executor: { type: 'JobWorker', configuration: { jobWorkerExecutorConfiguration: {} }, jobTimeout: 60 },
        },
      }),
    );
    const path = new URL(import.meta.url).pathname;
    const limited = await submit({ configuration: { Url: 'u' }, inputArtifacts: [{ name: 'A', path }] });
    const other = await submit({ actionTypeId: { ...ACTION_TYPE, provider: 'Other' } });

    clock.advance(59);
    const before = [(await jobs.show(limited)).status, (await jobs.show(other)).status];
    clock.advance(1);

    expect(before).toEqual(['Queued', 'TimedOut']);
    expect((await jobs.show(limited)).status).toBe('TimedOut');
  });
});

describe('a control plane that starts on a file', () => {
  it('keeps custom action types and jobs, and has the definitions that it is started with', async () => {
    const { folder } = await startPlane();
    const file = `${folder}/jobs.sqlite`;
    const first = await startPlane({ file, customActionTypes: [CUSTOM_DEFINITION] });
    await create(first, { version: '2' });
    const { jobId } = await first.jobs.submit({ actionTypeId: CUSTOM_TYPE });
    await first.close();

    const changed = { ...CUSTOM_DEFINITION, configurationProperties: [property] };
    const second = await startPlane({ file, customActionTypes: [changed] });

    expect(await list(second, { actionOwnerFilter: 'Custom' })).toHaveLength(2);
    expect((await poll(second.client)).map(({ id }) => id)).toEqual([jobId]);
    await expect(second.jobs.submit({ actionTypeId: CUSTOM_TYPE })).rejects.toThrow("'configuration.Key' is missing");
  });

  it('starts with no definition that AWS would not take', async () => {
    const bad = { ...CUSTOM_DEFINITION, configurationProperties: [property, property] };

    await expect(startPlane({ customActionTypes: [bad] })).rejects.toThrow('names that differ');
  });
});
