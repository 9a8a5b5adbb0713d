import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ActionTypeId } from '../../model/action-type.ts';
import type { Integration } from '../../model/integration.ts';
import type { BundleName } from '../bundles/bundles.ts';
import type { Definition } from '../bundles/definitions.ts';
import type { ActionLinks } from './custom-action-types.ts';
import type { Network, NetworkIds } from './network.ts';
import type { ExistingTable } from './tables.ts';

export interface PartnerActionWorkerProps {
  /**
   * The path of the module, in TypeScript or JavaScript, that exports `actions`: a list of results of `defineAction`. A
   * relative path counts from the working directory, which is the folder of cdk.json when the CDK's command runs the app;
   * `join(__dirname, 'actions.ts')` works wherever it runs. The module is bundled into the worker, and run once at synth, without
   * AWS credentials, to read which action types to poll for. The account must be among their polling accounts.
   * @default none: then `actionTypes` and `bundles` are needed
   */
  readonly actions?: string;
  /**
   * How CodePipeline calls the actions. `third-party`: as a partner's actions, from other accounts, under an action type that
   * AWS has registered. `custom`: as actions of this account and Region, under action types that the stack makes from `actions`.
   * @default 'third-party'
   */
  readonly integration?: Integration;
  /**
   * The links that CodePipeline shows with a custom action, by its provider: CreateCustomActionType calls them settings.
   * @default none
   */
  readonly links?: ActionLinks;
  /**
   * The value of the queryable property that jobs must have, by the provider of the custom action: `{ Scanner: 'main' }`. An
   * action with a queryable property needs one, and its worker gets no other jobs. 1 to 50 characters of `[a-zA-Z0-9_-]`.
   * Source: CodePipeline API Reference, "PollForJobs", queryParam.
   * @default none
   */
  readonly queryValues?: Readonly<Record<string, string>>;
  /**
   * The providers of the actions that this worker serves, if another worker serves the others: `['Scanner']`.
   * @default all actions
   */
  readonly providers?: readonly string[];
  /** The action types to poll for, at least one, if `bundles` were made before. Instead of `actions`. */
  readonly actionTypes?: readonly ActionTypeId[];
  /** The folder of each function's bundle, if they were made before. Instead of `actions`. */
  readonly bundles?: Readonly<Record<BundleName, string>>;
  /**
   * Memory of the worker, 128 to 10,240 MiB. CPU power comes with it.
   * @default 1,769 MiB, the least with a whole vCPU: unpacking, hashing and packing are work for one thread.
   * Source: AWS Lambda Developer Guide, "Configure Lambda function memory".
   */
  readonly workerMemory?: Size;
  /**
   * How long the worker may work on one job, 1 to 15 minutes.
   * @default 15 minutes, the most that Lambda allows
   */
  readonly workerTimeout?: Duration;
  /**
   * Disk space of the worker under /tmp, 512 to 10,240 MiB. Only an action that extracts an artifact needs more:
   * artifacts are otherwise read and written as streams.
   * @default 512 MiB, which costs nothing extra
   */
  readonly workerStorage?: Size;
  /**
   * How many jobs are worked on at once, 2 to 1,000. Keep it below the account's free concurrency: each time that Lambda
   * throttles a message, it uses up one of the message's 20 receives.
   * @default 50
   */
  readonly maximumConcurrency?: number;
  /**
   * How long a job waits for a poll at most, as a whole number of seconds from 2 to 60. While jobs come, and for five minutes
   * after, polls are two seconds apart. The poller wakes itself with messages, which cost money; at 60 there are none. The
   * documentation ("What it costs") has the price of an idle month at each value.
   * @default 5 seconds; 60 for custom actions, because an event announces their first job
   */
  readonly pollEvery?: Duration;
  /**
   * Stop polling for jobs. Jobs that are queued or claimed go on. The poller logs once a minute that it is paused.
   * `partner-action jobs pause` does the same at once, without a deployment.
   * @default false
   */
  readonly paused?: boolean;
  /**
   * How many rounds an action that continues may have, 1 to 100,000. After that it fails, so that a service which never
   * finishes does not make jobs for ever.
   * @default 3,000: a round every 30 seconds for more than a day
   */
  readonly maximumRounds?: number;
  /**
   * How long after its first round an action may still begin another, 1 minute to 13 days: the ledger forgets after 14.
   * @default 7 days, as long as CodePipeline waits for a manual approval
   */
  readonly maximumAge?: Duration;
  /**
   * Allow the five third-party job calls for the ARNs of `actionTypes` only. AWS's own pages disagree on whether
   * this works: the CodePipeline User Guide ("Integration model reference") scopes them so, while the Service Authorization
   * Reference ("Actions, resources, and condition keys for AWS CodePipeline") lists no resource type for them, and such
   * an action is only ever allowed by `*`. Try it in your account, and keep it on only if polls succeed with it.
   * @default false
   */
  readonly scopeToActionTypes?: boolean;
  /**
   * What becomes of tables and logs when the stack is deleted. With RETAIN they are deleted only if their own first deploy
   * fails, so that nothing is left behind that costs: CloudFormation calls that RetainExceptOnCreate.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * An existing clients table, such as a restored one, instead of a new one: a table, or the name of one in the stack's account
   * and Region, 3 to 255 characters of `[a-zA-Z0-9_.-]`. Its key is `clientId`, a string, and it is encrypted with
   * `encryptionKey` or with a key of DynamoDB. The stack changes none of its settings. The table that the stack made before
   * stays in the account unless `removalPolicy` is DESTROY. Custom actions have no clients.
   * @default a new table
   * @example
   * new PartnerActionStack(app, 'Scanner', { actions: 'actions.ts', clientsTable: 'scanner-clients-2026-11-30' });
   */
  readonly clientsTable?: ExistingTable;
  /**
   * An existing ledger, under the same conditions as `clientsTable`, with the key `jobId`. Turn on its time to live on
   * `expiresAt` by hand: nothing else deletes an entry.
   * @default a new table
   */
  readonly ledgerTable?: ExistingTable;
  /**
   * Protect the tables from deletion. CloudFormation cannot roll back a protected table, so leave it off in the first deploy
   * of a stack: `partner-action deploy` does that, and protects the tables once the deploy has succeeded.
   * @default true, unless removalPolicy is DESTROY
   */
  readonly deletionProtection?: boolean;
  /**
   * How long logs are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Your own symmetric KMS key for both tables and for the two queues that hold jobs: a key in the stack's Region, or its ARN.
   * Its policy must let the account's IAM policies decide, as that of a new key does; the policy of a key of another account
   * must also name the functions' roles.
   * @default the keys of DynamoDB and SQS, which cost nothing a month
   */
  readonly encryptionKey?: IKey | string;
  /**
   * Put the functions into a VPC, by constructs or by IDs.
   * @default they run outside of any VPC
   */
  readonly network?: Network | NetworkIds;
  /**
   * Hosts that actions may reach at private addresses, such as a service in the VPC of `network`. Otherwise a customer's URL
   * leads to public addresses only. Loopback and metadata addresses are never allowed.
   * @default none
   */
  readonly allowedHosts?: readonly string[];
  /**
   * Make the alarms and the dashboard. They cost more than an idle worker; `npm run cost` says how much.
   * @default true
   */
  readonly monitoring?: boolean;
  /**
   * The percentage of an action's jobs, 1 to 100, that sets off an alarm when so many fail within 15 minutes; fewer than five
   * jobs never do. A job that failed as it should, such as a scan that found something, counts too.
   * @default 50
   */
  readonly alarmAtFailedPercent?: number;
  /**
   * The topic that the alarms go to, or its ARN, in the stack's Region. CloudWatch must be allowed to publish to it.
   * @default alarms only change their state
   */
  readonly alarmTopic?: ITopic | string;
  /**
   * An address that gets every alarm, after it has confirmed the subscription. Instead of `alarmTopic`.
   * @default none
   */
  readonly alarmEmail?: string;
}

/** The props, with the actions bundled. */
export interface BundledProps extends Omit<PartnerActionWorkerProps, 'actions' | 'providers'> {
  readonly actionTypes: readonly ActionTypeId[];
  readonly bundles: Readonly<Record<BundleName, string>>;
  /** The definitions of the module's actions; none when the bundles were made before. */
  readonly definitions?: readonly Definition[];
}

/** What is there already, each as a construct. */
interface ExistingProps {
  readonly encryptionKey?: IKey;
  readonly network?: Network;
  readonly alarmTopic?: ITopic;
}

/** The props, with the actions bundled and what is there already imported. */
export interface ImportedProps extends Omit<BundledProps, keyof ExistingProps>, ExistingProps {}

type Optional = 'clientsTable' | 'ledgerTable' | 'alarmEmail' | keyof ExistingProps;

/** The props with every default filled in; a prop without a default stays optional. */
export type CompleteProps = Required<Omit<ImportedProps, Optional>> & Pick<ImportedProps, Optional>;
