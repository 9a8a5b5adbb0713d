import type { ParseArgsOptionsConfig } from 'node:util';
import { actionsFlag } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, type CommandSurroundings, Refusal, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { pathsOf } from '../../command/paths.ts';
import type { Action } from '../../lambda/action/action.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';
import { checkSince } from './check-since.ts';
import { createCustomActionTypeInput } from './create-custom-action-type.ts';
import { checkLinks, templatesOf } from './links.ts';
import { snippetsOf } from './snippets.ts';
import { updateActionTypeInput } from './update-action-type.ts';

const nameOf = ({ type }: Action) => type.provider.toLowerCase();

const help = `Prints what CodePipeline must be told of an action, checked against every limit of the service model.

  ${callOf('action-type', 'NAME [--polling-account ID]…')} > action-type.json
  aws codepipeline update-action-type --cli-input-json file://action-type.json

  NAME is that of the action's provider, in lower case: artifact-guard, say.

  --actions PATH                   the module that exports \`actions\`; where it is left out, the one that start takes

  --polling-account ID             an account that this worker is deployed to; may be repeated
  --configuration-url URL          where the customer configures the action
  --entity-url-template URL        links that CodePipeline shows; {ExternalExecutionId} and {Config:Name} stand for
  --execution-url-template URL     the run and for the value of a property that is required and not secret
  --revision-url-template URL
  --custom                         the input of create-custom-action-type instead, for an account of your own
  --snippets                       what a customer needs to use it as a custom action, in Markdown: CDK,
                                   CloudFormation, Terraform and the steps in the console
  --since FILE                     refuses what AWS refuses after publishing, and what would break pipelines. FILE is
                                   what an earlier version printed here, or the answer of get-action-type or,
                                   for a custom action, of list-action-types
  --accept-assumed                 with --since: refuses only what AWS documents
  --json                           on one line
  --help                           this text

  Exit code: 0 done, 1 the action breaks a limit or --since refuses it, 2 wrong arguments.
`;

/** Gives the actions of a module, or of the one that is taken where none is named. */
type ReadActions = (
  given: string | undefined,
  environment: CommandSurroundings['environment'],
) => Promise<{ actions: readonly Action[] }>;

/** `partner-action action-type` */
export const actionTypeCommand = (read: ReadActions): Command =>
  withHelp(help, async (args, surroundings) => {
    const { values } = parseFlags(args, FLAGS, ['NAME']);
    const { actions } = await read(values.actions, surroundings.environment);
    await printDocument(actions, args, surroundings);
  });

/** Prints a registration document for one of these actions. @throws UsageError; Refusal for a document over a limit. */
export async function printDocument(
  known: readonly Action[],
  args: Parameters<Command>[0],
  { environment, printText, note }: Pick<CommandSurroundings, 'environment' | 'printText' | 'note'>,
): Promise<void> {
  const { values, operands } = parseFlags(args, FLAGS, ['NAME']);
  const name = operands[0] ?? '';
  const action = known.find((one) => nameOf(one) === name.toLowerCase());
  if (!action) throw new UsageError(`There is no action "${name}"; there are ${known.map(nameOf).join(', ')}.`);
  const accounts = values['polling-account'];
  const isCustom = Boolean(values.custom || values.snippets);
  if (isCustom && accounts.length > 0) throw new UsageError('A custom action type has no --polling-account.');
  if (values.snippets && values.json) throw new UsageError('--snippets prints Markdown, and --json nothing but JSON.');
  if (values['accept-assumed'] && values.since === undefined) throw new UsageError('--accept-assumed needs --since.');
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
    const file = pathsOf(environment).find(values.since);
    for (const told of checkSince(values.since, file, document, values['accept-assumed'])) note(told);
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
  'accept-assumed': { type: 'boolean', default: false },
  json: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

function checkFlags(value: object, shapeName: string): void {
  const violations = findViolations(shapes, shapeName, value);
  if (violations) throw new UsageError(`${violations}.`);
}

function check(shapeName: string, document: object): object {
  const violations = findViolations(shapes, shapeName, document);
  if (violations) throw new Refusal(`CodePipeline would not take the document: ${violations}.`);
  return document;
}
