import type { DeploymentOutline } from '../../model/deployment-outline.ts';
import type { NetworkIds } from '../worker/network.ts';
import type { PartnerActionWorkerProps } from '../worker/partner-action-worker-props.ts';

/** What the construct takes and a deployment has once, or has for each worker in a form of its own. */
type NotPerWorker = 'actions' | 'actionTypes' | 'bundles' | 'providers' | keyof ExistingSettings;

/** What is there already, by its name, ID or ARN: constructs are made in a stack, which a deployment file has none of. */
interface ExistingSettings {
  /** The name of an existing table, for one stack only: it replaces the clients table that the stack would make. */
  readonly clientsTable?: string;
  /** The same for the ledger. */
  readonly ledgerTable?: string;
  /** The ARN of the KMS key for tables and queues, in the stack's Region. */
  readonly encryptionKey?: string;
  /** The VPC that the functions live in, in the stack's Region. */
  readonly network?: NetworkIds;
  /** The ARN of the topic that the alarms go to, in the stack's Region. */
  readonly alarmTopic?: string;
}

/**
 * The props of `PartnerActionWorker` that a deployment sets.
 * @example
 * const defaults: WorkerSettings = { maximumConcurrency: 20, alarmTopic: 'arn:aws:sns:eu-west-1:111122223333:on-call' };
 */
export interface WorkerSettings extends Omit<PartnerActionWorkerProps, NotPerWorker>, ExistingSettings {}

/** One worker of several. */
export interface WorkerDeployment extends WorkerSettings {
  /** The providers of its actions, at least one. */
  readonly providers: readonly string[];
}

/** Settings for one Region. */
export interface RegionDeployment extends WorkerSettings {
  /** Settings for one worker in this Region, by its name. */
  readonly workers?: Readonly<Record<string, WorkerSettings>>;
}

/** Everything that is deployed: which workers, where, and how each is set. */
export interface DeploymentProps
  extends DeploymentOutline,
    Pick<PartnerActionWorkerProps, 'actions' | 'actionTypes' | 'bundles'> {
  /**
   * The name of the stack. That of one of several workers follows: `PartnerAction-scanner`.
   * @default 'PartnerAction'
   */
  readonly stackName?: string;
  /** Settings of every worker in every Region. */
  readonly defaults?: WorkerSettings;
  /**
   * Several workers, each a stack with its own actions, by a name of 1 to 40 letters, digits and hyphens.
   * @default one worker for all actions
   */
  readonly workers?: Readonly<Record<string, WorkerDeployment>>;
  /**
   * A stack of each worker in each of these Regions, with what differs there: partner actions are not cross-Region.
   * @default one stack of each worker, in whatever Region the CDK deploys to
   */
  readonly regions?: Readonly<Record<string, RegionDeployment>>;
}
