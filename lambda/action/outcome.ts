/** The failure types of the API; the customer sees the type as the error code of the action. */
export const failureTypes = [
  'JobFailed',
  'ConfigurationError',
  'PermissionError',
  'RevisionOutOfSync',
  'RevisionUnavailable',
  'SystemUnavailable',
] as const;
export type FailureType = (typeof failureTypes)[number];

/** What the customer reads about a run. Texts over the API's limits are cut when the job is reported. */
export interface ExecutionDetails {
  /** At most 2,048 characters. */
  summary?: string | undefined;
  /** The partner's own id of the run, at most 1,500 characters; fills `{ExternalExecutionId}` in the action type's links. */
  externalExecutionId?: string | undefined;
  /** 0 to 100. */
  percentComplete?: number | undefined;
}

export interface Succeeded extends ExecutionDetails {
  kind: 'succeeded';
}

export interface Continues extends ExecutionDetails {
  kind: 'continues';
  continuationToken: string;
}

export interface Failed {
  kind: 'failed';
  type: FailureType;
  /** At most 5,000 characters, written for the customer. */
  message: string;
  externalExecutionId?: string | undefined;
}

export type Outcome = Succeeded | Continues | Failed;

/** The action is done and went well. */
export const succeeded = (details: ExecutionDetails = {}): Succeeded => ({ kind: 'succeeded', ...details });

/** This round is done; CodePipeline will hand out a new job that carries the token. */
export const continues = (continuationToken: string, details: ExecutionDetails = {}): Continues => ({
  kind: 'continues',
  continuationToken,
  ...details,
});

/** The action is done and went wrong. */
export const failed = (type: FailureType, message: string, externalExecutionId?: string): Failed => ({
  kind: 'failed',
  type,
  message,
  externalExecutionId,
});

/** Ends the job as failed from anywhere in an action. The message is for the customer, the cause for the log. */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}
