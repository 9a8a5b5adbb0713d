import type { JobStore } from '../jobs/job-store.ts';
import type { ArtifactFinder } from '../jobs/put-result.ts';
import { findJob } from './find-job.ts';
import { BadRequest } from './json-request.ts';
import type { LocalJobs } from './local-jobs.ts';

/**
 * Submits the action of a job once more, from its first round, on the same artifacts.
 * @param changes `configuration` has the properties to change; null leaves one out. All others stay, secret ones unseen.
 * @throws UnknownJob, InvalidSubmission, BadRequest
 */
export type SubmitAgain = (jobId: string, changes: object) => Promise<{ jobId: string; clientId?: string }>;

export function createSubmitAgain(store: JobStore, artifacts: ArtifactFinder, jobs: LocalJobs): SubmitAgain {
  return async (jobId, changes) => {
    const { definition } = findJob(store, jobId);
    const { clientId, bucketName, inputArtifacts, outputArtifacts, encryptionKey } = definition;
    const inputs = inputArtifacts.map(async ({ name, objectKey }) => {
      const found = await artifacts.find(bucketName, objectKey);
      if (found === undefined) throw new BadRequest(409, `The input artifact ${name} is no longer there.`);
      return { name, path: found.path };
    });
    const changed = { ...definition.configuration, ...readConfiguration(changes) };
    return await jobs.submit({
      ...(clientId !== undefined && { clientId }),
      actionTypeId: definition.actionTypeId,
      configuration: Object.fromEntries(
        Object.entries(changed).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
      ),
      inputArtifacts: await Promise.all(inputs),
      outputArtifacts: outputArtifacts.map(({ name }) => name),
      ...(encryptionKey && { encryptionKey }),
      pipelineName: definition.pipelineName,
      stageName: definition.stageName,
      actionName: definition.actionName,
    });
  };
}

function readConfiguration(changes: object): Record<string, string | null> {
  const configuration: unknown = 'configuration' in changes ? changes.configuration : {};
  const isRight =
    typeof configuration === 'object' &&
    configuration !== null &&
    Object.values(configuration).every((value) => value === null || typeof value === 'string');
  if (!isRight)
    throw new BadRequest(400, 'The member "configuration" must be an object of texts, or null for what is left out.');
  return configuration as Record<string, string | null>;
}
