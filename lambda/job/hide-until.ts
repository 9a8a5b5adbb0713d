import type { JobMessage, LeasePorts } from './ports.ts';

/**
 * The longest time for which a message is hidden in one call, in seconds: SQS allows 12 hours after it was received, and an
 * invocation of up to 15 minutes has used some of them. Source: Amazon SQS API Reference, ChangeMessageVisibility.
 */
const MAX_HIDDEN = 43_200 - 900;

/** Hides a message until a moment, in epoch milliseconds, or for as long as SQS allows. */
export async function hideUntil(
  { queue, clock }: Pick<LeasePorts, 'queue' | 'clock'>,
  { receiptHandle }: JobMessage,
  moment: number,
): Promise<void> {
  const seconds = Math.max(0, Math.ceil((moment - clock.now()) / 1000));
  await queue.hide(receiptHandle, Math.min(MAX_HIDDEN, seconds));
}
