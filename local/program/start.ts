import { once } from 'node:events';
import { join } from 'node:path';
import type { Interruption } from '../../command/interruption.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import type { Starting } from '../../command/starting.ts';
import { bundleAll, stopBundling } from '../../lib/bundles/bundles.ts';
import { escapeLine, escapeText } from '../../model/escape.ts';
import { factsOf } from '../actions/action-facts.ts';
import { timingFor } from '../chaos/timing.ts';
import { createJumpingClock } from '../faults/faults.ts';
import type { StartOptions } from './command-line.ts';
import { startFunctions } from './functions.ts';
import { narrate, type Print, printServices } from './narrate.ts';
import { nextSteps } from './next-steps.ts';
import { actionTypesFor } from './owned-actions.ts';
import type { Prepared } from './prepare.ts';
import { FAULT_SEED, startRecording } from './recording.ts';
import { runPlan } from './run-plan.ts';
import { type ServicesOptions, startServices } from './services.ts';
import { tellDebugger } from './tell-log.ts';
import { watchActions } from './watch.ts';

/**
 * Starts all that `partner-action start` was asked for.
 * @returns The exit code. @throws Interrupted when a signal came before all was up, or before the one job was done.
 */
export async function start(
  { options, loaded, plan, inRepository }: Prepared,
  interruption: Interruption,
  starting: Starting,
): Promise<0 | 1> {
  const { ports, integration, state, tls, json, verbose, inspect, lease, pollEvery, isPaused, continueAfter } = options;
  const { signal, race } = interruption;
  const terminal = json ? process.stderr : process.stdout;
  let print: Print = (line) => terminal.write(`${line}\n`);
  const { begin } = starting;
  const printError = (error: unknown) =>
    signal.aborted || starting.isClosing || print(`  ${escapeText((error as Error).message)}`);
  const actionTypes = (loaded?.actions ?? []).map(({ type }) => type);
  const clock = createJumpingClock();
  const opening = startServices({
    ports,
    clock,
    state,
    tls,
    ...actionTypesFor(integration, loaded?.actions ?? []),
    actions: loaded?.actions ?? [],
    ...timingOf(options),
    onError: printError,
  });
  const services = await begin(opening, (started) => started.close());
  printServices(services, print);
  if (!plan) services.controlPlane.recorder.record({ kind: 'functions', state: 'none' });
  if (plan && loaded) {
    print('  Starting the functions: poller, worker and last word, bundled as they are deployed.\n');
    const narrator = narrate(services.controlPlane, terminal, { continueAfter });
    starting.defer(narrator.close);
    print = narrator.print;
    let { files } = loaded;
    const recording = await begin(
      startRecording(services, {
        ...{ clock, faults: options.faults, seed: FAULT_SEED, isPaused, files: () => files },
        ...(lease !== undefined && { leaseSeconds: lease }),
      }),
      (started) => started.close(),
    );
    signal.addEventListener('abort', stopBundling);
    const bundling = bundleAll(join(services.temporaryFolder, 'bundles'), loaded.module, { kept: keptBundles() });
    bundling.catch(() => signal.aborted || recording.built('The functions could not be built; the terminal says why.'));
    const bundles = await race(bundling);
    // Its service would hold memory for as long as this program runs; it is kept for what will be saved.
    if (options.watch) starting.defer(stopBundling);
    else stopBundling();
    const launching = startFunctions(services, {
      made: { bundles, actionTypes },
      integration,
      ...{ endpoints: recording.endpoints, pollEvery, isPaused },
      ...(lease !== undefined && { variables: { LEASE_SECONDS: String(lease) } }),
      ...(inspect !== undefined && { inspect, maximumConcurrency: 1 }),
      onLog: (name, line, environment) => {
        recording.onLog(name, line, environment);
        if (verbose) print(`  ${name}: ${escapeLine(line)}`);
        if (name === 'worker') tellDebugger(line, print);
      },
      onInvocation: recording.onInvocation,
      onError: (error) => recording.isTold(error) || printError(error),
    });
    const functions = await begin(launching, (started) => started.close());
    // Before they are ended: nobody is told of workers that died of that.
    starting.defer(narrator.close);
    // A second time, and so before the functions are closed: nobody needs to be told that this program ends them.
    starting.defer(narrator.close);
    recording.follow(functions);
    // On a laptop nobody wants to wait for the next round of the schedule, but who wants to see it.
    if (pollEvery === undefined)
      services.controlPlane.jobs.onChange(({ status }) => status === 'Queued' && functions.poll());
    const last = await race(runPlan({ plan, services, starting, inRepository, once: options.once, narrator }));
    if (json) process.stdout.write(`${escapeLine(JSON.stringify(last))}\n`);
    const isLost = state === undefined && plan.output === undefined;
    if (options.once && isLost && last.outputArtifacts.some(({ path }) => path !== undefined))
      print('  The output artifact is removed now; --output PATH keeps a copy.');
    if (options.once) return last.status === 'Succeeded' ? 0 : 1;
    const { action } = plan;
    const [first] = loaded.actions.map(factsOf);
    print(
      nextSteps({ given: options, action, isFirst: first?.name === action.name, port: services.controlPlane.port }),
    );
    if (options.watch) {
      const stop = watchActions({
        ...{ loaded, integration, print, onBuilt: recording.built },
        worker: functions.worker,
        folder: join(services.temporaryFolder, 'watched'),
        controlPlane: services.controlPlane,
        onLoaded: (next) => {
          files = next.files;
        },
      });
      starting.defer(stop);
    }
  }
  if (!signal.aborted) await once(signal, 'abort');
  return 0;
}

/** What waits is as long as on AWS, unless it was told otherwise; from round to round it is shorter. */
function timingOf({ lease, continueAfter, servicesOnly }: StartOptions): Pick<ServicesOptions, 'settings' | 'queue'> {
  const timing = lease === undefined ? undefined : timingFor(lease);
  return {
    settings: { ...timing?.settings, ...(!servicesOnly && { continuationDelaySeconds: continueAfter }) },
    ...(timing && { queue: { visibilitySeconds: timing.visibilitySeconds } }),
  };
}
