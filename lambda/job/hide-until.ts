import type { JobMessage, LeasePorts } from './ports.ts';

/**
 * The longest that a message is hidden in one go, in seconds: SQS allows 12 hours from when it was received, of which an
 * invocation of 15 minutes may have used some. Source: Amazon SQS API Reference, ChangeMessageVisibility.
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
