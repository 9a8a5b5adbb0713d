import { parseArgs } from 'node:util';
import { UsageError } from '../../command/command.ts';
import { type DeploymentFlags, deploymentOptions, stackResources } from '../deployment.ts';

/** Which stacks a command line names, and what is left of it for the command. */
interface StackFlags {
  readonly stack: string | undefined;
  readonly region: string | undefined;
  readonly rest: readonly string[];
  /** What the rest says of where the command works. */
  readonly deployment: DeploymentFlags;
}

/** Source: CloudFormation API Reference, "CreateStack", StackName. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

const options = { ...deploymentOptions, stack: { type: 'string' }, region: { type: 'string' } } as const;

/** Takes --stack and --region off a command line. All else is the command's to judge. @throws UsageError */
export function takeStackFlags(args: readonly string[]): StackFlags {
  const { tokens, values } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const taken = new Set<number>();
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || (token.name !== 'stack' && token.name !== 'region')) continue;
    if (given.has(token.name)) throw new UsageError(`--${token.name} may be given only once. See --help.`);
    if (token.value === undefined || token.value.startsWith('-'))
      throw new UsageError(`--${token.name} takes a value. See --help.`);
    given.set(token.name, token.value);
    taken.add(token.index);
    if (token.inlineValue === false) taken.add(token.index + 1);
  }
  const [stack, region] = [given.get('stack'), given.get('region')];
  const deployment = values as DeploymentFlags;
  checkStack(stack, region, deployment);
  return { stack, region, deployment, rest: args.filter((_, index) => !taken.has(index)) };
}

function checkStack(stack: string | undefined, region: string | undefined, deployment: DeploymentFlags): void {
  if (stack === undefined) {
    if (region === undefined) return;
    throw new UsageError('--region goes with --stack NAME: what is named one by one is in the Region of AWS_REGION.');
  }
  requireStackName(stack);
  const names = ['local', ...Object.values(stackResources).map(({ flag }) => flag)] as const;
  const beside = names.find((name) => deployment[name] !== undefined);
  if (beside !== undefined) throw new UsageError(`--stack names everything: leave out --${beside}.`);
}

/** @throws UsageError */
export function requireStackName(stack: string): void {
  if (STACK_NAME.test(stack)) return;
  throw new UsageError(
    `--stack is "${stack.slice(0, 200)}": allowed is the name of a stack, letters, digits and hyphens.`,
  );
}
