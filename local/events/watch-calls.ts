import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ledgerTableName } from '../../model/local/services.ts';
import { type Answer, type Call, type Cut, cut, type Interceptor } from '../faults/call.ts';
import { asJson, type CallSubjects, type Json, parseObject } from './call-subject.ts';
import type { JobFacts } from './job-events.ts';
import type { Recorder } from './recorder.ts';
import { showJson } from './shown-call.ts';
import { createTransferSums, type TransferSums } from './transfer-sums.ts';

/** Calls that are made all the time; an empty answer of them is not recorded. */
const IDLE_CALLS = ['ReceiveMessage', 'GetQueueAttributes'];

interface WatchOptions {
  recorder: Recorder;
  subjects: CallSubjects;
  facts: JobFacts;
  /** The fault that struck a call. */
  faultOf(call: Call): string | undefined;
  /** Called at each call that changed the content of the queue. */
  onQueue(): void;
}

/** Records every call of a function, and passes it on as it is. */
export function watchCalls(options: WatchOptions): Interceptor {
  const sums = createTransferSums(options.recorder);
  return (call, next) =>
    call.service === 's3' ? watchTransfer({ ...options, sums }, call, next) : watchJson(options, call, next);
}

async function watchJson(options: WatchOptions, call: Call, next: () => Promise<Answer | Cut>): Promise<Answer | Cut> {
  const { recorder, subjects, onQueue } = options;
  const at = recorder.now();
  const began = performance.now();
  const request = (await call.body()).toString();
  const answer = await next().catch((): Cut => cut);
  const milliseconds = performance.now() - began;
  const text = answer === cut ? '' : await readText(answer);
  const [asked, given] = [parseObject(request), parseObject(text ?? '')];
  if (IDLE_CALLS.includes(call.operation) && !('Messages' in given)) return giveBack(answer, text);
  for (const jobId of subjects.of(call, asked, given)) {
    if (recorder.job(jobId) === undefined) continue;
    const show = (shown: string) =>
      showJson(shown, options.facts.secretsOf(jobId), (rest) => recorder.redact(jobId, rest));
    const status = answer === cut ? 0 : answer.status;
    recorder.record({
      ...describe(options, call),
      jobId,
      at,
      milliseconds,
      status,
      request: show(request),
      answer: show(text ?? ''),
    });
    if (call.operation === 'PutItem' && status === 200) recordLedger(recorder, jobId, asked, show);
  }
  if (call.service === 'sqs') onQueue();
  return giveBack(answer, text);
}

function describe({ faultOf }: WatchOptions, call: Call) {
  const { service, operation, sender, request } = call;
  const fault = faultOf(call);
  const attempt = Number(/attempt=(\d+)/.exec(String(request.headers['amz-sdk-request']))?.[1] ?? 1);
  return {
    kind: 'call' as const,
    service,
    operation,
    attempt,
    ...(sender !== undefined && { environment: sender }),
    ...(fault !== undefined && { fault }),
  };
}

/** The whole body; undefined when it broke off in the middle. */
const readText = (answer: Answer) => buffer(answer.body).then(String, () => undefined);

/** The answer with its body again, which was read. */
function giveBack(answer: Answer | Cut, text: string | undefined): Answer | Cut {
  if (answer === cut || text === undefined) return cut;
  return { ...answer, body: Readable.from([Buffer.from(text)]) };
}

function recordLedger(
  recorder: Recorder,
  jobId: string,
  { TableName, Item }: Json,
  show: (text: string) => string,
): void {
  if (TableName !== ledgerTableName) return;
  const values = Object.entries(asJson(Item)).map(([name, value]) => {
    const { S, N } = asJson(value);
    return [name, N === undefined ? S : Number(N)];
  });
  const entry: Json = Object.fromEntries(values);
  const number = (name: string) => (typeof entry[name] === 'number' ? entry[name] : 0);
  recorder.record({
    kind: 'ledger',
    jobId,
    phase: String(entry['phase']),
    attempt: number('attempt'),
    runs: number('runs'),
    leaseUntil: number('leaseUntil'),
    ...(entry['phase'] === 'waiting' && { notBefore: number('notBefore') }),
    entry: show(JSON.stringify(entry)),
  });
}

/** A call on S3, whose bodies stream. Credentials are in headers, which are not recorded. */
async function watchTransfer(
  options: WatchOptions & { sums: TransferSums },
  call: Call,
  next: () => Promise<Answer | Cut>,
): Promise<Answer | Cut> {
  const { recorder, subjects, sums } = options;
  const at = recorder.now();
  const began = performance.now();
  const answer = await next().catch((): Cut => cut);
  const [jobId] = subjects.of(call, {}, {});
  if (jobId === undefined || recorder.job(jobId) === undefined) return answer;
  const { method = '', url = '', headers } = call.request;
  const [path = ''] = url.split('?');
  const artifact = options.facts.artifactOf(jobId, keyOf(path));
  const status = answer === cut ? 0 : answer.status;
  const sent = Number(headers['content-length'] ?? 0);
  const length = answer === cut ? 0 : Number(headerOf(answer, 'content-length') ?? 0);
  recorder.record({
    ...describe(options, call),
    jobId,
    at,
    milliseconds: performance.now() - began,
    status,
    request: JSON.stringify({ method, path: recorder.redact(jobId, path), bytes: sent, range: headers['range'] }),
    answer: JSON.stringify({ bytes: length }),
    ...(artifact !== undefined && { artifact }),
  });
  if (artifact === undefined || answer === cut || status >= 300) return answer;
  if (method === 'PUT') sums.wrote(jobId, artifact, sent);
  return method === 'GET' ? { ...answer, body: sums.counting(jobId, artifact, answer.body) } : answer;
}

/** The key in a path; unchanged when it cannot be decoded, because the artifact store refuses it. */
function keyOf(path: string): string {
  const key = path.split('/').slice(2).join('/');
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function headerOf({ headers }: Answer, name: string): string | undefined {
  const at = headers.findIndex((header, index) => index % 2 === 0 && header.toLowerCase() === name);
  return at < 0 ? undefined : headers[at + 1];
}
