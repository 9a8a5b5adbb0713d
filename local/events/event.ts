import type { ActionTypeId } from '../../model/action-type.ts';
import type { ServiceName } from '../../model/local/services.ts';
import type { ExecutionDetails, FailureDetails } from '../codepipeline/jobs/job.ts';
import type { JobStatus } from '../codepipeline/jobs/job-status.ts';
import type { LogFacts } from './log-facts.ts';
import type { OfJob, Recorded } from './recorded.ts';

/** The names of the functions' bundles. */
export type FunctionName = 'poller' | 'worker' | 'last-word';

/** The state of a job. A later event of the same job replaces this one. */
export interface JobEvent extends OfJob {
  kind: 'job';
  /** Absent for a custom action. */
  clientId?: string;
  actionTypeId: ActionTypeId;
  pipelineName: string;
  stageName: string;
  actionName: string;
  /** The same for every round of an action that continues. */
  actionExecutionId: string;
  status: JobStatus;
  createdAt: number;
  /** When its status changed last. */
  changedAt: number;
  percent?: number;
  /** The beginning of what the user reads: the summary, or the message of the failure. */
  said?: string;
  failureType?: string;
  /** The next round. */
  continuedAs?: string;
  /** How often its worker was killed or died. */
  deaths?: number;
}

/** How many messages may be received, were received and not deleted yet, and could be processed by nobody. */
export interface QueueEvent extends Recorded {
  kind: 'queue';
  waiting: number;
  hidden: number;
  dead: number;
}

/** Somebody polled for jobs of an action type, `Category/Owner/Provider/Version`. */
export interface PollEvent extends Recorded {
  kind: 'poll';
  actionType: string;
  /** The number of jobs that were handed out. */
  jobs: number;
}

/** Whether polls are paused: `since` when a command has, absent once it lets them go on, and `deployed` as the deployment has. */
export interface PauseEvent extends Recorded {
  kind: 'pause';
  since?: number;
  deployed?: true;
}

/** The state of the functions. `none`: only the services were started, and workers come from elsewhere. `said` is what is wrong. */
export interface FunctionsEvent extends Recorded {
  kind: 'functions';
  state: 'none' | 'starting' | 'ready' | 'failed';
  said?: string;
}

/** What the person at the page has set: faults that are on, and by how many milliseconds the clock was put forward. */
export interface ControlsEvent extends Recorded {
  kind: 'controls';
  faults: string[];
  clockAhead: number;
}

/** How much of a folder is packed that is to be an input artifact; its job does not exist yet. */
export interface PackingEvent extends Recorded {
  kind: 'packing';
  name: string;
  files: number;
  bytes: number;
  isDone: boolean;
}

/** A customer that the control plane knows. */
interface ClientEvent extends Recorded {
  kind: 'client';
  clientId: string;
}

/** The definition of a job. Secret values are `***`. */
export interface MadeEvent extends OfJob {
  kind: 'made';
  configuration: Record<string, string>;
  /** Names of properties. */
  secrets: string[];
  inputArtifacts: string[];
  outputArtifacts: string[];
  encryptionKeyId?: string;
  /** Whether it is a later round. */
  continues: boolean;
}

/** A job entered a status. One that ends it says how, that of a custom action with its first output variables, each cut. */
export interface StatusEvent extends OfJob {
  kind: 'status';
  status: JobStatus;
  /** The next round. */
  continuedAs?: string;
  executionDetails?: ExecutionDetails;
  outputVariables?: Record<string, string>;
  failureDetails?: FailureDetails;
}

/** A function began or ended an invocation for a job, in the process that `environment` names. */
export interface InvocationEvent extends OfJob {
  kind: 'invocation';
  function: FunctionName;
  environment: string;
  /** `failed`: it threw; `died`: its process was killed or crashed, or took too long. `said` is how. */
  state: 'began' | 'ended' | 'failed' | 'died';
  said?: string;
  /** Which receive of its message this is, from 1. */
  receive: number;
}

/** A person, or a rehearsal, killed the process that worked on a job. */
interface KillEvent extends OfJob {
  kind: 'kill';
  environment: string;
}

/** One call of a function, Lambda or another program on a service, with its answer. */
export interface CallEvent extends OfJob {
  kind: 'call';
  service: ServiceName;
  /** The operation's name at AWS. */
  operation: string;
  /** The environment that called; absent when no function did. */
  environment?: string;
  /** Until the headers of the answer were there, in milliseconds. `at` is the beginning. */
  milliseconds: number;
  /** The HTTP status; 0 when the connection broke. */
  status: number;
  /** Which try in a row of the same call this is, from 1. */
  attempt: number;
  /** JSON, redacted and cut. */
  request: string;
  answer: string;
  /** The fault that struck it. */
  fault?: string;
  /** The artifact that it moves. */
  artifact?: string;
}

/** A line that a function wrote. */
export interface LogEvent extends OfJob, LogFacts {
  kind: 'log';
  function: FunctionName;
}

/** How far the action says it has come, from 0 to 100. */
export interface ProgressEvent extends OfJob {
  kind: 'progress';
  percent: number;
  summary?: string;
}

/** What has moved of each artifact so far, in bytes. */
interface TransferEvent extends OfJob {
  kind: 'transfer';
  artifact: string;
  read: number;
  written: number;
}

/** The job's entry in the ledger, as it was written. */
export interface LedgerEvent extends OfJob {
  kind: 'ledger';
  phase: string;
  attempt: number;
  runs: number;
  /** By the worker's clock; 0 when nobody holds the lease. A job that waits has its moment beside it. */
  leaseUntil: number;
  notBefore?: number;
  /** JSON, redacted. */
  entry: string;
}

/** What the list of jobs and the head of the page show. Only the latest of each subject is kept. */
export type OverviewEvent = JobEvent | QueueEvent | PollEvent | PauseEvent | StateEvent;
type StateEvent = FunctionsEvent | ControlsEvent | PackingEvent | ClientEvent;

/** What happened to one job, in the order it happened. */
export type DetailEvent = MadeEvent | StatusEvent | InvocationEvent | KillEvent | LedgerEvent | PassingEvent;

/** There may be any number of these: beyond a limit the oldest is dropped. */
type PassingEvent = CallEvent | LogEvent | ProgressEvent | TransferEvent;

/** Everything that the local control plane records. */
export type LocalEvent = OverviewEvent | DetailEvent;
