import type { Context } from 'aws-lambda';
import type { Clock } from '../../model/clock.ts';

/** What becomes of one call: it goes through, it never arrives, or it takes effect and its answer is lost. */
export type Fault = 'none' | 'request-lost' | 'answer-lost';

/**
 * What is asked before each call of a port, by a name such as `ledger.write`. May hold the call up, or throw in its place:
 * then the process that makes the call is dead.
 */
export interface FaultPlan {
  (call: string): Fault | Promise<Fault>;
  /** Whether the process died or was held up for longer than it can keep a job; neither when left out. */
  readonly wasCutShort?: () => boolean;
}

/** The port on a bad network. An acknowledge without an answer is an answer of its own in that port, others throw. */
export function withFaults<P extends object>(name: string, port: P, plan: FaultPlan): P {
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return async (...values: unknown[]) => {
        const call = `${name}.${String(key)}`;
        const fault = await plan(call);
        if (fault === 'none') return Reflect.apply(member, target, values);
        if (fault === 'answer-lost') await Reflect.apply(member, target, values);
        if (call === 'jobs.acknowledge') return 'no-answer';
        throw new Error(`no answer to ${call}`);
      };
    },
  });
}

type Invoked = (event: never, context: Context) => Promise<unknown>;

/**
 * A function whose process dies where its plan throws, and at the end of an invocation's time: the invocation fails, and of
 * the calls that the process would still make none is answered.
 */
export function mortal<F extends Invoked>(plan: FaultPlan, clock: Clock, create: (plan: FaultPlan) => F): Invoked {
  const { promise: death, reject: die } = Promise.withResolvers<never>();
  let isDead = false;
  const lie = () => new Promise<never>(() => undefined);
  death.catch(() => {
    isDead = true;
  });
  const own = async (call: string) => {
    if (isDead) return lie();
    try {
      const fault = await plan(call);
      return isDead ? lie() : fault;
    } catch (error) {
      die(error);
      return lie();
    }
  };
  const living = create(Object.assign(own, { wasCutShort: () => isDead || (plan.wasCutShort?.() ?? false) }));
  return async (event, context) => {
    const done = new AbortController();
    const time = context.getRemainingTimeInMillis() + Date.now() - clock.now();
    void clock.sleep(time, done.signal).then(() => {
      if (!done.signal.aborted) die(new Error('Task timed out'));
    });
    return Promise.race([living(event, context), death]).finally(() => done.abort());
  };
}

/** Notes every call, and disturbs the one with this number, counted from 1. */
export function faultAt(number: number, fault: Fault): FaultPlan & { calls: string[] } {
  const calls: string[] = [];
  const plan = (call: string): Fault => (calls.push(call) === number ? fault : 'none');
  return Object.assign(plan, { calls });
}

/** Notes every call, and kills the process at the one with this number: neither it nor any later one is made. */
export function deathAt(number: number): FaultPlan & { calls: string[] } {
  const calls: string[] = [];
  const plan = (call: string) => {
    if (calls.push(call) >= number) throw new Error(`the process is dead, it makes no ${call}`);
    return 'none' as const;
  };
  return Object.assign(plan, { calls });
}
