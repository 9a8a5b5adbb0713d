import { refuse } from './answers.ts';
import type { Call } from './call.ts';
import { type Fault, sometimes } from './fault.ts';
import { jobCallOf } from './operation.ts';

const JUMP = 8 * 60_000;
const MAX_JUMPS = 2;
const JUMPS_AT = ['GetObject', 'AcknowledgeJob', 'PutObject', 'UploadPart'];

/** Time that passes at once, so that artifact credentials end early. */
export const clockJump: Fault = {
  name: 'clock-jump',
  description:
    'Twice, the clock of CodePipeline and S3 jumps 8 minutes ahead; in all that is past the life of artifact credentials',
  intercept: (context) => {
    let jumps = 0;
    const mayHit = ({ operation }: Call) => JUMPS_AT.includes(jobCallOf(operation)) && jumps < MAX_JUMPS;
    return sometimes(context, 'clock-jump', { rate: 0.3, mayHit }, async (_call, next) => {
      jumps += 1;
      context.clock.jump(JUMP);
      return next();
    });
  },
};

const takesToken = ({ operation }: Call) => operation.includes('ThirdPartyJob') && !operation.startsWith('Poll');

export const badToken: Fault = {
  name: 'bad-token',
  description: 'CodePipeline refuses a client token once, as one that is just being replaced',
  intercept: (context) =>
    sometimes(context, 'bad-token', { rate: 0.3, mayHit: takesToken }, async (call) =>
      refuse(call, 400, 'InvalidClientTokenException', 'The client token is not valid.'),
    ),
};
