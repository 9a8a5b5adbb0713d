import { type Answer, type Call, describedStack, jsonAnswer, queryError } from '../aws-stand-in.ts';
import { greeter } from './greeter.ts';

const ACCOUNT = '111122223333';
export const OUTPUTS = {
  QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/jobs',
  DeadLetterQueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/dead',
  ClientsTable: 'stack-clients',
  LedgerTable: 'stack-ledger',
  PollerFunction: 'stack-poller',
};
export const absent = queryError('ValidationError', 'Stack with id x does not exist');
export const identity: Answer = {
  headers: { 'content-type': 'text/xml' },
  body:
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>` +
    `<Arn>arn:aws:iam::${ACCOUNT}:user/on-call</Arn><UserId>AIDAEXAMPLE</UserId><Account>${ACCOUNT}</Account>` +
    `</GetCallerIdentityResult></GetCallerIdentityResponse>`,
};
export const quota = (ConcurrentExecutions: number) =>
  jsonAnswer({ AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions: ConcurrentExecutions } });
export const registered = (...pollingAccounts: string[]) =>
  jsonAnswer({
    actionType: {
      id: greeter.type,
      executor: { type: 'JobWorker', configuration: { jobWorkerExecutorConfiguration: { pollingAccounts } } },
      inputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
      outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    },
  });
export const depth = (waiting: number) => jsonAnswer({ Attributes: { ApproximateNumberOfMessages: String(waiting) } });
/** What Lambda answers to an invocation, with the end of its log. */
export const polled = (payload: object, log: object[] = [], headers: Record<string, string> = {}): Answer => ({
  headers: {
    'x-amz-log-result': Buffer.from(log.map((line) => `${JSON.stringify(line)}\n`).join('')).toString('base64'),
    ...headers,
  },
  body: JSON.stringify(payload),
});

/** What each call is answered with while all is well. */
export const WELL: Readonly<Record<string, (call: Call) => Answer>> = {
  GetCallerIdentity: () => identity,
  DescribeStacks: ({ body }) =>
    body['StackName'] === 'CDKToolkit'
      ? describedStack('CDKToolkit', { BootstrapVersion: '21' })
      : describedStack('PartnerAction', OUTPUTS),
  'GET /2016-08-19/account-settings': () => quota(1000),
  GetActionType: () => registered('444455556666', ACCOUNT),
  GetItem: () => jsonAnswer({}),
  GetQueueAttributes: () => depth(0),
  'POST /2015-03-31/functions/stack-poller/invocations': () => polled({ queued: 2 }),
};
export const POLL = 'POST /2015-03-31/functions/stack-poller/invocations';
