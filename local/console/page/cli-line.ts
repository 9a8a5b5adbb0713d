import { quoteForShell } from '../../../model/shell.ts';
import type { CallEvent } from '../../events/event.ts';

const COMMANDS: Readonly<Record<string, string>> = { codepipeline: 'codepipeline', sqs: 'sqs', dynamodb: 'dynamodb' };

/** `AcknowledgeThirdPartyJob` as the AWS CLI calls it. */
const commandOf = (operation: string) => operation.replace(/(?<!^)([A-Z])(?![A-Z])/g, '-$1').toLowerCase();

/** The line that makes the same call with the AWS CLI; what is secret stays `***` in it. Undefined for calls on artifacts. */
export function cliLine({ service, operation, request }: CallEvent, endpoint: string): string | undefined {
  const command = COMMANDS[service];
  if (command === undefined) return undefined;
  const parts = ['aws', command, commandOf(operation), '--endpoint-url', endpoint, '--cli-input-json', request];
  return parts.map(quoteForShell).join(' ');
}
