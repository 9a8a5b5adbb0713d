/**
 * @typedef {{ name: string, size?: number, path?: string }} Artifact `size` and `path` are absent while there is no such object.
 * @typedef {{ status: string, at: string }} Transition
 * @typedef {{
 *   jobId: string, clientId?: string, status: string, transitions: Transition[], continuedAs?: string,
 *   actionTypeId?: { category: string, owner: string, provider: string, version: string },
 *   pipelineName?: string, stageName?: string, actionName?: string,
 *   executionDetails?: { summary?: string, externalExecutionId?: string, percentComplete?: number },
 *   failureDetails?: { type: string, message: string, externalExecutionId?: string },
 *   inputArtifacts: Artifact[], outputArtifacts: Artifact[],
 * }} Job
 * @typedef {{ name: string, value: string | number | boolean, unit?: string, mark: string, source: string, allowed?: string }} Rule
 */

/** @returns {Promise<Job[]>} Newest first. */
export async function readJobs() {
  /** @type {Job[]} */
  const jobs = (await read('/_local/jobs')) ?? [];
  // Two jobs of one millisecond keep the order they were made in.
  return jobs.reverse().sort((one, other) => createdAt(other) - createdAt(one));
}

/** @param {string} jobId @returns {Promise<Job | undefined>} Undefined when there is no such job, or none any more. */
export const readJob = (jobId) => read(`/_local/jobs/${encodeURIComponent(jobId)}`);

/** @returns {Promise<Rule[]>} */
export const readRules = async () => (await read('/_local/settings')) ?? [];

/** @param {Job} job Epoch milliseconds. */
export const createdAt = (job) => Date.parse(job.transitions[0]?.at ?? '');

/** @param {string} path @returns {Promise<any>} */
async function read(path) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return response.json();
}
