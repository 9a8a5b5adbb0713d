import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Queues } from '../worker/queues.ts';
import type { Tables } from '../worker/tables.ts';

/** The parts of a worker that are watched. */
export interface Watched {
  readonly queues: Queues;
  readonly tables: Tables;
  readonly poller: lambda.Function;
  readonly worker: lambda.Function;
  readonly lastWord: lambda.Function;
  /** The CloudWatch namespace of the functions' metrics. */
  readonly metricNamespace: string;
}
