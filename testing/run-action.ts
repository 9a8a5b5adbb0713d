import { randomUUID } from 'node:crypto';
import type { Action } from '../lambda/action/action.ts';
import type { ArtifactNeed } from '../lambda/action/artifacts.ts';
import type { ArtifactLocation, JobDetails } from '../lambda/action/job.ts';
import { claim } from '../lambda/job/claim.ts';
import { REPORT_RESERVE } from '../lambda/job/deadline.ts';
import type { HeldJob } from '../lambda/job/held-job.ts';
import { changed, newEntry } from '../lambda/job/ledger.ts';
import { decideAndReport } from '../lambda/job/report.ts';
import { chainOf } from '../lambda/job/rounds.ts';
import { takeLease } from '../lambda/job/take-lease.ts';
import { run } from '../lambda/workplace/work-here.ts';
import { MAX_INVOCATION, ownerOf } from '../model/integration.ts';
import { createRedactor } from '../model/redaction/redactor.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { memoryArtifacts } from './memory-artifacts.ts';
import { type MemoryLedger, memoryLedger } from './memory-ledger.ts';
import { memoryLog } from './memory-log.ts';
import { memorySourceJob } from './memory-source.ts';
import type { Situation, Trial } from './situation.ts';
import { handedOn, outcomeOf, progressIn, shownIn } from './trial.ts';
import { watch } from './watched-action.ts';

const CLIENT_ID = '0c1d7c1e-54a8-4f67-a6a0-3f3a8f0d8a10';
const ACCOUNT_ID = '111122223333';
const JOB_ID = '6f1a2c52-8f6e-4f5e-9c9b-0d7f5a3b1e11';
const PIPELINE = { pipelineName: 'shop', stageName: 'Check', actionName: 'Action' };
/** What CodePipeline also tells of the pipeline of a custom action. */
const CUSTOM_PIPELINE = {
  ...PIPELINE,
  pipelineArn: `arn:aws:codepipeline:us-east-1:${ACCOUNT_ID}:shop`,
  pipelineExecutionId: 'b59babff-5f34-4d4a-9c9b-0d7f5a3b1e11',
};
/** `ActionConfigurationValue` of the service model. */
const MAX_VALUE_LENGTH = 1000;

/**
 * Runs an action on one job with the code that runs on AWS; artifacts, ledger and clock are in memory. So it refuses what a
 * worker refuses: an output that the pipeline does not have, a secret in `remember`, a missing artifact, a path that no archive
 * may have, a result that is not an outcome. The action runs in the thread of the test.
 *
 * @throws RangeError when the action gave a percentage that is not from 0 to 100, which a worker moves into that range;
 * Error for a situation that cannot occur in a pipeline.
 * @example
 * const { outcome, outputs } = await runAction(smoke, {
 *   configuration: { Page: 'index.html' },
 *   inputs: { Site: { 'index.html': '<h1>All is well.</h1>' } },
 *   outputs: ['Report'],
 * });
 *
 * if (outcome.kind !== 'succeeded') throw new Error('it should have succeeded');
 * if (!outputs['Report']?.text('report.txt').includes('All is well')) throw new Error('the report should say so');
 */
export async function runAction<A extends Action>(action: A, situation: Situation<A> = {}): Promise<Trial<A>> {
  const { clock = createManualClock(), surroundings = { local: false }, fetch, inputs = {} } = situation;
  const { integration = action.type.owner === ownerOf.custom ? 'custom' : 'third-party' } = situation;
  const isCustom = integration === 'custom';
  const details = detailsOf(action, situation, isCustom);
  const [ledger, watched, job] = [memoryLedger(), watch(action), memorySourceJob(details, isCustom)];
  const artifacts = await memoryArtifacts(inputs);
  const held = await hold(details, situation, { ledger, clock });

  const claimed = await claim({ source: { open: async () => job }, clock }, held);
  if (typeof claimed === 'string') throw new Error(`the job is ${claimed}`);
  const killedAt = clock.now() + MAX_INVOCATION;
  const ports = { ledger, clock, artifacts, actions: [watched.action], surroundings: { ...surroundings, fetch } };
  const running = run(ports, claimed, { ...held, killedAt });
  const stop = () => void clock.advance(killedAt - REPORT_RESERVE - clock.now());
  if (situation.signal?.aborted) stop();
  situation.signal?.addEventListener('abort', stop, { once: true });
  try {
    await decideAndReport(held, job, await running);
  } finally {
    situation.signal?.removeEventListener('abort', stop);
  }
  watched.requirePercentages();

  const outcome = await outcomeOf(job.result(), { ledger, chain: chainOf(held.message, job, details) });
  const { lines } = held.log;
  return {
    outcome,
    outputs: await artifacts.written(),
    state: handedOn(action, outcome),
    progress: progressIn(lines),
    log: shownIn(lines, held.redactor),
    remembered: ledger.entry(details.jobId).remembered,
    thrown: watched.thrown(),
  };
}

