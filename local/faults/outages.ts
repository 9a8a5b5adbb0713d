import { buffer } from 'node:stream/consumers';
import type { ServiceName } from '../../model/local/services.ts';
import { refuse } from './answers.ts';
import { type Call, cut } from './call.ts';
import { type Fault, notOfFunctions } from './fault.ts';

/** Milliseconds. */
const MIN_LENGTH = 100;
/** Ten minutes where leases last two. */
const MAX_LENGTH_LEASES = 5;
/** The share of outages whose first call still takes effect. */
const AFTER_EFFECT = 0.5;
/** The share of outages in which connections break; in the others the service says that it is not available. */
const BREAKING = 0.3;

/** A service that is away for a while, then back for a lease or longer. Begins at calls of a worker or a last word. */
const outage = (name: string, service: ServiceName, what: string, rate: number): Fault => ({
  name,
  description: `${what} is away, for a tenth of a second up to ${MAX_LENGTH_LEASES} leases`,
  // An action may need the service, and is told so when it is away.
  mayEndAs: 'SystemUnavailable',
  intercept({ draw, onStrike, clock, leaseSeconds }) {
    let count = 0;
    let awayUntil = 0;
    let calmUntil = 0;
    const beAway = (call: Call) =>
      draw(`${name} breaks`, count) < BREAKING
        ? cut
        : refuse(call, 503, 'ServiceUnavailable', 'The service is temporarily unavailable.');
    return async (call, next) => {
      if (call.service !== service || notOfFunctions(call)) return next();
      const now = clock.now();
      if (now < awayUntil) {
        onStrike(call);
        return beAway(call);
      }
      if (now < calmUntil || !mayBegin(call) || draw(name, ++count) >= rate) return next();
      awayUntil = now + lengthOf(draw(`${name} lasts`, count), leaseSeconds);
      calmUntil = awayUntil + leaseSeconds * 1000;
      onStrike(call);
      if (draw(`${name} after`, count) >= AFTER_EFFECT) return beAway(call);
      const answer = await next();
      if (answer !== cut) await buffer(answer.body);
      return cut;
    };
  },
});

const mayBegin = ({ sender = '' }: Call) => /^(worker|last-word)-/.test(sender);

/** The length of an outage: each doubling is as likely as the next. */
const lengthOf = (drawn: number, leaseSeconds: number) =>
  MIN_LENGTH * ((MAX_LENGTH_LEASES * leaseSeconds * 1000) / MIN_LENGTH) ** drawn;

/** Outages of DynamoDB: the service is away for a while, and then back for a lease or longer. */
export const ledgerOutage = outage('ledger-outage', 'dynamodb', 'DynamoDB', 0.2);
export const jobsOutage = outage('jobs-outage', 'codepipeline', 'CodePipeline', 0.4);
export const queueOutage = outage('queue-outage', 'sqs', 'SQS, as the functions reach it,', 0.5);
