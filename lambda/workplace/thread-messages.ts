import { type FailureType, failureTypes } from '../action/failure.ts';
import type { ArtifactCredentials } from '../action/job.ts';
import type { AnyOutcome } from '../action/outcome.ts';
import { readOutcome } from '../job/outcome-from.ts';
import type { Task } from '../job/workplace.ts';
import type { UnreadLines } from './unread-lines.ts';

/** An error as it goes from one thread to the other. */
export interface SentError {
  name: string;
  message: string;
  /** Only of a JobFailure. */
  type?: FailureType | undefined;
}

/** What a worker tells the thread of its job's action. */
export type ToThread =
  /** The job has artifacts. */
  | { kind: 'artifacts' }
  | { kind: 'task'; task: Task; unread: UnreadLines }
  | { kind: 'answer'; call: number; value?: unknown; error?: SentError }
  /** The job's signal, and the one that says that it is over. */
  | { kind: 'stop' | 'over'; reason: SentError };

/** What an action's thread tells its worker. The action can send anything, so each message is checked. */
export type FromThread =
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> | undefined }
  | { kind: 'moved'; artifact: string; direction: 'read' | 'written'; bytes: number }
  | { kind: 'hide'; call: number; secrets: string[] }
  | { kind: 'begin'; call: number }
  | { kind: 'remember'; call: number; key: string; value: string }
  | { kind: 'credentials'; call: number; refused: ArtifactCredentials | undefined }
  | { kind: 'ended'; outcome: AnyOutcome }
  /** The failure as the customer reads it, and its cause for the log. */
  | { kind: 'threw'; type: FailureType; message: string; cause: unknown }
  /** The worker has all that was printed before the action ended. */
  | { kind: 'printed' };

/** A message to which the thread waits for an answer. */
export type Question = Extract<FromThread, { call: number }>;

/** The message, if it has the form of one. */
export function readMessage(given: unknown): FromThread | undefined {
  const { kind, call, type, level, message, fields, direction, artifact, bytes, key, value, secrets, ...rest } =
    asRecord(given);
  if (kind === 'log' && isOneOf(level, ['info', 'warn', 'error']) && isText(message)) {
    return { kind, level, message, fields: fields === undefined ? undefined : asRecord(fields) };
  }
  if (kind === 'printed') return { kind };
  if (kind === 'begin' && isCount(call)) return { kind, call };
  if (kind === 'hide' && isCount(call) && isTexts(secrets)) return { kind, call, secrets };
  if (kind === 'moved' && isOneOf(direction, ['read', 'written']) && isText(artifact) && isCount(bytes)) {
    return { kind, artifact, direction, bytes };
  }
  if (kind === 'remember' && isCount(call) && isText(key) && isText(value)) return { kind, call, key, value };
  if (kind === 'credentials' && isCount(call)) return { kind, call, refused: readCredentials(rest['refused']) };
  if (kind === 'threw' && isOneOf(type, failureTypes) && isText(message))
    return { kind, type, message, cause: rest['cause'] };
  const outcome = kind === 'ended' ? readOutcome(rest['outcome']) : undefined;
  return outcome && { kind: 'ended', outcome };
}

function readCredentials(credentials: unknown): ArtifactCredentials | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = asRecord(credentials);
  if (!isText(accessKeyId) || !isText(secretAccessKey) || !isText(sessionToken)) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken };
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isOneOf = <Word extends string>(value: unknown, words: readonly Word[]): value is Word =>
  words.some((word) => word === value);
