import type { ServiceName } from '../../model/local/services.ts';
import { readAnswer, refuse, withBody } from './answers.ts';
import { type Call, cut } from './call.ts';
import { type Fault, sometimes } from './fault.ts';

const OFTEN = { rate: 0.15, inARow: 2 };

export const http500: Fault = {
  name: 'http-500',
  description: 'A service answers that it failed inside, and has done nothing',
  intercept: (context) =>
    sometimes(context, 'http-500', OFTEN, async (call) =>
      refuse(call, 500, call.service === 's3' ? 'InternalError' : 'InternalFailure', 'An internal error occurred.'),
    ),
};

export const http503: Fault = {
  name: 'http-503',
  description: 'A service answers that it is not available',
  intercept: (context) =>
    sometimes(context, 'http-503', OFTEN, async (call) =>
      refuse(call, 503, 'ServiceUnavailable', 'The service is temporarily unavailable.'),
    ),
};

/** As each service says that calls come too fast: the "Common errors" of its API reference. */
const THROTTLING: Readonly<Record<ServiceName, [status: number, code: string]>> = {
  codepipeline: [400, 'ThrottlingException'],
  dynamodb: [400, 'ProvisionedThroughputExceededException'],
  s3: [503, 'SlowDown'],
  sqs: [400, 'RequestThrottled'],
};

export const throttle: Fault = {
  name: 'throttle',
  description: 'A service answers that calls come too fast',
  intercept: (context) =>
    sometimes(context, 'throttle', OFTEN, async (call) => refuse(call, ...THROTTLING[call.service], 'Rate exceeded.')),
};

/** An answer of S3 with an object in it has no form of its own that could be wrong. */
const hasForm = ({ service }: Call) => service !== 's3';

export const malformedJson: Fault = {
  name: 'malformed-json',
  description: 'A request takes effect and its answer ends in the middle of the JSON',
  // The SDK does not repeat a call whose answer it cannot read.
  mayEndAs: 'SystemUnavailable',
  intercept: (context) =>
    sometimes(context, 'malformed-json', { rate: 0.08, mayHit: hasForm }, async (_call, next) => {
      const given = await next();
      if (given === cut) return cut;
      const { content, answer } = await readAnswer(given);
      return withBody(answer, content === '' ? '{' : content.slice(0, Math.ceil(content.length / 2)));
    }),
};
