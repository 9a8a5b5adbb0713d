import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionsFlag } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, type CommandSurroundings, oneOfCommands, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { trialPipelineName } from '../../model/trial.ts';
import type { Clients } from './pipeline-run.ts';
import { findCdk, runCdk } from './run-cdk.ts';
import { type Pack, runTrialCommand } from './run-command.ts';

const help = `Tries an action on AWS, in your own account: deploys a worker, and a pipeline that runs the action as a custom one, and
once more on its own output artifact, if it makes one. None of this was ever run against AWS.

  ${callOf('trial', 'synth [--action NAME] [--set NAME=VALUE]…')}
  ${callOf('trial', 'deploy [--action NAME] [--set NAME=VALUE]…')}
  ${callOf('trial', 'run PATH [--minutes N] [--all]')}
  ${callOf('trial', 'destroy')}

  synth                  prints the template of the stack ${trialPipelineName}; needs no AWS account
  deploy                 deploys that stack, with the CDK of the project
  run PATH               uploads a file, or a folder as a zip, starts the pipeline, waits, and says how each action ended
  destroy                deletes that stack and all that is in it; takes the flags of deploy

  --actions PATH         the module that exports \`actions\`; by default the one that start takes
  --action NAME          the action's provider, in lower case. Without it, the first that needs at most one input artifact and no
                         secret, and must make at most one output artifact
  --set NAME=VALUE       a property of its configuration, but no secret; may be repeated
  --all                  includes what git ignores in a folder
  --minutes N            how long run waits, 1 to 1440 (30)
  --help                 this text

  For the others, account and Region are those of your ordinary AWS settings, and npx cdk bootstrap must have been run there once.

  Exit code: 0 done, 1 it failed, 2 wrong arguments, 3 the pipeline has not ended.
`;

/** What the user asked for. */
interface TrialWish {
  readonly actions: string | undefined;
  readonly action: string | undefined;
  readonly configuration: Readonly<Record<string, string>>;
  readonly environment: CommandSurroundings['environment'];
}

/** What the caller gives to the command. */
export interface TrialParts {
  /** The folder whose CDK deploys. */
  readonly project: string;
  /** Writes the stack into a folder, and gives what `cdk --app` takes. */
  synthesize(wish: TrialWish, folder: string): Promise<string>;
  readonly pack: Pack;
  /** @default those of the account and Region that the SDK finds */
  readonly clients?: Clients;
}

/** `partner-action trial`: a pipeline on AWS to try an action in. */
export const trialCommand = (parts: TrialParts): Command =>
  withHelp(
    help,
    oneOfCommands({
      synth: cdkCommand('synth', parts),
      deploy: cdkCommand('deploy', parts),
      run: runTrialCommand(parts.clients, parts.pack),
      destroy: cdkCommand('destroy', parts),
    }),
  );

const cdkCommand =
  (verb: 'synth' | 'deploy' | 'destroy', { project, synthesize }: TrialParts): Command =>
  async (args, { environment, note }) => {
    const { values } = parseFlags(args, {
      ...actionsFlag,
      action: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
    });
    const { actions, action } = values;
    const configuration = readSettings(values.set);
    const cdk = findCdk(project);
    const folder = await mkdtemp(join(tmpdir(), 'trial-'));
    try {
      const app = await synthesize({ actions, action, configuration, environment }, folder);
      await runCdk(cdk, [verb, '--app', app, trialPipelineName], project);
    } finally {
      await rm(folder, { recursive: true });
    }
    if (verb === 'deploy') note(`Next: ${callOf('trial', 'run PATH')}`);
  };

function readSettings(settings: readonly string[]): Record<string, string> {
  const given = new Map<string, string>();
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 1) throw new UsageError('--set takes NAME=VALUE.');
    const name = setting.slice(0, at);
    if (given.has(name)) throw new UsageError(`--set ${name}=… may be given only once.`);
    given.set(name, setting.slice(at + 1));
  }
  return Object.fromEntries(given);
}
