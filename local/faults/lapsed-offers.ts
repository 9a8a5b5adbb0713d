import { type Chances, type Fault, sometimes } from './fault.ts';
import { jobCallOf } from './operation.ts';

const LAPSES_AFTER_MILLISECONDS = 5_000;
/** The most acknowledges of one worker: enough for a job that is lost several times. */
const MAX_IN_A_ROW = 3;

const CHANCES: Chances = {
  rate: 0.5,
  inARow: MAX_IN_A_ROW,
  mayHit: ({ operation }) => jobCallOf(operation) === 'AcknowledgeJob',
};

export const lapsedOffers: Fault = {
  name: 'lapsed-offers',
  description: 'The offer of a job lapses right before its acknowledge, which is refused, and its nonce stays the same',
  settings: { nonceLapsesAfterMilliseconds: LAPSES_AFTER_MILLISECONDS },
  intercept: (context) =>
    sometimes(context, 'lapsed-offers', CHANCES, async (_call, next) => {
      context.clock.jump(LAPSES_AFTER_MILLISECONDS);
      return next();
    }),
};
