/**
 * How long a lease and the message's invisibility last without renewal: what a killed worker costs at most, except one
 * that dies before it hides its message. Then a job that is still on offer waits five minutes for the poller to queue it
 * again, and an acknowledged one waits 15 minutes for the queue to show the message.
 */
export const LEASE_SECONDS = 120;

/** The shortest lease that a local run may have: a worker renews it three times before it runs out. */
export const MIN_LEASE_SECONDS = 2;
