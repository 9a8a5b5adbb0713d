import type { Call } from '../faults/call.ts';

/** What one call of a function does, in the words of the ledger. */
export interface Step {
  /** The operation; for DynamoDB with the table. */
  name: string;
  jobId?: string | undefined;
  /** The entry of the ledger, if the call writes one. */
  entry?: { phase: string; attempt: number };
  /** As JSON; empty for calls to S3. */
  body: string;
}

interface Body {
  jobId?: string;
  TableName?: string;
  RequestItems?: Record<string, object>;
  Key?: Item;
  Item?: Item;
}
type Item = Record<string, { S?: string; N?: string }>;

/** The ledger has entries beside those of jobs, under keys of another form. */
const JOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function readStep(call: Call): Promise<Step> {
  const { service, operation: name } = call;
  if (service === 's3') return { name, body: '' };
  const body = (await call.body()).toString();
  const { jobId, RequestItems: batch = {}, Key: key, Item: item, ...rest }: Body = JSON.parse(body);
  const { TableName: table = Object.keys(batch)[0] } = rest;
  if (service !== 'dynamodb') return { name, jobId, body };
  const id = (key ?? item)?.['jobId']?.S ?? '';
  const isOfJob = JOB_ID.test(id);
  return {
    name: `${name} ${table}`,
    jobId: isOfJob ? id : undefined,
    ...(item && isOfJob && { entry: { phase: item['phase']?.S ?? '', attempt: Number(item['attempt']?.N ?? 0) } }),
    body,
  };
}
