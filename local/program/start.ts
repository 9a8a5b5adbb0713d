import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { UsageError } from '../../command/command.ts';
import type { Interruption } from '../../command/interruption.ts';
import { startUntil } from '../../command/starting.ts';
import type { Action } from '../../lambda/index.ts';
import { bundleAll, stopBundling } from '../../lib/bundles/bundles.ts';
import { escapeLine, escapeText } from '../../model/escape.ts';
import { dropInherited } from '../../model/local/environment.ts';
import { InvalidSubmission } from '../codepipeline/local-api/submission.ts';
import { openFaults } from '../faults/faults.ts';
import { startProxies } from '../faults/proxies.ts';
import { PortInUse } from '../http/loopback.ts';
import { findAction, requirePaths } from './check-options.ts';
import { help, parseCommandLine, type StartOptions } from './command-line.ts';
import { startFunctions } from './functions.ts';
import { narrateProgress, narrateSteps, type Print, printServices } from './narrate.ts';
import { runJobs } from './run-jobs.ts';
import { type Services, startServices } from './services.ts';

const SUCCEEDED = 0;
const FAILED = 1;
const WRONG_USE = 2;
/** The same faults strike the same calls in every run. */
const FAULT_SEED = 1;

/** What the worker is to serve: the actions, and the module that lists them, which is bundled. */
export interface Served {
  actions: readonly Action[];
  module: string;
}

/**
 * `npm start` with these arguments.
 * @returns The exit code.
 * @throws Interrupted when a signal came before all was up, or before the one job was done. What was started is closed.
 */
export async function runStart(served: Served, args: readonly string[], interruption: Interruption): Promise<number> {
  try {
    const options = parseCommandLine(args, process.env);
    if (options !== 'help') return await start(served, options, interruption);
    process.stdout.write(help);
    return SUCCEEDED;
  } catch (error) {
    const isTheirs = error instanceof UsageError || error instanceof PortInUse || error instanceof InvalidSubmission;
    if (!isTheirs) throw error;
    process.stderr.write(`${escapeText(error.message)}\n`);
    return WRONG_USE;
  }
}

async function start(
  { actions, module }: Served,
  options: StartOptions,
  { signal, race }: Interruption,
): Promise<number> {
  const { ports, state, json, verbose, servicesOnly } = options;
  const action = findAction(actions, options);
  await race(requirePaths(options));
  dropInherited(process.env);
  const print: Print = (line) => (json ? process.stderr : process.stdout).write(`${line}\n`);
  const printError = (error: unknown) =>
    signal.aborted || starting.isClosing || print(`  ${escapeText((error as Error).message)}`);
  const actionTypes = actions.map(({ type }) => type);

  await using starting = startUntil({ signal, race });
  const { begin } = starting;
  const faults = openFaults(options.faults, FAULT_SEED);
  const opening = startServices({
    ports,
    settings: faults.settings,
    clock: faults.clock,
    state: state && resolve(state),
    actionTypes,
    onError: printError,
  });
  const services = await begin(opening, (started) => started.close());
  printServices(services, print);
  if (!servicesOnly) {
    print('  Starting the functions: poller, worker and last word, bundled as they are deployed.\n');
    narrateSteps(services.controlPlane, print);
    const proxies =
      options.faults.length > 0
        ? await begin(startProxies(services, faults.intercept(services)), (started) => started.close())
        : undefined;
    signal.addEventListener('abort', stopBundling);
    const bundles = await race(bundleAll(join(services.temporaryFolder, 'bundles'), module));
    const launching = startFunctions(services, {
      made: { bundles, actionTypes },
      ...(proxies && { endpoints: proxies.endpoints }),
      onLog: (name, line) => (verbose ? print(`  ${name}: ${escapeLine(line)}`) : narrateProgress(line, print)),
      onError: printError,
    });
    await begin(launching, (functions) => functions.close());
    const last = await race(runJobs({ options, action, services, starting, print }));
    if (json) process.stdout.write(`${escapeLine(JSON.stringify(last))}\n`);
    if (options.once) return last.status === 'Succeeded' ? SUCCEEDED : FAILED;
    printNextSteps(services, print);
  }
  if (!signal.aborted) await once(signal, 'abort');
  return SUCCEEDED;
}

function printNextSteps({ controlPlane }: Services, print: Print): void {
  print(`
  Submit another artifact, a folder, zip, tar or tar.gz of yours:

    curl -X POST ${controlPlane.url}/_local/jobs -H 'content-type: application/json' \\
      -d '{"configuration":{},"inputArtifacts":[{"name":"Source","path":"/path/of/yours"}],"outputArtifacts":["Report"]}'

  or, for one job and an exit code: npm start -- --once --artifact PATH
  Ctrl-C ends it.`);
}
