import { type Fault, sometimes } from './fault.ts';

const MAX_DELAY_MILLISECONDS = 1500;

/** Answers that come late. */
export const delay: Fault = {
  name: 'delay',
  description: `A call takes up to ${MAX_DELAY_MILLISECONDS} milliseconds longer`,
  intercept: (context) => {
    let count = 0;
    return sometimes(context, 'delay', { rate: 0.2 }, async (_call, next) => {
      await context.clock.sleep(MAX_DELAY_MILLISECONDS * context.draw('delay for', ++count));
      return next();
    });
  },
};
