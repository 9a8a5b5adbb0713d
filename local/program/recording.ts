import type { Endpoints } from '../../model/local/services.ts';
import type { Settings } from '../codepipeline/rules.ts';
import { createCallSubjects } from '../events/call-subject.ts';
import { type FunctionHealth, watchHealth } from '../events/function-health.ts';
import { watchCalls } from '../events/watch-calls.ts';
import { type FunctionWatch, watchFunctions } from '../events/watch-functions.ts';
import { watchPause } from '../events/watch-pause.ts';
import { watchQueue } from '../events/watch-queue.ts';
import type { JumpingClock } from '../faults/fault.ts';
import { createFaultSwitch } from '../faults/fault-switch.ts';
import { faults } from '../faults/faults.ts';
import { startProxies } from '../faults/proxies.ts';
import { InvocationError } from '../lambda/invocation-error.ts';
import type { Functions } from './functions.ts';
import type { Services } from './services.ts';

// The same faults strike the same calls in every run.
export const FAULT_SEED = 1;

interface RecordingOptions {
  /** The clock of the services. */
  clock: JumpingClock;
  /** The names of the faults that are on at first. */
  faults: readonly string[];
  seed: number;
  /** Gives the files of the author as they are now: errors are told with their places in them. */
  files?: () => readonly string[];
  /** The length of the workers' leases; as in the stack when left out. */
  leaseSeconds?: number;
  /** Whether the deployment has paused the polls. */
  isPaused?: boolean | undefined;
  /** Sets the rules that are part of the faults which are on; those of the control plane when left out. */
  changeSettings?: (changes: Partial<Settings>) => void;
}

interface Recording extends FunctionWatch {
  /** The addresses at which the functions reach the services. */
  readonly endpoints: Endpoints;
  /** The functions are up: from now on a person can kill them. */
  follow(functions: Pick<Functions, 'worker' | 'lastWord'>): void;
  /** The bundles of the functions were made, or could not be, and why. */
  built: FunctionHealth['built'];
  /** Begins these faults, and ends all others. @throws UnknownFault */
  setFaults(names: readonly string[]): void;
  close(): Promise<void>;
}

/** Sees and records everything between the functions and the services, and lets a person at the page disturb it. @throws UnknownFault */
export async function startRecording(services: Services, options: RecordingOptions): Promise<Recording> {
  const { recorder, facts, attach, borrowSettings } = services.controlPlane;
  const { clock, seed, files = () => [], leaseSeconds, changeSettings = borrowSettings } = options;
  const subjects = createCallSubjects();
  const faultSwitch = createFaultSwitch(
    { services, clock, seed, changeSettings, ...(leaseSeconds !== undefined && { leaseSeconds }) },
    options.faults,
  );
  const { faultOf } = faultSwitch;
  recorder.record({ kind: 'functions', state: 'starting' });
  const health = watchHealth(recorder);
  const queue = watchQueue(recorder, services.sqs);
  const stopPause = watchPause(recorder, services.dynamodb, { isDeployed: options.isPaused });
  const watch = watchCalls({ recorder, subjects, facts, faultOf, onQueue: queue.look });
  const proxies = await startProxies(services, (call, next) => watch(call, () => faultSwitch.intercept(call, next)));
  const watched = watchFunctions(recorder, subjects, files);
  return {
    ...watched,
    endpoints: proxies.endpoints,
    built: health.built,
    setFaults: faultSwitch.set,
    onInvocation(name, state, invocation) {
      watched.onInvocation(name, state, invocation);
      if (state === 'ended') health.note(name, invocation.error);
    },
    isTold: (error) => watched.isTold(error) || (error instanceof InvocationError && error.isOfStart),
    follow({ worker, lastWord }) {
      attach({
        faults: faults.map(({ name, description }) => ({ name, description })),
        faultsOn: faultSwitch.on,
        setFaults: faultSwitch.set,
        forward: clock.jump,
        async kill(jobId) {
          const environment = subjects.workerOf(jobId);
          if (environment === undefined) return false;
          recorder.record({ kind: 'kill', jobId, environment });
          await Promise.all([worker, lastWord].map((one) => one.kill('SIGKILL', environment)));
          return true;
        },
      });
      health.ready();
    },
    async close() {
      queue.close();
      stopPause();
      await proxies.close();
    },
  };
}
