import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Queues } from '../worker/queues.ts';
import type { Tables } from '../worker/tables.ts';

/** What of a worker is watched. */
export interface Watched {
  readonly queues: Queues;
  readonly tables: Tables;
  readonly poller: lambda.Function;
  readonly worker: lambda.Function;
  readonly lastWord: lambda.Function;
  /** Where in CloudWatch the functions count. */
  readonly metricNamespace: string;
}
