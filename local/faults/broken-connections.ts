import { Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { cut } from './call.ts';
import { type Fault, sometimes } from './fault.ts';

/** The SDK tries a call three times, so that two broken ones in a row lose nothing. */
const OFTEN = { rate: 0.15, inARow: 2 };

export const dropRequest: Fault = {
  name: 'drop-request',
  description: 'The connection breaks before a request reaches its service',
  intercept: (context) => sometimes(context, 'drop-request', OFTEN, async () => cut),
};

export const dropResponse: Fault = {
  name: 'drop-response',
  description: 'A request takes effect and its answer is lost',
  intercept: (context) =>
    sometimes(context, 'drop-response', OFTEN, async (_call, next) => {
      const answer = await next();
      if (answer !== cut) await buffer(answer.body);
      return cut;
    }),
};

export const resetMidBody: Fault = {
  name: 'reset-mid-body',
  description: 'The connection breaks in the middle of a body: of an upload, or of an answer',
  intercept: (context) =>
    sometimes(context, 'reset-mid-body', OFTEN, async ({ request }, next) => {
      if (Number(request.headers['content-length'] ?? 0) > LARGE_UPLOAD) {
        await new Promise((resolve) => request.once('data', resolve));
        return cut;
      }
      const answer = await next();
      return answer === cut ? cut : { ...answer, body: answer.body.pipe(breakOff(answer.headers)) };
    }),
};

/** Bodies above this are cut on their way up; others are sent in one piece. */
const LARGE_UPLOAD = 64 * 1024;

/** Passes half of the body on and then fails, which ends the connection. */
function breakOff(headers: readonly string[]): Transform {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length');
  let left = Math.floor(Number(headers[at + 1] ?? 0) / 2);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      this.push(chunk.subarray(0, left));
      left -= chunk.length;
      if (left > 0) done();
      else setImmediate(() => done(new Error('reset in the middle of the body')));
    },
  });
}
