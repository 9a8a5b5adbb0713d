import type { ParseArgsOptionsConfig } from 'node:util';
import { actionsFlag, type ReadActions } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, type CommandSurroundings, Refusal, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import type { Action } from '../../lambda/action/action.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';
import { checkRegistered, choosePlaces, type Places } from './check-registered.ts';
import { checkSince, readEarlier } from './check-since.ts';
import { createCustomActionTypeInput } from './create-custom-action-type.ts';
import { checkLinks, templatesOf } from './links.ts';
import { snippetsOf } from './snippets.ts';
import { updateActionTypeInput } from './update-action-type.ts';

const nameOf = ({ type }: Action) => type.provider.toLowerCase();

const help = `Prints the document that registers an action, checked against every limit of the service model.

  ${callOf('action-type', 'NAME [--polling-account ID]…')} > action-type.json
  aws codepipeline update-action-type --cli-input-json file://action-type.json

  NAME is the action's provider in lower case, such as artifact-guard.

  --actions PATH                   the module that exports \`actions\`; by default the one that start takes

  --polling-account ID             an account that this worker is deployed to; may be repeated
  --configuration-url URL          where the customer configures the action
  --entity-url-template URL        links that CodePipeline shows; {ExternalExecutionId} stands for the run, {Config:Name}
  --execution-url-template URL     for the value of a property that is required and not secret
  --revision-url-template URL
  --custom                         prints the input of create-custom-action-type instead, for your own account
  --snippets                       prints what a customer needs to use it as a custom action, in Markdown: CDK,
                                   CloudFormation, Terraform and the steps in the console
  --since FILE                     refuses changes that AWS refuses after publishing, or that would break pipelines. FILE
                                   is what an earlier version printed here, or the answer of get-action-type or,
                                   for a custom action, of list-action-types
  --stack NAME                     like --since, but compares with CodePipeline in each Region of the stack, which need not
                                   exist yet. Without --polling-account, your account is the polling account
    --region R[,R…]                in these Regions; without it, those of the deployment file, or that of your AWS settings
    --region all                   in those of the file; without one, wherever the stack is
  --accept-assumed                 with --since or --stack: refuses only what AWS documents
  --json                           prints one line
  --help                           this text

  Permissions: none; with --stack sts:GetCallerIdentity and codepipeline:GetActionType, or codepipeline:ListActionTypes for
  a custom one, and for --region all without a file cloudformation:DescribeStacks.
  Exit code: 0 done, 1 the action breaks a limit or a change is refused, 2 wrong arguments.
`;

/** `partner-action action-type`: the document that registers an action, or what a pipeline needs to use it. */
export const actionTypeCommand = (read: ReadActions<Action>): Command =>
  withHelp(help, async (args, surroundings) => {
    const { values } = parseFlags(args, FLAGS, ['NAME']);
    const places = await choosePlaces(values, surroundings);
    const { actions } = await read(values.actions ?? places?.actions, surroundings.environment);
    await printDocument(actions, args, surroundings, places);
  });

/**
 * Prints a registration document for one of these actions.
 * @param places Where CodePipeline is asked what it has of the action type.
 * @throws UsageError; Refusal for a document over a limit, and for a change that is not to be made.
 */
export async function printDocument(
  known: readonly Action[],
  args: Parameters<Command>[0],
  { environment, printText, note }: Pick<CommandSurroundings, 'environment' | 'printText' | 'note'>,
  places?: Places,
): Promise<void> {
  const { values, operands } = parseFlags(args, FLAGS, ['NAME']);
  const name = operands[0] ?? '';
  const action = known.find((one) => nameOf(one) === name.toLowerCase());
  if (!action) throw new UsageError(`There is no action "${name}"; there are ${known.map(nameOf).join(', ')}.`);
  const isCustom = Boolean(values.custom || values.snippets || places?.areCustom);
  checkTogether(values, isCustom);
  const given = values['polling-account'];
  const accounts = given.length === 0 && places && !isCustom ? [places.account] : given;
  const links = {
    configuration: values['configuration-url'],
    entity: values['entity-url-template'],
    execution: values['execution-url-template'],
    revision: values['revision-url-template'],
  };
  checkLinks(links, action.configuration);
  checkFlags({ pollingAccounts: accounts.length > 0 ? accounts : undefined }, 'JobWorkerExecutorConfiguration');
  checkFlags({ configurationUrl: links.configuration, ...templatesOf(links) }, 'ActionTypeUrls');

  const asCustom = isCustom ? createCustomActionTypeInput(action, links) : undefined;
  const document = asCustom
    ? check('CreateCustomActionTypeInput', asCustom)
    : check('UpdateActionTypeInput', updateActionTypeInput(action, accounts, links));
  if (values.since !== undefined) {
    const earlier = readEarlier(values.since, pathsOf(environment).find(values.since));
    for (const told of checkSince(earlier, document, values['accept-assumed'])) note(told);
  }
  if (places) {
    const asked = { id: action.type, isCustom, accounts, acceptAssumed: values['accept-assumed'] };
    for (const told of await checkRegistered(places, asked, document)) note(told);
  }
  if (values.snippets && asCustom) return printText(snippetsOf(action, asCustom));
  printText(JSON.stringify(document, null, values.json ? 0 : 2));
  if (isCustom)
    note("A worker serves it that is deployed with integration: 'custom'; its stack makes the action type.");
  else if (accounts.length === 0) note('No --polling-account was given, so the document names none.');
}

const FLAGS = {
  ...actionsFlag,
  'polling-account': { type: 'string', multiple: true, default: [] },
  'configuration-url': { type: 'string' },
  'entity-url-template': { type: 'string' },
  'execution-url-template': { type: 'string' },
  'revision-url-template': { type: 'string' },
  custom: { type: 'boolean' },
  snippets: { type: 'boolean' },
  since: { type: 'string' },
  stack: { type: 'string' },
  region: { type: 'string' },
  'accept-assumed': { type: 'boolean', default: false },
  json: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

type Flags = ReturnType<typeof parseFlags<typeof FLAGS>>['values'];

/** @throws UsageError for flags of which one takes the sense of the other away. */
function checkTogether(values: Flags, isCustom: boolean): void {
  if (isCustom && values['polling-account'].length > 0)
    throw new UsageError('A custom action type has no --polling-account.');
  if (values.snippets && values.json) throw new UsageError('--snippets prints Markdown, and --json nothing but JSON.');
  if (values['accept-assumed'] && (values.since ?? values.stack) === undefined)
    throw new UsageError('--accept-assumed needs --since or --stack.');
}

function checkFlags(value: object, shapeName: string): void {
  const violations = findViolations(shapes, shapeName, value);
  if (violations) throw new UsageError(`${violations}.`);
}

function check(shapeName: string, document: object): object {
  const violations = findViolations(shapes, shapeName, document);
  if (violations) throw new Refusal(`CodePipeline would not take the document: ${violations}.`);
  return document;
}
