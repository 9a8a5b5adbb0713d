import type { ActionTypeId } from '@aws-sdk/client-codepipeline';
import type { Call, Interceptor } from './call.ts';
import { callAsOther } from './call-as-other.ts';
import { type Fault, type FaultContext, sometimes } from './fault.ts';
import { jobCallOf } from './operation.ts';

/** The shortest that the control plane takes. */
const REDELIVERY_SECONDS = 1;

/** The fault in which jobs are offered again as soon as the control plane may. */
export const redeliveryStorm: Fault = {
  name: 'redelivery-storm',
  description:
    'An unacknowledged job is offered again after a second, and in the middle of its claim, with a new nonce',
  settings: { redeliverySeconds: REDELIVERY_SECONDS },
  intercept: (context): Interceptor => {
    let polled: ActionTypeId | undefined;
    const interrupt = sometimes(
      context,
      'redelivery-storm',
      { rate: 0.5, mayHit: isAcknowledge },
      async (_call, next) => {
        context.clock.jump(REDELIVERY_SECONDS * 1000);
        if (polled) await poll(context, polled);
        return next();
      },
    );
    return async (call, next) => {
      if (jobCallOf(call.operation) !== 'PollForJobs') return interrupt(call, next);
      polled = JSON.parse((await call.body()).toString()).actionTypeId;
      return next();
    };
  },
};

const isAcknowledge = ({ operation }: Call) => jobCallOf(operation) === 'AcknowledgeJob';

/** Another poller of the same action type gets what is on offer, and does nothing with it. */
const poll = ({ services }: FaultContext, actionTypeId: ActionTypeId) =>
  callAsOther(services, async (client, sdk) => {
    const input = { actionTypeId, maxBatchSize: 10 };
    if (actionTypeId.owner === 'Custom') await client.send(new sdk.PollForJobsCommand(input));
    else await client.send(new sdk.PollForThirdPartyJobsCommand(input));
  });
