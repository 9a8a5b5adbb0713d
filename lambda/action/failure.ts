/**
 * The failure types of the API; the customer sees the type as the error code of the action.
 *
 * @example
 * const isFailureType = (text: string) => failureTypes.some((type) => type === text);
 */
export const failureTypes = [
  'JobFailed',
  'ConfigurationError',
  'PermissionError',
  'RevisionOutOfSync',
  'RevisionUnavailable',
  'SystemUnavailable',
] as const;

/**
 * One of the failure types of the API, such as `JobFailed` or `ConfigurationError`.
 *
 * @example
 * const type: FailureType = 'PermissionError';
 */
export type FailureType = (typeof failureTypes)[number];

/**
 * Ends the job as failed from anywhere in an action. The message is for the customer, the cause for the log.
 *
 * @example
 * throw new JobFailure('SystemUnavailable', 'The service is being updated. Run the action again.');
 */
export class JobFailure extends Error {
  override readonly name = 'JobFailure';
  readonly type: FailureType;

  constructor(type: FailureType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}
