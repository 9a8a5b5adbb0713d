import { always, type Fault, sometimes } from './fault.ts';

const LONGEST_MILLISECONDS = 1500;

/** Answers that come late. */
export const delay: Fault = {
  name: 'delay',
  description: `A call takes up to ${LONGEST_MILLISECONDS} milliseconds longer`,
  intercept: (context) => {
    let count = 0;
    return sometimes(context, 'delay', { rate: 0.2 }, always, async (_call, next) => {
      await context.clock.sleep(LONGEST_MILLISECONDS * context.draw('delay for', ++count));
      return next();
    });
  },
};
