import { refuse } from './answers.ts';
import type { Interceptor } from './call.ts';
import type { Fault } from './fault.ts';

/**
 * The fewest uses after which credentials end. As many parts are uploaded side by side, and new credentials must be enough
 * for each of them: credentials are renewed a few times for one call and not more often.
 */
const MIN_USES = 4;
export const MAX_USES = 6;

export const expireCredentials: Fault = {
  name: 'expire-credentials',
  description: `A job's artifact credentials run out after ${MIN_USES} to ${MAX_USES} calls, in the middle of a download or an upload`,
  intercept: ({ draw, onStrike }): Interceptor => {
    const usesLeft = new Map<string, number>();
    return async (call, next) => {
      const token = call.request.headers['x-amz-security-token'];
      if (call.service !== 's3' || typeof token !== 'string') return next();
      const left = usesLeft.get(token) ?? drawUses(draw('expire-credentials', usesLeft.size));
      usesLeft.set(token, left - 1);
      if (left > 0) return next();
      onStrike(call);
      return refuse(call, 400, 'ExpiredToken', 'The provided token has expired.');
    };
  },
};

const drawUses = (drawn: number) => MIN_USES + Math.floor(drawn * (MAX_USES - MIN_USES + 1));
