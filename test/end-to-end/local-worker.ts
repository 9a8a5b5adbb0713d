import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionsModule } from '../../bin/actions.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import { actions as listed } from '../../lambda/actions/index.ts';
import { bundleAll } from '../../lib/bundles/bundles.ts';
import type { JobView } from '../../local/codepipeline/local-api/job-view.ts';
import type { JobSubmission } from '../../local/codepipeline/local-api/submission.ts';
import type { Settings } from '../../local/codepipeline/rules.ts';
import { createJumpingClock } from '../../local/faults/faults.ts';
import { startFunctions } from '../../local/program/functions.ts';
import { actionTypesFor, ownedBy } from '../../local/program/owned-actions.ts';
import { startRecording } from '../../local/program/recording.ts';
import { startServices } from '../../local/program/services.ts';
import type { Integration } from '../../model/integration.ts';
import { anyFreePorts } from '../../model/local/services.ts';

/**
 * The whole of `npm start` without its command line: the services, the bundles at work in processes of their own, and the
 * recording of what they do.
 * @param leaseSeconds Of the workers' leases, where nobody can wait for two minutes.
 * @param integration The one as which the shipped actions are served.
 */
export async function startLocalWorker(
  settings: Partial<Settings> = {},
  leaseSeconds?: number,
  integration: Integration = 'third-party',
) {
  await using starting = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'end-to-end-'));
  starting.defer(() => rm(folder, { recursive: true }));
  const state = join(folder, 'state');
  const actions = ownedBy(integration, listed);
  const actionTypes = actions.map(({ type }) => type);
  const known = actionTypesFor(integration, actions);
  const clock = createJumpingClock();
  const queue = leaseSeconds === undefined ? {} : { visibilitySeconds: leaseSeconds };
  const services = await startServices({ ports: anyFreePorts, state, settings, ...known, actions, clock, queue });
  starting.defer(() => services.close());
  const rehearsed = leaseSeconds === undefined ? {} : { leaseSeconds };
  const recording = await startRecording(services, { clock, faults: [], seed: 1, ...rehearsed });
  starting.defer(() => recording.close());
  const lines: string[] = [];
  const functions = await startFunctions(services, {
    made: { bundles: await bundleAll(join(folder, 'bundles'), actionsModule, { kept: keptBundles() }), actionTypes },
    integration,
    pollEverySeconds: 0.5,
    endpoints: recording.endpoints,
    ...(leaseSeconds !== undefined && { variables: { LEASE_SECONDS: String(leaseSeconds) } }),
    onLog: (name, line, environment) => {
      lines.push(`${name}: ${line}`);
      recording.onLog(name, line, environment);
    },
    onInvocation: recording.onInvocation,
    onError: (error) => lines.push(String(error)),
  });
  starting.defer(() => functions.close());
  recording.follow(functions);

  const { jobs } = services.controlPlane;
  const started = starting.move();
  return {
    services,
    functions,
    /** Every line that a function wrote. */
    lines,
    /** A folder that goes with the worker. */
    folder,
    /** Where the services keep what outlives a restart. */
    state,
    /** The job's last round once it has its result. */
    async runJob(submission: JobSubmission): Promise<JobView[]> {
      const { jobId } = await jobs.submit(submission);
      return await roundsFrom(jobId);
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };

  async function roundsFrom(jobId: string): Promise<JobView[]> {
    const round = await jobs.waitFor(jobId, ['Succeeded', 'Failed', 'TimedOut']);
    return round.continuedAs === undefined ? [round] : [round, ...(await roundsFrom(round.continuedAs))];
  }
}

export const artifactGuard = {
  category: 'Test',
  owner: 'ThirdParty',
  provider: 'Artifact-Guard',
  version: '1',
} as const;
export const remoteRun = { ...artifactGuard, provider: 'Remote-Run' };
