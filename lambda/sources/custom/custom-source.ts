import { maxWaitOf } from '../../../model/integration.ts';
import type { CustomJobs } from '../../aws/codepipeline/custom-jobs.ts';
import type { ReadSecret } from '../../aws/secrets-manager/secret.ts';
import { keyFrom } from '../../job/continuation.ts';
import type { JobSource } from '../../job/job-source.ts';
import { hideCredentials } from '../hide-credentials.ts';

interface CustomPorts {
  jobs: CustomJobs;
  /** Seals continuation state. Once it has changed, an outcome sealed before is unreadable, and its action runs again. */
  secret: ReadSecret;
}

/** The jobs of custom actions. Their calls carry no proof that the job is ours; the role of the worker allows them. */
export function customSource({ jobs, secret }: CustomPorts): JobSource {
  return {
    async open({ jobId }, redactor) {
      const sealing = await secret();
      redactor.add(sealing);
      return {
        takesVariables: true,
        maxWait: maxWaitOf.custom,
        sealingKey: (use) => keyFrom(sealing, use),
        details: async () => hideCredentials(await jobs.details(jobId), redactor),
        acknowledge: (nonce) => jobs.acknowledge(jobId, nonce),
        succeed: (result) => jobs.putSuccess(jobId, result),
        fail: (failure) => jobs.putFailure(jobId, failure),
      };
    },
  };
}
