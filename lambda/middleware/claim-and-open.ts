import type { MiddlewareObj } from '@middy/core';
import type { ClaimPorts } from '../job/claim.ts';
import { isHopeless } from '../job/runs.ts';
import type { Workplace } from '../job/workplace.ts';
import { claimJob } from './claim-job.ts';
import type { WithWorkplace } from './invocation.ts';

/** For a job that is given up: to open a place may be what every worker died of. */
const NOWHERE: Workplace = {
  folder: '',
  perform: () => Promise.reject(new Error('No action is run here')),
  close: async () => {},
};

/** Claims the job, and opens the place where its action is to run meanwhile, for that takes time too. */
export function claimAndOpen(ports: ClaimPorts, open: () => Workplace): MiddlewareObj<WithWorkplace> {
  const { before: claim } = claimJob(ports);
  return {
    async before(request) {
      const workplace = isHopeless(request.event.lease) ? NOWHERE : open();
      let claimed = false;
      try {
        const early = await claim?.(request);
        claimed = early === undefined;
        request.event = { ...request.event, workplace };
        return early;
      } finally {
        if (!claimed) await workplace.close(request.event.log);
      }
    },
  };
}
