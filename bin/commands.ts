import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findActionsModule } from '../command/actions-flag.ts';
import { runsFromSource } from '../command/call.ts';
import { type Process, runProgram } from '../command/command.ts';
import { explainFully } from '../command/explain-error.ts';
import { interruptible } from '../command/interruption.ts';
import { hideExperimentalWarnings, onRecentNode } from '../command/node-version.ts';
import { programOf, type Subcommand } from '../command/program.ts';

/** Absent where the program is an installed package. */
const repository = runsFromSource ? join(import.meta.dirname, '..') : undefined;
/** Compiled, this file lies one folder deeper in its package. */
const manifest = join(import.meta.dirname, runsFromSource ? '..' : '../..', 'package.json');
/** Outside of this repository, only the caller has a list of actions. */
const standard = repository && join(repository, 'lambda/actions/index.ts');
/** Where `events` writes, and `invoke` reads before it takes those that are kept in the repository: nothing that git sees. */
const eventFolder = join(repository ?? '', '.local', 'events');
const eventFolders = [eventFolder, join(repository ?? '', 'events')];

const load = async (given: string | undefined, environment: Process['env']) => {
  const { loadActions } = await import('../local/actions/load-actions.ts');
  return await loadActions(findActionsModule(given, environment, standard));
};

/** The commands of `partner-action`. What one of them needs is loaded when it is called. */
export const commands: Readonly<Record<string, Subcommand>> = {
  start: {
    purpose: 'runs the local services, the functions on them, and a job of your action',
    explain: explainFully,
    load: async () =>
      interruptible(async () => (await import('../local/program/start-command.ts')).startCommand(standard)),
  },
  submit: {
    purpose: 'sends a job to a running start, and follows it to its outcome',
    explain: explainFully,
    load: async () => (await import('../local/program/submit-command.ts')).submitCommand,
  },
  new: {
    purpose: 'writes an action, its test and its entry in the list',
    load: async () => (await import('../local/new/new-command.ts')).newCommand(repository),
  },
  jobs: {
    purpose: 'shows the jobs in the ledger, puts back or fails one, and pauses polling',
    load: async () => (await import('../operate/jobs/jobs-command.ts')).jobsCommand,
  },
  clients: {
    purpose: 'lists, adds and changes customers and their tokens',
    load: async () => (await import('../operate/clients/clients-command.ts')).clientsCommand,
  },
  'action-type': {
    purpose: 'prints the registration of an action',
    load: async () => (await import('../operate/action-type/action-type-command.ts')).actionTypeCommand(load),
  },
  chaos: {
    purpose: 'kills the functions before and after every call, and checks what became of every job',
    explain: explainFully,
    load: async () => (await import('../local/chaos/chaos-command.ts')).chaosCommand(standard),
  },
  cost: {
    purpose: 'prints what the stack costs, from its own template',
    load: async () => {
      const { costCommand } = await import('../operate/cost/cost-command.ts');
      return costCommand(async (given, environment) => {
        const { synthesizeStacks } = await import('../lib/app/synthesize-stacks.ts');
        const { readDeployment } = await import('../lib/app/read-deployment.ts');
        const { findDeploymentFile } = await import('../operate/stacks/deployment-file.ts');
        const { readContext } = await import('../operate/cost/read-context.ts');
        const file = given === undefined ? await findDeploymentFile(environment) : undefined;
        const deployment = file?.outline ?? { actions: findActionsModule(given, environment, standard) };
        return synthesizeStacks(readDeployment(deployment), readContext(repository ?? '.'));
      });
    },
  },
  doctor: {
    purpose: 'checks whether a deployment can work, before it is made and after',
    load: async () => (await import('../operate/doctor/doctor-command.ts')).doctorCommand(load),
  },
  deploy: {
    purpose: 'deploys the stacks of the deployment file, with the CDK',
    load: async () => (await import('../operate/deploy/deploy-command.ts')).deployCommand(repository ?? process.cwd()),
  },
  trial: {
    purpose: 'tries an action in a pipeline on AWS',
    load: async () => {
      const { trialCommand } = await import('../operate/trial/trial-command.ts');
      return trialCommand({
        project: repository ?? process.cwd(),
        synthesize: async ({ actions: given, action, configuration, environment }, folder) => {
          const { actions, module } = await load(given, environment);
          const { synthesizeTrial } = await import('../lib/app/synthesize-trial.ts');
          const { whyUnfit } = await import('../lib/app/trial-stack.ts');
          const { chooseAction } = await import('../operate/trial/choose-action.ts');
          const { requireSettings } = await import('../operate/trial/require-settings.ts');
          const chosen = chooseAction(actions, action, whyUnfit);
          requireSettings(chosen, configuration);
          return synthesizeTrial({ action: chosen, module, configuration }, folder);
        },
        pack: async (folder, file, includeIgnored) => {
          const { zipFolder } = await import('../local/codepipeline/local-api/zip-folder.ts');
          const { tellLeftOut } = await import('../local/codepipeline/local-api/tell-left-out.ts');
          return tellLeftOut('What is uploaded', await zipFolder(folder, file, { includeIgnored }));
        },
      });
    },
  },
  events: {
    purpose: 'writes the events that `invoke` takes, from a real job',
    load: async () => {
      const { eventsCommand } = await import('../local/sam/events-command.ts');
      return eventsCommand(eventFolder, load);
    },
  },
  sam: {
    purpose: 'writes a template of every function, for `sam local invoke` on the local services',
    load: async () =>
      interruptible(async () => {
        const { samCommand } = await import('../local/sam/sam-command.ts');
        return samCommand(join(repository ?? '', '.local', 'sam'), eventFolders);
      }),
  },
  invoke: {
    purpose: "runs one function in Lambda's own image, with sam-cli, on the local services",
    load: async () => (await import('../local/sam/invoke-command.ts')).invokeCommand(eventFolders),
  },
};

const readVersion = (): string => JSON.parse(readFileSync(manifest, 'utf8')).version;

/** `partner-action`: every command, each by its name. */
export async function runPartnerAction(): Promise<void> {
  hideExperimentalWarnings();
  await runProgram(onRecentNode(programOf('partner-action', commands, readVersion)));
}
