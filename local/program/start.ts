import { once } from 'node:events';
import { copyFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/index.ts';
import { bundleAll } from '../../lib/bundles/bundles.ts';
import { escapeLine, escapeText } from '../../model/escape.ts';
import { dropInherited } from '../../model/local/environment.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';
import { InvalidSubmission } from '../codepipeline/local-api/submission.ts';
import { openFaults } from '../faults/faults.ts';
import { startProxies } from '../faults/proxies.ts';
import { PortInUse } from '../http/loopback.ts';
import { findAction, requirePaths } from './check-options.ts';
import { help, parseCommandLine, type StartOptions } from './command-line.ts';
import { startFunctions } from './functions.ts';
import { narrateProgress, narrateSteps, type Print, printOutcome, printServices } from './narrate.ts';
import { copyRepository, plantCredentials } from './sample.ts';
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

/** `npm start` with these arguments. @returns The exit code. */
export async function runStart(served: Served, args: readonly string[]): Promise<number> {
  try {
    const options = parseCommandLine(args, process.env);
    if (options !== 'help') return await start(served, options);
    process.stdout.write(help);
    return SUCCEEDED;
  } catch (error) {
    const isTheirs = error instanceof UsageError || error instanceof PortInUse || error instanceof InvalidSubmission;
    if (!isTheirs) throw error;
    process.stderr.write(`${escapeText(error.message)}\n`);
    return WRONG_USE;
  }
}

async function start({ actions, module }: Served, options: StartOptions): Promise<number> {
  const { ports, state, json, verbose, servicesOnly } = options;
  const action = findAction(actions, options);
  await requirePaths(options);
  dropInherited(process.env);
  const print: Print = (line) => (json ? process.stderr : process.stdout).write(`${line}\n`);

  const printError = (error: unknown) => closing.disposed || print(`  ${escapeText((error as Error).message)}`);

  await using closing = new AsyncDisposableStack();
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const faults = openFaults(options.faults, FAULT_SEED);
  const services = await startServices({
    ports,
    settings: faults.settings,
    clock: faults.clock,
    state: state && resolve(state),
    actionTypes: actions.map(({ type }) => type),
    onError: printError,
  });
  closing.defer(() => services.close());
  printServices(services, print);
  if (!servicesOnly) {
    print('  Starting the functions: poller, worker and last word, bundled as they are deployed.\n');
    narrateSteps(services.controlPlane, print);
    const proxies = options.faults.length > 0 ? await startProxies(services, faults.intercept(services)) : undefined;
    closing.defer(() => proxies?.close());
    const functions = await startFunctions(services, {
      made: {
        bundles: await bundleAll(join(services.temporaryFolder, 'bundles'), module),
        actionTypes: actions.map(({ type }) => type),
      },
      ...(proxies && { endpoints: proxies.endpoints }),
      onLog: (name, line) => (verbose ? print(`  ${name}: ${escapeLine(line)}`) : narrateProgress(line, print)),
      onError: printError,
    });
    closing.defer(() => functions.close());
    const jobs = runJobs(options, action, services, print);
    const last = await Promise.race([jobs, interrupted.then(() => undefined)]);
    if (json && last) process.stdout.write(`${escapeLine(JSON.stringify(last))}\n`);
    if (options.once || !last) return last?.status === 'Succeeded' ? SUCCEEDED : FAILED;
    printNextSteps(services, print);
  }
  await interrupted;
  print('\n  Stopping.');
  return SUCCEEDED;
}

/** Runs the user's job, or the samples; returns the last one. */
async function runJobs(options: StartOptions, action: Action, services: Services, print: Print): Promise<JobView> {
  const { artifact, once: onlyOne, configuration, output } = options;
  const run = (given: string | undefined, copyTo?: string) =>
    runJob(services, action, { artifact: given, configuration, output: copyTo }, print);
  if (artifact !== undefined || action.inputs.minimum === 0) return await run(artifact && resolve(artifact), output);
  print("  The main job: this repository's own files.");
  const main = await run(await copyRepository(services.temporaryFolder), output);
  if (onlyOne) return main;
  print('\n  A second job that must fail: a folder with planted credentials, which are made up.');
  return await run(await plantCredentials(services.temporaryFolder));
}

async function runJob(
  { controlPlane: { jobs } }: Services,
  action: Action,
  { artifact, configuration, output }: Pick<StartOptions, 'artifact' | 'configuration' | 'output'>,
  print: Print,
): Promise<JobView> {
  let { jobId } = await jobs.submit({
    actionTypeId: action.type,
    configuration,
    inputArtifacts: artifact === undefined ? [] : [{ name: 'Source', path: artifact }],
    outputArtifacts: action.outputs.maximum > 0 ? ['Report'] : [],
    actionName: action.type.provider,
  });
  while (true) {
    const job = await jobs.waitFor(jobId, ['Succeeded', 'Failed', 'TimedOut']);
    if (job.continuedAs === undefined) {
      await printOutcome(job, print);
      if (output !== undefined) await copyOutput(job, output, print);
      return job;
    }
    jobId = job.continuedAs;
  }
}

async function copyOutput({ outputArtifacts: [artifact] }: JobView, output: string, print: Print): Promise<void> {
  if (artifact?.path === undefined) {
    print('  There is no output artifact to copy.');
    return;
  }
  const isFolder = (await stat(output).catch(() => undefined))?.isDirectory() ?? false;
  const file = isFolder ? join(output, `${artifact.name}.zip`) : output;
  await copyFile(artifact.path, file);
  print(`  copied to ${escapeLine(file)}`);
}

function printNextSteps({ controlPlane }: Services, print: Print): void {
  print(`
  Submit another artifact, a folder, zip, tar or tar.gz of yours:

    curl -X POST ${controlPlane.url}/_local/jobs -H 'content-type: application/json' \\
      -d '{"configuration":{},"inputArtifacts":[{"name":"Source","path":"/path/of/yours"}],"outputArtifacts":["Report"]}'

  or, for one job and an exit code: npm start -- --once --artifact PATH
  Ctrl-C ends it.`);
}
