import { actionTypeName } from '../../model/action-type.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Action } from '../action/action.ts';
import { JobFailure } from '../action/failure.ts';
import { type AnyOutcome, carriesState } from '../action/outcome.ts';
import type { Surroundings } from '../action/parser.ts';
import { readState, writeState } from '../action/state.ts';
import { orUndefined } from '../job/or-undefined.ts';
import { outcomeFrom } from '../job/outcome-from.ts';
import type { Artifacts } from '../job/ports.ts';
import { rejectOn } from '../job/reject-on.ts';
import type { Host, Task, TaskDetails } from '../job/workplace.ts';
import { createJob, requireArtifacts } from './create-job.ts';
import { inRange } from './percentage.ts';

/** What an action reaches the world through. */
export interface ActionPorts {
  artifacts: Artifacts;
  actions: readonly Action[];
  surroundings: Surroundings;
  /** The machine's own when left out. */
  clock?: Clock | undefined;
}

/** Runs the action of a task. @throws what the action threw, or the reason of `over`. */
export async function perform(ports: ActionPorts, task: Task, host: Host): Promise<AnyOutcome> {
  const { details, continuationToken } = task;
  const action = actionFor(ports.actions, details);
  requireArtifacts('input', details.inputArtifacts, action.inputs);
  requireArtifacts('output', details.outputArtifacts, action.outputs);
  const configuration = await parseSecretly(action, details.configuration, ports.surroundings, host);
  const state = continuationToken === undefined ? undefined : await stateFrom(action, continuationToken);
  const remembered = new Map(Object.entries(task.remembered));
  const { job, progress, outputs } = createJob({
    details,
    clientId: task.clientId,
    folder: task.folder,
    configuration,
    surroundings: ports.surroundings,
    continuationToken,
    state,
    needs: action,
    attempt: task.attempt,
    artifacts: ports.artifacts,
    access: host.access,
    log: host.log,
    remembered: (key) => remembered.get(key),
    async remember(given, what) {
      // JavaScript without types may give anything.
      const [key, value] = [String(given), String(what)];
      await host.remember(key, value);
      remembered.set(key, value);
    },
  });

  try {
    await Promise.race([requireJob(host, ports.clock), rejectOn(host.over)]);
    const work = Promise.resolve(action.run(job));
    host.follow?.(work);
    const given = await Promise.race([work, rejectOn(host.over)]);
    const outcome = inRange(outcomeFrom(given, details.jobId, host.log), host.log);
    if (outcome.kind === 'succeeded') await Promise.race([outputs.finish(), rejectOn(host.over)]);
    // CodePipeline does not take the outputs of a failure, but a developer who tries the action wants to see them.
    if (outcome.kind === 'failed' && ports.surroundings.local) {
      await Promise.race([outputs.finish().catch(() => {}), rejectOn(host.over)]);
    }
    if (outcome.kind !== 'continues') return outcome;
    const isJson = orUndefined(() => carriesState(given)) ?? false;
    const continuationToken = await writeState(action.state, outcome.continuationToken, isJson);
    return outcomeFrom({ ...progress(), ...outcome, continuationToken }, details.jobId, host.log);
  } finally {
    await outputs.abortUnfinished(ports.clock);
  }
}

/** Asks until an answer comes in time: a process that was frozen meanwhile may have lost its job to another worker. */
async function requireJob({ begin }: Host, clock = systemClock): Promise<void> {
  for (let asked = clock.now(); ; asked = clock.now()) {
    const milliseconds = await begin();
    if (clock.now() - asked < milliseconds) return;
  }
}

function actionFor(actions: readonly Action[], details: TaskDetails): Action {
  const wanted = actionTypeName(details.actionTypeId);
  const { owner } = details.actionTypeId;
  const action =
    actions.find(({ type }) => actionTypeName(type) === wanted) ??
    // The deployment may serve the action as another owner's.
    actions.find(({ type }) => actionTypeName({ ...type, owner }) === wanted);
  if (!action) {
    throw new JobFailure(
      'SystemUnavailable',
      `The worker that took this job does not serve the action type ${wanted}.`,
    );
  }
  return action;
}

/** @throws JobFailure when the action cannot read the state of the last round: the action may have changed since. */
async function stateFrom(action: Action, token: string): Promise<unknown> {
  try {
    return await readState(action.state, token);
  } catch (cause) {
    throw new JobFailure('JobFailed', 'The action cannot read the state that its last round left. Run it again.', {
      cause,
    });
  }
}

/** Hides the secret values first, so that an error about them cannot show them. */
async function parseSecretly(
  action: Action,
  values: Record<string, string>,
  surroundings: Surroundings,
  host: Pick<Host, 'hide'>,
): Promise<unknown> {
  const secrets = Object.entries(values).filter(([name]) => action.configuration[name]?.secret !== false);
  await host.hide(secrets.map(([, value]) => value));
  return action.parse(values, surroundings);
}
