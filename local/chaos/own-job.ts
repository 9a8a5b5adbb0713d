import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Process, Refusal } from '../../command/command.ts';
import { pathsOf } from '../../command/paths.ts';
import type { Action } from '../../lambda/index.ts';
import type { Integration } from '../../model/integration.ts';
import { modulePath } from '../../model/module-path.ts';
import { loadActions } from '../actions/load-actions.ts';
import type { JobSubmission } from '../codepipeline/local-api/submission.ts';
import { describeJob } from '../program/describe-job.ts';
import type { JobWish } from '../program/job-wish.ts';
import { ownedBy } from '../program/owned-actions.ts';
import { planJob } from '../program/plan.ts';
import { writeProject } from '../program/sample.ts';
import { type Kind, ownKind } from './cast.ts';
import { resultOf } from './judge.ts';
import { rehearse } from './rehearse.ts';
import type { Stage } from './stage.ts';

interface OwnJob extends AsyncDisposable {
  readonly submission: JobSubmission;
  readonly actions: readonly Action[];
  /** The module whose `actions` are the author's, each of which notes its runs. */
  readonly module: string;
}

/** A job of an author's own action, which rehearsals run in the place of ours. @throws UsageError for a list that cannot be loaded, and a job that could not be run. */
export async function prepareOwnJob(
  module: string,
  wish: JobWish,
  { environment, integration }: { environment: Process['env']; integration: Integration },
): Promise<OwnJob> {
  const listed = await loadActions(module);
  const loaded = { ...listed, actions: ownedBy(integration, listed.actions) };
  const plan = await planJob(loaded, wish, environment, pathsOf(environment));
  const folder = await mkdtemp(join(tmpdir(), 'chaos-own-'));
  const recorded = join(folder, 'actions.mjs');
  await writeFile(recorded, recordedList(loaded.module));
  const { action, configuration } = plan;
  const sample = async () => {
    const path = await writeProject(folder);
    const artifacts = Array.from({ length: action.inputs.minimum }, () => ({ path }));
    return describeJob(action, artifacts, configuration);
  };
  return {
    submission: plan.submission ?? (await sample()),
    actions: loaded.actions,
    module: recorded,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Their runs are noted at the start and the end, as those of our own are. */
const recordedList = (module: string) => `
import { actions as own } from ${JSON.stringify(module)};
import { recordRun } from ${JSON.stringify(modulePath(import.meta.url, './rehearsal/record-run'))};
export const actions = own.map((action) => ({ ...action, run: (job) => recordRun(job, () => action.run(job)) }));
`;

/** The job as a kind of role: it must end as it does when nothing is in its way, which is tried out here. @throws Refusal */
export async function tryOut({ submission }: OwnJob, stage: Stage, seed: number): Promise<Kind> {
  const alone = { ...ownKind(submission, ''), index: 0, mostKills: 0, mostKillsOfLastWord: 0 };
  const { courses } = await rehearse({ faults: [], cast: [alone], kills: 'nowhere', seed }, stage);
  const last = courses[0]?.rounds.at(-1);
  if (last === undefined || !['Succeeded', 'Failed'].includes(last.status)) {
    throw new Refusal('The job does not end even without faults and kills, so chaos cannot judge it.');
  }
  return ownKind(submission, resultOf(last));
}
