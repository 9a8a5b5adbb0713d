import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { integrationVariables } from '../../model/integration.ts';
import { pollingVariables, wakesItself } from '../../model/polling.ts';
import { functionLimits, MIN_CONCURRENCY } from '../../model/stack-limits.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { type Monitoring, monitor } from '../monitoring/monitoring.ts';
import { bundleProps } from './bundle-props.ts';
import { completeProps } from './complete-props.ts';
import { createCustomActionTypes } from './custom-action-types.ts';
import { importExisting } from './existing.ts';
import { createFunction, type FunctionProps } from './function.ts';
import { polledTypes } from './integration-props.ts';
import { type JobCalls, jobCallsOf } from './job-calls.ts';
import type { CompleteProps, PartnerActionWorkerProps } from './partner-action-worker-props.ts';
import { changePollLease, pollerPermissions, readSecret, wakeItself, workerPermissions } from './permissions.ts';
import { createPolicies, type Policies } from './policies.ts';
import { createQueues, createWakeUpQueue, type Queues } from './queues.ts';
import { createSealingSecret } from './sealing-secret.ts';
import { createTables, type Tables } from './tables.ts';
import { feed, invokeEveryMinute, invokeWhenStarted } from './triggers.ts';

const timeoutOf = (name: keyof typeof functionLimits) => Duration.seconds(functionLimits[name].timeoutSeconds);

type OwnOptions = Omit<FunctionProps, 'retention' | 'removalPolicy'>;

/**
 * A job worker for partner actions: schedule → poller → queue → worker, and dead letters → last word. Between two scheduled polls
 * the poller wakes itself: poller → wake-ups → poller.
 * @example
 * new PartnerActionWorker(stack, 'Worker', { actions: 'actions.ts', alarmEmail: 'on-call@example.com' });
 */
export class PartnerActionWorker extends Construct {
  readonly queues: Queues;
  readonly tables: Tables;
  readonly poller: lambda.Function;
  readonly worker: lambda.Function;
  readonly lastWord: lambda.Function;
  /** The alarms and the dashboard, unless `monitoring` is false. */
  readonly monitoring: Monitoring | undefined;
  /** Attach them to the roles of the worker's operators, and of the site that customers are sent to. */
  readonly policies: Policies;
  /** The CloudWatch namespace of the functions' metrics. No other worker of the account and Region has it. */
  readonly metricNamespace: string;
  /** The secret that seals the state of custom actions; a worker of third-party actions has none. */
  readonly sealingSecret: Secret | undefined;
  readonly #props: CompleteProps;
  readonly #calls: JobCalls;

  /** @throws Error saying which prop is wrong, what it is and what is allowed. */
  constructor(scope: Construct, id: string, props: PartnerActionWorkerProps) {
    super(scope, id);
    this.#props = completeProps(importExisting(this, bundleProps(this, props)));
    this.metricNamespace = namespaceOf(this);
    const { workerTimeout, removalPolicy, deletionProtection, encryptionKey, clientsTable, ledgerTable } = this.#props;
    this.queues = createQueues(this, { workerTimeout, encryptionKey });
    const isCustom = this.#props.integration === 'custom';
    const kept = { removalPolicy, deletionProtection, encryptionKey, clientsTable, ledgerTable };
    this.tables = createTables(this, { ...kept, withClients: !isCustom });
    this.sealingSecret = isCustom ? createSealingSecret(this, removalPolicy, encryptionKey) : undefined;
    this.policies = createPolicies(this, this.queues, this.tables, encryptionKey);
    this.#calls = jobCallsOf(Stack.of(this), this.#props);
    this.poller = this.#createPoller();
    this.worker = this.#createWorker();
    this.lastWord = this.#createLastWord();
    invokeEveryMinute(this, this.poller);
    if (isCustom) this.#offerCustomActions();
    this.monitoring = this.#props.monitoring ? monitor(this, this, this.#props) : undefined;
  }

