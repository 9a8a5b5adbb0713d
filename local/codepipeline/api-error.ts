/** The codes of the errors that the calls answer with: those of the model, then those of the protocol. */
export type ErrorCode =
  | 'ActionTypeNotFoundException'
  | 'InvalidClientTokenException'
  | 'InvalidJobException'
  | 'InvalidJobStateException'
  | 'InvalidNextTokenException'
  | 'InvalidNonceException'
  | 'InvalidTagsException'
  | 'JobNotFoundException'
  | 'LimitExceededException'
  | 'OutputVariablesSizeExceededException'
  | 'TooManyTagsException'
  | 'ValidationException'
  | 'IncompleteSignatureException'
  | 'InvalidSignatureException'
  | 'MissingAuthenticationTokenException'
  | 'RequestEntityTooLargeException'
  | 'SerializationException'
  | 'UnknownOperationException'
  | 'UnrecognizedClientException';

/** A refusal that goes to the caller as `{"__type": code, "message": …}`. The message holds no value of the request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
