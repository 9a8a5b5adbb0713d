import {
  type ActionTypeProperty,
  CreateCustomActionTypeCommand,
  DeleteCustomActionTypeCommand,
  GetActionTypeCommand,
  ListActionTypesCommand,
  UpdateActionTypeCommand,
} from '@aws-sdk/client-codepipeline';
import type { Settings } from '../../../local/codepipeline/rules.ts';
import { CUSTOM_DEFINITION, CUSTOM_TYPE } from './call-as-custom-worker.ts';
import { acknowledge, acknowledged, details, dispatched, poll, putSuccess } from './call-as-worker.ts';
import { ACTION_TYPE, type Plane } from './start-plane.ts';

const outcomeOf = <T>(call: Promise<T>) => call.catch((error: Error) => error.name);

/** What can be seen of each setting, and what its other value changes. */
export const observations: readonly {
  set: Partial<Settings>;
  see: (plane: Plane) => Promise<unknown>;
  standard: unknown;
  changed: unknown;
}[] = [
  {
    set: { redeliverySeconds: 5 },
    see: async ({ client, clock, submit }) => {
      await submit();
      await poll(client);
      clock.advance(5);
      return (await poll(client)).length;
    },
    standard: 0,
    changed: 1,
  },
  {
    set: { nonceChangesAtDispatch: false },
    see: async ({ client, clock, submit }) => {
      const jobId = await submit();
      const nonce = await dispatched(client, jobId);
      clock.advance(30);
      return nonce === (await dispatched(client, jobId));
    },
    standard: false,
    changed: true,
  },
  {
    set: { nonceLapsesAfterMilliseconds: 1500 },
    see: async ({ client, clock, submit }) => {
      const jobIds = [await submit(), await submit()];
      const seen: unknown[] = [];
      for (const [index, seconds] of [1, 2].entries()) {
        const jobId = jobIds[index] ?? '';
        const nonce = await dispatched(client, jobId);
        clock.advance(seconds);
        seen.push(await outcomeOf(acknowledge(client, jobId, nonce)), (await details(client, jobId)).nonce === nonce);
      }
      return seen;
    },
    standard: ['InProgress', true, 'InProgress', true],
    changed: ['InProgress', true, 'InvalidNonceException', true],
  },
  {
    set: { acknowledgeTwiceWithSameNonce: 'accepted' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      return await outcomeOf(acknowledge(client, jobId, await acknowledged(client, jobId)));
    },
    standard: 'InvalidNonceException',
    changed: 'InProgress',
  },
  {
    set: { acknowledgeFinishedJob: 'answered' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      const nonce = await acknowledged(client, jobId);
      await putSuccess(client, jobId);
      return await outcomeOf(acknowledge(client, jobId, nonce));
    },
    standard: 'InvalidNonceException',
    changed: 'Succeeded',
  },
  {
    set: { jobTimeoutSeconds: 60 },
    see: async ({ clock, submit, jobs }) => {
      const jobId = await submit();
      clock.advance(60);
      return (await jobs.show(jobId)).status;
    },
    standard: 'Queued',
    changed: 'TimedOut',
  },
  {
    set: { timeoutClockStartsAt: 'acknowledged' },
    see: async ({ client, clock, submit, jobs }) => {
      const jobId = await submit();
      clock.advance(3599);
      await acknowledged(client, jobId);
      clock.advance(1);
      const { status } = await jobs.show(jobId);
      clock.advance(3599);
      return [status, (await jobs.show(jobId)).status];
    },
    standard: ['TimedOut', 'TimedOut'],
    changed: ['InProgress', 'TimedOut'],
  },
  {
    set: { credentialLifetimeSeconds: 60 },
    see: async ({ client, clock, submit, issuer }) => {
      const jobId = await submit();
      await poll(client);
      const { data } = await details(client, jobId);
      clock.advance(60);
      const { accessKeyId = '', sessionToken = '' } = data?.artifactCredentials ?? {};
      return issuer.open(accessKeyId, sessionToken)?.expired;
    },
    standard: false,
    changed: true,
  },
  {
    set: { detailsAfterAcknowledge: 'refused' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      return await outcomeOf(details(client, jobId).then(({ id }) => id === jobId));
    },
    standard: true,
    changed: 'InvalidJobException',
  },
  {
    set: { detailsOfFinishedJob: 'allowed' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      await putSuccess(client, jobId);
      return await outcomeOf(details(client, jobId).then(({ id }) => id === jobId));
    },
    standard: 'InvalidJobException',
    changed: true,
  },
  {
    set: { continuationDelaySeconds: 0 },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      await putSuccess(client, jobId, 'next');
      return (await poll(client)).length;
    },
    standard: 0,
    changed: 1,
  },
  {
    set: { continuationKeepsOutputKeys: false },
    see: async ({ client, clock, submit, jobs }) => {
      const jobId = await submit({ outputArtifacts: ['Out'] });
      await acknowledged(client, jobId);
      const first = await details(client, jobId);
      await putSuccess(client, jobId, 'next');
      clock.advance(30);
      await poll(client);
      const second = await details(client, (await jobs.show(jobId)).continuedAs ?? '');
      const key = ({ data }: typeof first) => data?.outputArtifacts?.[0]?.location?.s3Location?.objectKey;
      return key(first) === key(second);
    },
    standard: true,
    changed: false,
  },
  {
    set: { outputArtifactOrder: 'reversed' },
    see: async ({ client, submit }) => {
      const jobId = await submit({ outputArtifacts: ['A', 'B'] });
      await poll(client);
      return (await details(client, jobId)).data?.outputArtifacts?.map(({ name }) => name);
    },
    standard: ['A', 'B'],
    changed: ['B', 'A'],
  },
  {
    set: { retentionSeconds: 60 },
    see: async ({ client, clock, submit, jobs }) => {
      const jobId = await submit();
      await acknowledged(client, jobId);
      await putSuccess(client, jobId);
      clock.advance(60);
      return (await jobs.list()).length;
    },
    standard: 1,
    changed: 0,
  },
  {
    set: { batchSizeCap: 1 },
    see: async ({ client, submit }) => {
      for (let count = 0; count < 12; count++) await submit();
      return (await poll(client)).length;
    },
    standard: 10,
    changed: 1,
  },
  {
    set: { putBeforeAcknowledge: 'accepted' },
    see: async ({ client, submit }) => {
      const jobId = await submit();
      await poll(client);
      return await outcomeOf(putSuccess(client, jobId).then(() => 'taken'));
    },
    standard: 'InvalidJobStateException',
    changed: 'taken',
  },
  {
    set: { errorPrecedence: 'stateFirst' },
    see: async ({ client, submit, jobs }) => {
      const jobId = await submit();
      await jobs.putClient((await jobs.show(jobId)).clientId ?? '', 'rotated');
      return await outcomeOf(putSuccess(client, jobId));
    },
    standard: 'InvalidClientTokenException',
    changed: 'InvalidJobStateException',
  },
  {
    set: { customActionTimeoutSeconds: 60 },
    see: async ({ client, clock, jobs }) => {
      await client.send(new CreateCustomActionTypeCommand(CUSTOM_DEFINITION));
      const { jobId } = await jobs.submit({ actionTypeId: CUSTOM_TYPE });
      clock.advance(60);
      return (await jobs.show(jobId)).status;
    },
    standard: 'Queued',
    changed: 'TimedOut',
  },
  {
    set: { deleteUnknownActionType: 'refused' },
    see: async ({ client }) => {
      const { category, provider, version } = CUSTOM_DEFINITION;
      const deleted = client.send(new DeleteCustomActionTypeCommand({ category, provider, version }));
      return await outcomeOf(deleted.then(() => 'taken'));
    },
    standard: 'taken',
    changed: 'ValidationException',
  },
  {
    set: { actionTypesArePublic: false },
    see: async ({ client }) => {
      const { actionType } = await client.send(new GetActionTypeCommand(ACTION_TYPE));
      if (actionType === undefined) throw new Error('no such action type');
      const update = (properties: ActionTypeProperty[]) =>
        client.send(new UpdateActionTypeCommand({ actionType: { ...actionType, properties } }));
      await update([]);
      return await outcomeOf(update([{ name: 'New', optional: false, key: true, noEcho: false }]).then(() => 'taken'));
    },
    standard: 'ValidationException',
    changed: 'taken',
  },
  {
    set: { actionTypesPerPage: 1 },
    see: async ({ client }) => {
      await client.send(new CreateCustomActionTypeCommand(CUSTOM_DEFINITION));
      const { actionTypes = [], nextToken } = await client.send(new ListActionTypesCommand({}));
      return [actionTypes.length, typeof nextToken];
    },
    standard: [2, 'undefined'],
    changed: [1, 'string'],
  },
];
