import type { Call } from '../faults/call.ts';

/** A JSON value of a call, in which any member may be missing. */
export type Json = Record<string, unknown>;

export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The object in a JSON text; an empty one when there is none. */
export function parseObject(text: string): Json {
  try {
    return asJson(JSON.parse(text));
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string[] => (typeof value === 'string' ? [value] : []);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Receipts of messages that were received, with the job that each names. */
const MAX_RECEIPTS = 1_000;

/** Tells which jobs a call is about. */
export interface CallSubjects {
  /** The jobs that the call and its answer name, or else the job on which its sender works. */
  of(call: Pick<Call, 'service' | 'operation' | 'sender'>, request: Json, answer: Json): string[];
  /** A process works on this job from now on. */
  begin(environment: string, jobId: string): void;
  end(environment: string): void;
  /** The process that works on a job. */
  workerOf(jobId: string): string | undefined;
  /** The job that a process works on. */
  jobOf(environment: string): string | undefined;
}

export function createCallSubjects(): CallSubjects {
  const atWork = new Map<string, string>();
  const receipts = new Map<string, string>();
  const keepReceipt = (receipt: string, jobId: string) => {
    receipts.set(receipt, jobId);
    const [oldest] = receipts.keys();
    if (receipts.size > MAX_RECEIPTS && oldest !== undefined) receipts.delete(oldest);
  };
  const ofQueue = (request: Json, answer: Json) => {
    const received = listOf(answer['Messages']).flatMap((message) => {
      const { Body, ReceiptHandle } = asJson(message);
      const [jobId] = jobIdOfBody(Body);
      if (jobId !== undefined && typeof ReceiptHandle === 'string') keepReceipt(ReceiptHandle, jobId);
      return jobId ?? [];
    });
    const byReceipt = textOf(request['ReceiptHandle']).flatMap((receipt) => receipts.get(receipt) ?? []);
    const sent = listOf(request['Entries']).flatMap((entry) => jobIdOfBody(asJson(entry)['MessageBody']));
    return [...received, ...byReceipt, ...sent, ...jobIdOfBody(request['MessageBody'])];
  };
  return {
    of({ service, sender = '' }, request, answer) {
      const named =
        service === 'sqs'
          ? ofQueue(request, answer)
          : service === 'dynamodb'
            ? ofTable(request)
            : ofJobCall(request, answer);
      return named.length > 0 ? [...new Set(named)] : textOf(atWork.get(sender));
    },
    begin: (environment, jobId) => void atWork.set(environment, jobId),
    end: (environment) => void atWork.delete(environment),
    workerOf: (jobId) => [...atWork].find(([, at]) => at === jobId)?.[0],
    jobOf: (environment) => atWork.get(environment),
  };
}

const ofJobCall = (request: Json, answer: Json) => [
  ...textOf(request['jobId']),
  ...listOf(answer['jobs']).flatMap((job) => textOf(asJson(job)['jobId'] ?? asJson(job)['id'])),
];

const ofTable = (request: Json) => {
  const many = Object.values(asJson(request['RequestItems'])).flatMap((table) => listOf(asJson(table)['Keys']));
  return [request['Item'], request['Key'], ...many].flatMap((keys) => textOf(asJson(asJson(keys)['jobId'])['S']));
};

/** The job that a message of the queue names. */
export const jobIdOfBody = (body: unknown): string[] =>
  textOf(body).flatMap((text) => textOf(parseObject(text)['jobId']));
