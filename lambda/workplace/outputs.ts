import type { OutputArtifact } from '../../model/artifact.ts';
import type { Clock } from '../../model/clock.ts';
import { systemClock } from '../../model/clock.ts';
import { JobFailure } from '../action/failure.ts';
import type { ArtifactLocation, JobLog } from '../action/job.ts';

/** How long the outcome waits for unfinished outputs to be dropped, in milliseconds. */
const MAX_DROPPING = 5_000;

/** The output artifacts of one job. */
export interface Outputs {
  /** The same artifact however often it is asked for. */
  open(location: ArtifactLocation): OutputArtifact;
  /**
   * Finishes the open artifacts, after writes that still go on, and then requires that all are finished.
   * @throws the error that kept one of them from being whole.
   */
  finish(): Promise<void>;
  /** @throws JobFailure when an output artifact of the job was not written whole: the next action would miss it. */
  requireFinished(): void;
  /** Drops them side by side, and waits for that, but not for long: the outcome is more important. */
  abortUnfinished(clock?: Clock): Promise<void>;
}

interface Opened {
  artifact: OutputArtifact;
  isAborted(): boolean;
}

export function createOutputs(
  locations: readonly ArtifactLocation[],
  log: JobLog,
  start: (location: ArtifactLocation) => OutputArtifact,
): Outputs {
  const opened = new Map<string, Opened>();
  const finished = new Set<string>();

  const requireFinished = () => {
    const missing = locations.filter(({ name }) => !finished.has(name)).map(({ name }) => name);
    if (missing.length > 0) {
      throw new JobFailure('JobFailed', `The action ended without writing its output artifact ${missing.join(', ')}.`);
    }
  };
  return {
    open(location) {
      const known = opened.get(location.name) ?? follow(start(location), () => void finished.add(location.name));
      opened.set(location.name, known);
      return known.artifact;
    },
    requireFinished,
    async finish() {
      const whole = [...opened.values()].filter(({ isAborted }) => !isAborted());
      await Promise.all(whole.map(({ artifact }) => artifact.finish()));
      requireFinished();
    },
    async abortUnfinished(clock = systemClock) {
      const unfinished = [...opened].filter(([name]) => !finished.has(name));
      const done = new AbortController();
      const dropped = unfinished.map(([name, { artifact }]) =>
        artifact.abort().catch((error) => log.warn('could not drop an unfinished output artifact', { name, error })),
      );
      await Promise.race([Promise.all(dropped), clock.sleep(MAX_DROPPING, done.signal)]);
      done.abort();
    },
  };
}

/** The artifact with a `finish` that waits for every write, and that throws the error of a write which nobody awaited. */
function follow(artifact: OutputArtifact, finished: () => void): Opened {
  const writes = new Set<FollowedWrite>();
  let finishing: Promise<void> | undefined;
  let isAborted = false;
  const write = (work: Promise<void>): Promise<void> => {
    const followed = followWrite(work);
    writes.add(followed);
    // A write that failed stays in the set until it is known whether anybody waits for it.
    work.then(
      () => writes.delete(followed),
      () => undefined,
    );
    return followed.promise;
  };
  const finish = async () => {
    await Promise.all([...writes].map(({ settled }) => settled()));
    await artifact.finish();
    finished();
  };
  return {
    isAborted: () => isAborted,
    artifact: {
      ...artifact,
      write: (path, content, options) => write(artifact.write(path, content, options)),
      copy: (entry) => write(artifact.copy(entry)),
      finish() {
        finishing ??= finish();
        return finishing;
      },
      abort() {
        isAborted = true;
        return artifact.abort();
      },
    },
  };
}

interface FollowedWrite {
  /** For the author. */
  promise: Promise<void>;
  /** @throws its error when nobody waits for it. */
  settled(): Promise<void>;
}

/**
 * Notes whether the author awaits a write. An author who does learns of a failure, and may go on without that entry. A failure
 * that nobody awaits would leave an artifact with a missing entry.
 */
function followWrite(work: Promise<void>): FollowedWrite {
  let isAwaited = false;
  const promise = new Proxy(work, {
    get(target, name) {
      isAwaited ||= name === 'then' || name === 'catch' || name === 'finally';
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return {
    promise,
    settled: () =>
      work.catch((error) => {
        if (!isAwaited) throw error;
      }),
  };
}
