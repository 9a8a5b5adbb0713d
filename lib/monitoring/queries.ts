import { QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Watched } from './watched.ts';

/** An operator replaces it with a job ID before a query runs. */
const JOB_ID = 'JOBID';
const CLIENT_ID = 'CLIENTID';

/** The queries, by the name that the CloudWatch console shows. The fields are those of the worker's log lines. */
const queries: Readonly<Record<string, QueryString>> = {
  "a job's life": new QueryString({
    fields: ['@timestamp', 'level', 'message', 'reason', 'error.message'],
    filterStatements: [`jobId = "${JOB_ID}"`],
    sort: '@timestamp asc',
    limit: 1000,
  }),
  "a client's last failures": new QueryString({
    fields: ['@timestamp', 'jobId', 'action', 'result.type', 'result.message'],
    filterStatements: [`clientId = "${CLIENT_ID}"`, 'message = "JobsFailed"'],
    sort: '@timestamp desc',
    limit: 50,
  }),
  'slowest actions': new QueryString({
    filterStatements: ['ispresent(jobId)', 'ispresent(action)'],
    statsStatements: [
      'min(@timestamp) as began, max(@timestamp) as ended, (max(@timestamp) - min(@timestamp)) / 1000 as seconds by jobId, action',
    ],
    sort: 'seconds desc',
    limit: 25,
  }),
};

/** Saves queries of CloudWatch Logs Insights over the logs of the functions, in a folder with the name of the worker's metric namespace. */
export function saveQueries(scope: Construct, { poller, worker, lastWord, metricNamespace }: Watched): void {
  const logGroups = [poller, worker, lastWord].map(({ logGroup }) => logGroup);
  for (const [name, queryString] of Object.entries(queries)) {
    const id = name.replaceAll(/\W+(\w)/g, (_, first: string) => first.toUpperCase());
    new QueryDefinition(scope, `Query-${id}`, {
      queryDefinitionName: `${metricNamespace}/${name}`,
      queryString,
      logGroups,
    });
  }
}
