import { Refusal, UsageError } from '../../command/command.ts';
import { sentenceOn } from '../../command/explain-error.ts';
import type { Deployment, StackResource } from '../deployment.ts';

const WORDS: Readonly<Record<StackResource, string>> = {
  ledgerTable: 'the ledger',
  clientsTable: 'the clients table',
  queueUrl: 'the queue',
  deadLetterQueueUrl: 'the dead letters',
};

/** How to go on after an error of this name, if that is known. */
const ADVICE: readonly (readonly [name: RegExp, advice: string])[] = [
  [
    /^(ResourceNotFoundException|QueueDoesNotExist|.*NonExistentQueue)$/,
    'It is not in this account and Region. --stack NAME --region R takes the names from the stack itself.',
  ],
  [/^AccessDenied|NotAuthorized/, 'Your credentials may not do that: --help names the permissions.'],
  [
    /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|CredentialsProviderError|InvalidSignature|SignatureDoesNotMatch)/,
    'Sign in again, or choose other credentials with AWS_PROFILE.',
  ],
  [
    /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded/,
    'AWS limits the calls of this account: try again in a minute.',
  ],
  [
    /^(TimeoutError|ENOTFOUND|ECONNRESET|EAI_AGAIN)/,
    'Is there a way to AWS from here, and is the Region spelled right?',
  ],
];

/** Where the command works, in words: every table and queue that is named, and the Region. */
export function describePlace(deployment: Deployment): string {
  const named = (Object.keys(WORDS) as StackResource[]).flatMap((resource) => {
    const name = deployment.find(resource);
    return name === undefined ? [] : [`${WORDS[resource]} ${name}`];
  });
  const where = deployment.isLocal
    ? 'on the local services'
    : `in ${deployment.region ?? 'the Region of your AWS settings'}`;
  return [named.join(', '), where].filter(Boolean).join(' ');
}

/** An error with the table and the Region, and how to go on. An error of the command itself is not changed. */
export function explainAt(error: unknown, deployment: Deployment): Error {
  if (error instanceof UsageError || error instanceof Refusal) return error;
  return new Refusal(`${sentenceOn(error)} It worked with ${describePlace(deployment)}.${adviceOn(error)}`, {
    cause: error,
  });
}

/** One sentence, with a space before it. */
export function adviceOn(error: unknown): string {
  const { name = '', code = '' } = Object(error) as { name?: string; code?: string };
  const found = ADVICE.find(([pattern]) => pattern.test(name) || pattern.test(code));
  return found ? ` ${found[1]}` : '';
}