  #createPoller(): lambda.Function {
    const { bundles, encryptionKey, integration, pollEvery, paused } = this.#props;
    const { jobs, deadLetters } = this.queues;
    const isCustom = integration === 'custom';
    const isWoken = wakesItself(pollEvery.toSeconds());
    const wakeUps = isWoken ? createWakeUpQueue(this, timeoutOf('poller')) : undefined;
    const created = this.#createFunction('Poller', {
      description: 'Polls CodePipeline for partner jobs and queues them',
      bundle: bundles.poller,
      timeout: timeoutOf('poller'),
      memorySize: functionLimits.poller.memoryMegabytes,
      // The next poll, a minute later, replaces a poll that could not start.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      // A poll that went well leaves no line and no trace: the traces of every minute would cost more than twice as
      // much as all else in an idle month.
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      traced: false,
      environment: {
        [stackVariables.actionTypes]: JSON.stringify(polledTypes(this.#props)),
        [stackVariables.queueUrl]: jobs.queueUrl,
        ...(isCustom && { [stackVariables.deadLetterQueueUrl]: deadLetters.queueUrl }),
        [stackVariables.ledgerTable]: this.tables.ledger.tableName,
        ...(wakeUps && {
          [pollingVariables.pollEvery]: String(pollEvery.toSeconds()),
          [pollingVariables.wakeUpQueue]: wakeUps.queueUrl,
        }),
        ...(paused && { [pollingVariables.paused]: 'true' }),
      },
      permissions: [
        ...pollerPermissions(this.#calls.poll, isCustom ? [jobs, deadLetters] : [jobs], this.tables, encryptionKey),
        ...(isWoken || isCustom ? [changePollLease(this.tables)] : []),
        ...(wakeUps ? [wakeItself(wakeUps)] : []),
      ],
    });
    if (wakeUps) feed(created, wakeUps, MIN_CONCURRENCY);
    return created;
  }

  #createWorker(): lambda.Function {
    const { bundles, workerMemory, workerTimeout, workerStorage, maximumConcurrency, allowedHosts } = this.#props;
    const { pollEvery } = this.#props;
    const isWoken = wakesItself(pollEvery.toSeconds());
    return this.#createJobFunction('Worker', this.queues.jobs, maximumConcurrency, {
      description: 'Claims one partner job, runs its action and reports the outcome',
      bundle: bundles.worker,
      timeout: workerTimeout,
      memorySize: workerMemory.toMebibytes(),
      ephemeralStorageSize: workerStorage,
      environment: {
        ...(isWoken && { [pollingVariables.pollEvery]: String(pollEvery.toSeconds()) }),
        ...(allowedHosts.length > 0 && { [stackVariables.allowedHosts]: allowedHosts.join(',') }),
      },
      // The worker that reports a round tells the poller to expect the next one.
      permissions: isWoken ? [changePollLease(this.tables)] : [],
    });
  }

  #createLastWord(): lambda.Function {
    return this.#createJobFunction('LastWord', this.queues.deadLetters, MIN_CONCURRENCY, {
      description: 'Reports a failure for a partner job whose worker kept dying',
      bundle: this.#props.bundles['last-word'],
      timeout: timeoutOf('last-word'),
      memorySize: functionLimits['last-word'].memoryMegabytes,
      permissions: [],
    });
  }

  /** A function that takes the jobs of a queue, and may claim and report them. */
  #createJobFunction(
    id: string,
    queue: IQueue,
    maximumConcurrency: number,
    options: Omit<OwnOptions, 'traced'>,
  ): lambda.Function {
    const { encryptionKey, maximumRounds, maximumAge } = this.#props;
    const created = this.#createFunction(id, {
      ...options,
      traced: true,
      environment: {
        ...options.environment,
        [stackVariables.queueUrl]: queue.queueUrl,
        [stackVariables.maximumRounds]: String(maximumRounds),
        [stackVariables.maximumAge]: String(maximumAge.toSeconds()),
        ...(this.tables.clients && { [stackVariables.clientsTable]: this.tables.clients.tableName }),
        ...(this.sealingSecret && { [integrationVariables.sealingSecret]: this.sealingSecret.secretArn }),
        [stackVariables.ledgerTable]: this.tables.ledger.tableName,
      },
      permissions: [
        ...workerPermissions(this.#calls.work, queue, this.tables, encryptionKey),
        ...(this.sealingSecret ? readSecret(this.sealingSecret.secretArn, encryptionKey) : []),
        ...options.permissions,
      ],
    });
    feed(created, queue, maximumConcurrency);
    return created;
  }

  #createFunction(id: string, options: OwnOptions): lambda.Function {
    const { network, logRetention: retention, removalPolicy, integration } = this.#props;
    const environment = {
      ...options.environment,
      [stackVariables.metricNamespace]: this.metricNamespace,
      ...(integration !== 'third-party' && { [integrationVariables.integration]: integration }),
    };
    return createFunction(this, id, { ...options, ...network, retention, removalPolicy, environment });
  }

  /** Makes the action types, once there is a worker for their jobs, and has its poller woken by them. */
  #offerCustomActions(): void {
    const { definitions, links, removalPolicy, actionTypes } = this.#props;
    createCustomActionTypes(this, definitions, links, removalPolicy);
    invokeWhenStarted(this, this.poller, actionTypes);
  }
}

/** The stack's name and the way from the stack to the construct: `PartnerAction/PartnerAction` in a PartnerActionStack. */
const namespaceOf = (worker: PartnerActionWorker): string => {
  const { node, stackName } = Stack.of(worker);
  return [stackName, ...worker.node.path.slice(node.path.length).split('/').filter(Boolean)].join('/');
};
