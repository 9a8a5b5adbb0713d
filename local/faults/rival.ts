import { callAsOther } from './call-as-other.ts';
import type { Fault } from './fault.ts';
import { jobCallOf } from './operation.ts';

const RATE = 0.5;
/** The summary of a job that the rival finished. */
export const rivalSummary = 'finished by another worker';

export const rival: Fault = {
  name: 'rival',
  description: 'Another worker acknowledges a job first, and finishes it',
  intercept: ({ services, draw, onStrike }) => {
    const seen = new Set<string>();
    return async (call, next) => {
      if (jobCallOf(call.operation) !== 'AcknowledgeJob') return next();
      const request = JSON.parse((await call.body()).toString());
      const { jobId, clientToken } = request;
      // Later calls may follow one of ours that took effect; after that the job is no longer there to be had.
      if (seen.has(jobId) || draw('rival', seen.add(jobId).size) >= RATE) return next();
      onStrike(call);
      return await callAsOther(services, async (client, sdk) => {
        if (clientToken === undefined) await client.send(new sdk.AcknowledgeJobCommand(request));
        else await client.send(new sdk.AcknowledgeThirdPartyJobCommand(request));
        const answer = await next();
        const executionDetails = { summary: rivalSummary };
        if (clientToken === undefined)
          await client.send(new sdk.PutJobSuccessResultCommand({ jobId, executionDetails }));
        else await client.send(new sdk.PutThirdPartyJobSuccessResultCommand({ jobId, clientToken, executionDetails }));
        return answer;
      });
    };
  },
};
