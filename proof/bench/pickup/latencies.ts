/**
 * What AWS takes, in milliseconds: nobody documents it, so these are assumed. The plain poller's calls take the same.
 * The poller's function is warm, because it runs each minute; a worker after an idle hour is not.
 */
export const latencies = {
  codePipelineCall: 80,
  ledgerCall: 10,
  /** A message is sent, and then until Lambda has invoked its function. */
  messageSent: 15,
  messageDelivered: 50,
  /** Until a worker that starts has loaded its code. */
  workerStarts: 1000,
  /** From the start of an action until EventBridge has invoked the poller. */
  eventDelivered: 500,
} as const;

/** What a worker calls one after the other until a job is acknowledged, once it has the message. */
export const claimTakes = (isCold: boolean): number => {
  const { ledgerCall, codePipelineCall, workerStarts } = latencies;
  const leaseAndToken = 2 * ledgerCall;
  const detailsAndAcknowledge = 2 * codePipelineCall;
  return (isCold ? workerStarts : 0) + leaseAndToken + ledgerCall + detailsAndAcknowledge;
};

/** The cheapest machine there is around the clock: t4g.nano on demand in us-east-1 (aws.amazon.com/ec2/pricing), 730 hours. */
export const MACHINE_DOLLARS = 0.0042 * 730;
