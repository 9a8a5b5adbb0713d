import { refuse } from './answers.ts';
import type { Interceptor } from './call.ts';
import type { Fault } from './fault.ts';

const RATE = 0.3;
/** Uses that new credentials are always good for: as many parts go side by side, and for each of them new ones must help. */
const LEAST_USES = 4;

export const expireCredentials: Fault = {
  name: 'expire-credentials',
  description: "A job's artifact credentials run out in the middle of a download or an upload",
  intercept: ({ draw, onStrike }): Interceptor => {
    const uses = new Map<string, number>();
    const expired = new Set<string>();
    let count = 0;
    return async (call, next) => {
      const token = call.request.headers['x-amz-security-token'];
      if (call.service !== 's3' || typeof token !== 'string') return next();
      const used = uses.get(token) ?? 0;
      uses.set(token, used + 1);
      if (used >= LEAST_USES && draw('expire-credentials', ++count) < RATE) expired.add(token);
      if (!expired.has(token)) return next();
      onStrike(call);
      return refuse(call, 400, 'ExpiredToken', 'The provided token has expired.');
    };
  },
};
