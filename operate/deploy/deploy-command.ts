import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ParseArgsOptionsConfig } from 'node:util';
import { callOf } from '../../command/call.ts';
import { type Command, type CommandSurroundings, UsageError, withHelp } from '../../command/command.ts';
import { explainError } from '../../command/explain-error.ts';
import { parseFlags } from '../../command/flags.ts';
import { deploymentFileNames, type PlannedStack, plannedStacks } from '../../model/deployment-outline.ts';
import { namesApp, readContext } from '../cost/read-context.ts';
import { ordinaryRegion } from '../stacks/choose-regions.ts';
import { type DeploymentFile, readDeploymentFile } from '../stacks/deployment-file.ts';
import { readStack } from '../stacks/read-stack.ts';
import { findCdk, runCdk } from '../trial/run-cdk.ts';

const help = `${callOf('deploy', '[STACK…] [-c NAME=VALUE]… [--require-approval WHEN] [-- FLAGS OF cdk deploy]')}

Deploys the stacks of ${deploymentFileNames[0]} with the CDK of the project, as \`cdk deploy\` does.

  STACK                  a stack: its name for all its Regions, or the ID that \`cdk list\` prints for one of them.
                         Without any, all stacks
  -c NAME=VALUE          context, which overrides the file; --context is the same; may be repeated
  --require-approval WHEN
                         when the CDK asks before it changes what roles may do: never, any-change or broadening
  --                     what follows is passed to \`cdk deploy\`

  A new stack is first deployed without protection from deletion, so that a failed deploy leaves nothing behind that costs.
  Once that has succeeded, the stack and its tables are protected.
  Exit code: 0 done, 1 the CDK failed, 2 wrong arguments.
`;

/** The states of a stack that was never deployed, or that has nothing in it any more. */
const NEVER_MADE = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_COMPLETE', 'CREATE_FAILED'];

const FLAGS = {
  context: { type: 'string', short: 'c', multiple: true, default: [] },
  'require-approval': { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** `partner-action deploy`: deploys the stacks of the deployment file, by the CDK. @param project The folder whose CDK deploys. */
export const deployCommand = (project: string): Command =>
  withHelp(help, async (args, surroundings) => {
    const end = args.indexOf('--');
    const [own, others] = end < 0 ? [args, []] : [args.slice(0, end), args.slice(end + 1)];
    const { values, operands: names } = parseFlags(own, FLAGS, 'any');
    const approval = values['require-approval'];
    const flags = [
      ...values.context.flatMap((setting) => ['-c', setting]),
      ...(approval === undefined ? [] : ['--require-approval', approval]),
      ...others,
    ];
    const cdk = findCdk(project);
    requireApp(project, others, surroundings.environment);
    const deploy = (...more: readonly string[]) => runCdk(cdk, ['deploy', ...more, ...flags], project);
    const file = await readDeploymentFile((name) => join(project, name));
    const planned = file && !isChanged(readContext(project), flags) ? choosePlanned(file, names) : undefined;
    // Only the CDK knows what the context changes, and what an app has of its own.
    if (!planned) return await deploy(...(names.length > 0 ? names : ['--all']));
    const ids = planned.map(({ id }) => id);
    const fresh = await findNew(planned, surroundings);
    if (fresh.length > 0) {
      surroundings.note(
        `New: ${fresh.join(', ')}. Once this deploy is good, a second one protects what it made from deletion.`,
      );
      await deploy(...fresh, '-c', 'firstDeploy=true');
    }
    await deploy(...ids);
  });

/** Says what the CDK asks for in its own words only. @throws UsageError when nothing says how the app is run. */
function requireApp(project: string, flags: readonly string[], environment: CommandSurroundings['environment']): void {
  if (flags.some((flag) => /^(?:-a|--app(?:=|$))/.test(flag)) || environment['CDK_APP'] !== undefined) return;
  if ([join(project, 'cdk.json'), join(homedir(), '.cdk.json')].some(namesApp)) return;
  throw new UsageError(
    `${join(project, 'cdk.json')} does not say how your app is run. It takes { "app": "node bin/stacks.ts" } for an app in ` +
      'that file; or give -- --app "node bin/stacks.ts".',
  );
}

/** Whether the context says which stacks there are, and not the file: that of cdk.json, or that of the flags. */
const isChanged = (context: object, flags: readonly string[]): boolean =>
  'regions' in context ||
  'workers' in context ||
  flags.some((flag) => /^(?:-c|--context=?)?(?:regions|workers)=/.test(flag));

/** The stacks that are meant. @throws UsageError */
function choosePlanned(file: DeploymentFile, names: readonly string[]): readonly PlannedStack[] {
  const planned = plannedStacks(file.outline);
  if (names.length === 0) return planned;
  const chosen = names.flatMap((name) => {
    const found = planned.filter(({ id, stackName }) => id === name || stackName === name);
    if (found.length > 0) return found;
    const known = [...new Set(planned.flatMap(({ id, stackName }) => [stackName, id]))].join(', ');
    throw new UsageError(`${file.name} has no stack "${name}"; it has ${known}.`);
  });
  return [...new Set(chosen)];
}

/** The IDs of the stacks that were never deployed. Where CloudFormation cannot be asked, none is taken for new. */
async function findNew(
  planned: readonly PlannedStack[],
  { environment, note }: CommandSurroundings,
): Promise<string[]> {
  const isNew = async ({ stackName, region }: PlannedStack) => {
    const stack = await readStack(stackName, region ?? (await ordinaryRegion(environment)));
    return stack === undefined || NEVER_MADE.includes(stack.status);
  };
  try {
    const answers = await Promise.all(planned.map(isNew));
    return planned.flatMap(({ id }, index) => (answers[index] ? [id] : []));
  } catch (error) {
    const why = error instanceof UsageError ? 'Your AWS settings name no Region; AWS_REGION can.' : explainError(error);
    note(`Whether the stacks are new is not known, so all are deployed with their protection. ${why}`);
    return [];
  }
}
