import { actionTypeName } from '../../model/action-type.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Action } from '../action/action.ts';
import type { Surroundings } from '../action/configuration.ts';
import { JobFailure, type Outcome } from '../action/outcome.ts';
import { createJob } from './create-job.ts';
import { makeFolder, removeAll, removeQuietly } from './job-folder.ts';
import { outcomeFrom } from './outcome-from.ts';
import type { Artifacts } from './ports.ts';
import { rejectOn } from './reject-on.ts';
import type { Host, Task, TaskDetails, Workplace } from './workplace.ts';

/** What an action reaches the world through. */
export interface ActionPorts {
  artifacts: Artifacts;
  actions: readonly Action[];
  surroundings: Surroundings;
  /** The machine's own when left out. */
  clock?: Clock | undefined;
}

/** A workplace in this very thread, for those to whom one process is one job. */
export function workHere(ports: ActionPorts): Workplace {
  const folder = makeFolder();
  return {
    folder,
    perform: (task, host) => perform(ports, task, host),
    close: async (log) => removeQuietly(log, () => removeAll(folder)),
  };
}

/** Runs the action of a task. @throws what the action threw, or the reason of `over`. */
export async function perform(ports: ActionPorts, task: Task, host: Host): Promise<Outcome> {
  const { details, continuationToken } = task;
  const action = actionFor(ports.actions, details);
  const configuration = await parseSecretly(action, details.configuration, ports.surroundings, host);
  const remembered = { ...task.remembered };
  const { job, progress, outputs } = createJob({
    details,
    clientId: task.clientId,
    folder: task.folder,
    configuration,
    surroundings: ports.surroundings,
    continuationToken,
    attempt: task.attempt,
    artifacts: ports.artifacts,
    access: host.access,
    log: host.log,
    remembered: (key) => remembered[key],
    async remember(key, value) {
      await host.remember(key, value);
      remembered[key] = value;
    },
  });

  try {
    await Promise.race([requireJob(host, ports.clock), rejectOn(host.over)]);
    const work = Promise.resolve(action.run(job));
    host.follow?.(work);
    const outcome = outcomeFrom(await Promise.race([work, rejectOn(host.over)]), details.jobId, host.log);
    if (outcome.kind === 'succeeded') outputs.requireFinished();
    return outcome.kind === 'continues' ? { ...progress(), ...outcome } : outcome;
  } finally {
    await outputs.abortUnfinished(ports.clock);
  }
}

/** Asks until an answer comes in time: a process that is frozen meanwhile may have lost its job to another. */
async function requireJob({ begin }: Host, clock = systemClock): Promise<void> {
  for (let asked = clock.now(); ; asked = clock.now()) {
    const milliseconds = await begin();
    if (clock.now() - asked < milliseconds) return;
  }
}

function actionFor(actions: readonly Action[], details: TaskDetails): Action {
  const wanted = actionTypeName(details.actionTypeId);
  const action = actions.find(({ type }) => actionTypeName(type) === wanted);
  if (!action) {
    throw new JobFailure(
      'SystemUnavailable',
      `The worker that took this job does not serve the action type ${wanted}.`,
    );
  }
  return action;
}

/** Has the secret values hidden first, so that not even a complaint about them can show them. */
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
