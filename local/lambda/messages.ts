/** One invocation, as it is sent to the process of a function. */
export interface InvokeMessage {
  requestId: string;
  /** The event as JSON. */
  event: string;
  invokedFunctionArn: string;
  /** Until the time-out. */
  milliseconds: number;
}

/** A message from the process of a function. */
export type Reply =
  | { kind: 'initialised' }
  /** The handler's result as JSON. */
  | { kind: 'returned'; result: string }
  | { kind: 'threw'; error: ReportedError }
  /** The function cannot go on: its process ends by itself after this. */
  | { kind: 'broke'; error: ReportedError };

/** An error as Lambda reports it to whoever invoked the function. */
export interface ReportedError {
  errorType: string;
  errorMessage: string;
  /** Lines of the stack. */
  trace: string[];
}
