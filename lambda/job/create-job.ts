import type { OutputArtifact } from '../../model/artifact.ts';
import type { Clock } from '../../model/clock.ts';
import { systemClock } from '../../model/clock.ts';
import { quote } from '../../model/escape.ts';
import type { Redactor } from '../../model/redaction/redactor.ts';
import type { Surroundings } from '../action/configuration.ts';
import type { ArtifactLocation, Job, JobLog } from '../action/job.ts';
import { type ExecutionDetails, JobFailure } from '../action/outcome.ts';
import { PROGRESS } from './author-log.ts';
import { unavailable } from './failure.ts';
import type { Lease } from './lease.ts';
import type { ArtifactAccess, Artifacts } from './ports.ts';
import type { TaskDetails } from './workplace.ts';

/** What an action may keep between attempts, in UTF-8 bytes over all keys and values. */
const MAX_REMEMBERED = 64 * 1024;
/** A shorter secret, such as "main" or "2026", may stand in a value by chance, and the job would fail for it. */
const MIN_SECRET_KEPT_OUT = 8;

/** How long the outcome waits for unfinished outputs to be dropped, in milliseconds. */
const MAX_DROPPING = 5_000;

interface JobParts {
  details: TaskDetails;
  clientId: string;
  folder: string;
  configuration: unknown;
  surroundings: Surroundings;
  continuationToken: string | undefined;
  /** 1 when left out. */
  attempt?: number;
  artifacts: Artifacts;
  access: ArtifactAccess;
  log: JobLog;
  remember: Job<unknown>['remember'];
  remembered: Job<unknown>['remembered'];
}

/** The job as its action sees it, and what the worker must know of how the action used it. */
export function createJob(parts: JobParts): { job: Job<unknown>; progress(): ExecutionDetails; outputs: Outputs } {
  const { details, artifacts, access, log } = parts;
  const outputs = createOutputs(details.outputArtifacts, log, (location) => artifacts.output(location, access));
  let lastProgress: ExecutionDetails = {};

  const job: Job<unknown> = {
    id: details.jobId,
    clientId: parts.clientId,
    folder: parts.folder,
    pipeline: details.pipeline,
    attempt: parts.attempt ?? 1,
    idempotencyKey: details.jobId,
    actionExecutionId: details.pipeline.actionExecutionId,
    configuration: parts.configuration,
    surroundings: parts.surroundings,
    inputs: details.inputArtifacts.map(({ name }) => name),
    outputs: details.outputArtifacts.map(({ name }) => name),
    continuationToken: parts.continuationToken,
    signal: access.signal,
    log,
    input: (name) => artifacts.input(findArtifact('input', details.inputArtifacts, name), access),
    output: (name) => outputs.open(name),
    progress(percentComplete, summary) {
      lastProgress = { percentComplete, summary };
      log.info(PROGRESS, { percentComplete, summary });
    },
    remember: parts.remember,
    remembered: parts.remembered,
  };
  return { job, progress: () => lastProgress, outputs };
}

/** Keeps what an action wants to be remembered, one value after the other, and waits for a ledger that is away. */
export function createMemory(lease: Lease, redactor: Redactor, patience = lease.patience): Job<unknown>['remember'] {
  let last: Promise<unknown> = Promise.resolve();
  const keep = async (key: string, value: string) => {
    const remembered = { ...lease.entry.remembered, [key]: value };
    const size = Buffer.byteLength(JSON.stringify(remembered));
    if (size > MAX_REMEMBERED) {
      throw new Error(`remember("${key}") makes ${size} bytes in all; at most ${MAX_REMEMBERED} are kept`);
    }
    if (redactor.exposes(value, MIN_SECRET_KEPT_OUT))
      throw new Error(`remember("${key}") was given a secret; the ledger holds none`);
    await lease.persist({ remembered }, patience).catch(unavailable('its ledger'));
  };
  return (key, value) => {
    // One after the other, because each is written together with what is there.
    const kept = last.then(() => keep(key, value));
    last = kept.catch(() => undefined);
    return kept;
  };
}

interface Outputs {
  open(name: string | undefined): OutputArtifact;
  /** @throws JobFailure when an output artifact of the job was not written whole: the next action would miss it. */
  requireFinished(): void;
  /** Drops them side by side, and waits for that, but not for long: the outcome is more important. */
  abortUnfinished(clock?: Clock): Promise<void>;
}

function createOutputs(
  locations: readonly ArtifactLocation[],
  log: JobLog,
  start: (location: ArtifactLocation) => OutputArtifact,
): Outputs {
  const opened = new Map<string, OutputArtifact>();
  const finished = new Set<string>();
  return {
    open(name) {
      const location = findArtifact('output', locations, name);
      const existing = opened.get(location.name);
      if (existing) return existing;
      const artifact = start(location);
      let finishing: Promise<void> | undefined;
      const tracked: OutputArtifact = {
        ...artifact,
        finish() {
          finishing ??= artifact.finish().then(() => void finished.add(location.name));
          return finishing;
        },
      };
      opened.set(location.name, tracked);
      return tracked;
    },
    requireFinished() {
      const missing = locations.filter(({ name }) => !finished.has(name)).map(({ name }) => name);
      if (missing.length > 0) {
        throw new JobFailure(
          'JobFailed',
          `The action ended without writing its output artifact ${missing.join(', ')}.`,
        );
      }
    },
    async abortUnfinished(clock = systemClock) {
      const unfinished = [...opened].filter(([name]) => !finished.has(name));
      const done = new AbortController();
      const dropped = unfinished.map(([name, artifact]) =>
        artifact.abort().catch((error) => log.warn('could not drop an unfinished output artifact', { name, error })),
      );
      await Promise.race([Promise.all(dropped), clock.sleep(MAX_DROPPING, done.signal)]);
      done.abort();
    },
  };
}

function findArtifact(
  kind: 'input' | 'output',
  locations: readonly ArtifactLocation[],
  name: string | undefined,
): ArtifactLocation {
  const location =
    name === undefined && locations.length === 1 ? locations[0] : locations.find((one) => one.name === name);
  if (location) return location;
  const wanted = name === undefined ? `exactly one ${kind} artifact` : `an ${kind} artifact named ${quote(name)}`;
  const got = locations.map((one) => quote(one.name)).join(', ') || 'none';
  throw new JobFailure('ConfigurationError', `The action needs ${wanted}, the pipeline gives it ${got}.`);
}
