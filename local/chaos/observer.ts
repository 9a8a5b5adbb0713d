import { readAnswer } from '../faults/answers.ts';
import { type Answer, type Call, type Cut, cut, type Interceptor } from '../faults/call.ts';
import { jobCallOf } from '../faults/operation.ts';
import type { Decision } from './judge-runs.ts';
import { readStep, type Step } from './step.ts';

/** A worker took a job's lease. Times are epoch milliseconds. */
interface Takeover {
  at: number;
  jobId: string;
  sender: string;
}

/** A result that CodePipeline accepted. */
interface AcceptedPut {
  sentAt: number;
  jobId: string;
  sender: string;
}

/** What was seen on the wire between the functions and the services. */
export interface Observer {
  /** Sees what the functions see: goes outside the faults. */
  readonly outside: Interceptor;
  /** Sees what the services do: goes inside the faults. */
  readonly inside: Interceptor;
  readonly takeovers: readonly Takeover[];
  readonly puts: readonly AcceptedPut[];
  /** Outcomes that were written to the ledger, by any process. */
  readonly decisions: readonly Decision[];
  readonly polls: readonly { at: number; sender: string }[];
  /** The phases that each job went through in the ledger. */
  readonly phases: ReadonlyMap<string, readonly string[]>;
  /** Calls about each job that a fault changed. */
  readonly disturbed: ReadonlyMap<string, number>;
  /** Everything that was written to the ledger and to the queue. */
  readonly written: readonly string[];
  /** Nonces, artifact credentials and continuation tokens. */
  readonly secrets: ReadonlySet<string>;
  /** What a call does and the job it is about: the one that its sender is at, when the call does not say. */
  stepOf(call: Call): Promise<Step>;
}

/** The calls whose answers hold secrets. */
const TELLING = ['GetThirdPartyJobDetails', 'GetJobDetails', 'PollForJobs'];

export function createObserver(): Observer {
  const takeovers: Takeover[] = [];
  const puts: AcceptedPut[] = [];
  const decisions: Decision[] = [];
  const polls: { at: number; sender: string }[] = [];
  const phases = new Map<string, string[]>();
  const attempts = new Map<string, number>();
  const disturbed = new Map<string, number>();
  const written: string[] = [];
  const secrets = new Set<string>();
  const jobOfSender = new Map<string, string>();
  const truth = new WeakMap<Call, Answer>();

  const stepOf = async (call: Call): Promise<Step> => {
    const step = await readStep(call);
    if (call.sender === undefined) return step;
    if (step.jobId !== undefined) jobOfSender.set(call.sender, step.jobId);
    return { ...step, jobId: step.jobId ?? jobOfSender.get(call.sender) };
  };

  const noteAccepted = ({ sender = '' }: Call, { name, jobId = '', entry, body }: Step, sentAt: number) => {
    if (jobCallOf(name).startsWith('PutJob')) puts.push({ sentAt, jobId, sender });
    if (jobCallOf(name) === 'PollForJobs') polls.push({ at: Date.now(), sender });
    if (name === 'PutItem ledger') written.push(body);
    // Of what a poll brings, only the nonce of a custom action's job may be in the queue.
    if (name === 'SendMessageBatch') written.push(body.replaceAll(/nonce\W+\w+/g, 'nonce'));
    if (entry === undefined) return;
    if (entry.phase === 'decided') decisions.push({ at: Date.now(), jobId, sender });
    phases.set(jobId, [...(phases.get(jobId) ?? []), entry.phase]);
    if (entry.attempt > (attempts.get(jobId) ?? 0)) takeovers.push({ at: Date.now(), jobId, sender });
    attempts.set(jobId, entry.attempt);
  };

  return {
    ...{ takeovers, puts, decisions, polls, phases, disturbed, written, secrets, stepOf },
    async outside(call, next) {
      const { jobId } = await stepOf(call);
      const answer = await next();
      if (jobId !== undefined && answer !== truth.get(call)) disturbed.set(jobId, (disturbed.get(jobId) ?? 0) + 1);
      return answer;
    },
    async inside(call, next) {
      const sentAt = Date.now();
      const step = await stepOf(call);
      let answer: Answer | Cut = await next();
      if (answer === cut) return cut;
      if (answer.status === 200) noteAccepted(call, step, sentAt);
      if (TELLING.includes(step.name)) {
        const read = await readAnswer(answer);
        for (const secret of secretsIn(read.content)) secrets.add(secret);
        answer = read.answer;
      }
      truth.set(call, answer);
      return answer;
    },
  };
}

function secretsIn(content: string): string[] {
  const { jobDetails, jobs = [] }: { jobDetails?: Told; jobs?: Told[] } = JSON.parse(content);
  return [...(jobDetails ? [jobDetails] : []), ...jobs].flatMap(({ nonce, data }) => {
    const { continuationToken, artifactCredentials: credentials } = data ?? {};
    const secrets = [nonce, continuationToken, credentials?.secretAccessKey, credentials?.sessionToken];
    return secrets.filter((secret) => secret !== undefined);
  });
}

/** A job as the details or a poll tell it. */
interface Told {
  nonce?: string;
  data?: Details;
}

interface Details {
  continuationToken?: string;
  artifactCredentials?: { secretAccessKey: string; sessionToken: string };
}
