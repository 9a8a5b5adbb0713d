import { buffer } from 'node:stream/consumers';
import { rehearsalVariables } from '../../model/stack-variables.ts';
import { type Call, type Cut, cut } from './call.ts';
import { type Fault, sometimes } from './fault.ts';

/** Short limits: a lease of a few seconds must have room for a wait without an answer. */
const TIME_LIMITS_PERCENT = 10;

export const silentService: Fault = {
  name: 'silent-service',
  description: 'A service accepts a request and never answers; half of those requests take effect',
  variables: { [rehearsalVariables.timeLimitsPercent]: String(TIME_LIMITS_PERCENT) },
  intercept: (context) => {
    let count = 0;
    return sometimes(context, 'silent-service', { rate: 0.1 }, async (call, next) => {
      if (context.draw('silent-service after', ++count) < 0.5) {
        const answer = await next();
        if (answer !== cut) await buffer(answer.body);
      }
      return callerGone(call);
    });
  },
};

/** Until the caller gives up. */
const callerGone = ({ request: { socket } }: Call): Promise<Cut> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve(cut);
    else socket.once('close', () => resolve(cut));
  });
