import type { MiddlewareObj } from '@middy/core';
import type { ClaimPorts } from '../job/claim.ts';
import { isHopeless } from '../job/runs.ts';
import type { Workplace } from '../job/workplace.ts';
import { claimJob } from './claim-job.ts';
import type { WithWorkplace } from './invocation.ts';

/** For a job that is given up: every worker may have died because it opened a workplace. */
const NOWHERE: Workplace = {
  folder: '',
  perform: () => Promise.reject(new Error('the job is given up, so its action does not run')),
  close: async () => {},
};

/** Claims the job, and opens the workplace of its action at the same time, because that takes time too. */
export function claimAndOpen(ports: ClaimPorts, open: () => Workplace): MiddlewareObj<WithWorkplace> {
  return {
    async before(request) {
      const workplace = isHopeless(request.event.lease) ? NOWHERE : open();
      const { before: claim } = claimJob({ ...ports, known: workplace.prepare });
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