/** The job as CodePipeline tells it. @throws Error for values and artifacts that no pipeline gives the action. */
function detailsOf(action: Action, situation: Situation, isCustom: boolean): JobDetails {
  const { configuration = {}, inputs = {}, revisions = {}, jobId = JOB_ID, state } = situation;
  const { pipeline = isCustom ? CUSTOM_PIPELINE : PIPELINE } = situation;
  const outputs = situation.outputs ?? outputNames(action.outputs);
  requireValues(configuration);
  requireNoMore('input', Object.keys(inputs), action.inputs);
  requireNoMore('output', outputs, action.outputs);
  return {
    jobId,
    nonce: randomUUID(),
    actionTypeId: { ...action.type, owner: isCustom ? ownerOf.custom : ownerOf['third-party'] },
    accountId: isCustom ? ACCOUNT_ID : undefined,
    configuration: { ...configuration },
    pipeline,
    inputArtifacts: Object.keys(inputs).map((name) => ({ ...locationOf('inputs', name), revision: revisions[name] })),
    outputArtifacts: outputs.map((name) => locationOf('outputs', name)),
    continuationToken: state === undefined ? undefined : tokenOf(action, state),
  };
}

const outputNames = ({ names, minimum }: ArtifactNeed): readonly string[] =>
  names ?? Array.from({ length: minimum }, (_, at) => (minimum === 1 ? 'Output' : `Output${at + 1}`));

const locationOf = (folder: string, name: string): ArtifactLocation => ({
  name,
  bucketName: 'artifacts',
  objectKey: `${folder}/${name}`,
});

function requireValues(configuration: Readonly<Record<string, string>>): void {
  for (const [name, { length }] of Object.entries(configuration)) {
    if (length > MAX_VALUE_LENGTH) {
      throw new Error(`no pipeline gives "${name}" ${length} characters: it takes ${MAX_VALUE_LENGTH} at most`);
    }
  }
}

function requireNoMore(kind: string, names: readonly string[], { maximum }: ArtifactNeed): void {
  if (names.length <= maximum) return;
  throw new Error(`no pipeline gives the action ${names.length} ${kind} artifacts: it has ${maximum} at most`);
}

function tokenOf(action: Action, state: unknown): string {
  if (action.state) return JSON.stringify(state);
  if (typeof state === 'string') return state;
  throw new TypeError('the action has no parser for its state, so that the state of a round is text');
}

/** Puts the job into the ledger as earlier attempts left it, and takes its lease. */
async function hold(
  { jobId, accountId }: JobDetails,
  { remembered = {}, attempt = 1 }: Situation,
  { ledger, clock }: { ledger: MemoryLedger; clock: ManualClock },
): Promise<HeldJob & { log: ReturnType<typeof memoryLog> }> {
  const clientId = accountId ?? CLIENT_ID;
  const now = clock.now();
  ledger.put(changed(newEntry(jobId, clientId, now), { remembered: { ...remembered }, runs: attempt - 1 }, now));
  const message = { jobId, clientId, messageId: 'message', receiptHandle: 'receipt' };
  const queue = { send: async () => {}, hide: async () => {} };
  const lease = await takeLease({ ledger, clock, queue }, message, 'invocation');
  if (typeof lease === 'string') throw new Error(`the lease of the job is ${lease}`);
  return { message, lease, log: memoryLog(), redactor: createRedactor() };
}
