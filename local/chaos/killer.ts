import { buffer } from 'node:stream/consumers';
import { type Call, cut, type Interceptor } from '../faults/call.ts';
import type { Draw } from '../faults/chance.ts';
import type { Role } from './cast.ts';
import { pointOf, type Side } from './kill-points.ts';
import type { Observer } from './observer.ts';

/** A process that was killed, and the job on which it worked. */
export interface Kill {
  point: string;
  /** The number of the job; undefined for the poller. */
  index: number | undefined;
}

export interface DealtKill extends Kill {
  jobId: string | undefined;
  at: number;
  sender: string;
}

interface KillerOptions {
  observer: Observer;
  draw: Draw;
  /** The role of a job, or of an earlier round of it. */
  roleOf(jobId: string): Role | undefined;
  /** Points at which a process was killed before, in other rehearsals too. */
  covered: Set<string>;
  /** `everywhere` looks for points at which no process was killed yet; a list is followed exactly. */
  plan: 'everywhere' | 'nowhere' | readonly Kill[];
  kill(sender: string): void;
}

/** The share of calls at points where a process was killed already. */
const RANDOM_RATE = 0.01;

/** Kills processes just before a call of theirs takes effect, or once it did. Goes inside the faults. */
export function createKiller(options: KillerOptions): { intercept: Interceptor; kills: readonly DealtKill[] } {
  const { observer, covered, kill } = options;
  const kills: DealtKill[] = [];
  const decide = createDecision(options, kills);

  const strikes = async (call: Call, side: Side): Promise<boolean> => {
    // Calls that a killed process sent before are still on their way.
    if (call.sender === undefined || kills.some(({ sender }) => sender === call.sender)) return false;
    const { name, jobId } = await observer.stepOf(call);
    const functionName = call.sender.replace(/-[^-]*$/, '');
    const point = pointOf(functionName, name, side);
    const role = jobId === undefined || functionName === 'poller' ? undefined : options.roleOf(jobId);
    if (!decide(functionName, point, role)) return false;
    kills.push({ point, index: role?.index, jobId, at: Date.now(), sender: call.sender });
    covered.add(point);
    kill(call.sender);
    return true;
  };

  return {
    kills,
    async intercept(call, next) {
      if (await strikes(call, 'before')) return cut;
      const answer = await next();
      if (answer === cut || !(await strikes(call, 'after'))) return answer;
      await buffer(answer.body);
      return cut;
    },
  };
}

type Decide = (functionName: string, point: string, role: Role | undefined) => boolean;

function createDecision({ plan, covered, draw }: KillerOptions, kills: readonly DealtKill[]): Decide {
  if (plan === 'nowhere') return () => false;
  if (plan !== 'everywhere') return createFollower(plan);
  const calls = new Map<string, number>();
  return (functionName, point, role) => {
    const count = (calls.get(point) ?? 0) + 1;
    calls.set(point, count);
    if (role?.doom === point) return true;
    if (!mayStrike(functionName, role, kills)) return false;
    if (covered.has(point)) return draw('kill', point, count) < RANDOM_RATE;
    return role?.rare === undefined || role.rare.some((step) => point.includes(` ${step} `));
  };
}

function mayStrike(functionName: string, role: Role | undefined, kills: readonly DealtKill[]): boolean {
  const dealt = kills.filter((kill) => kill.point.startsWith(functionName) && kill.index === role?.index).length;
  // The poller is killed in turn with the others, or they would have no work for long.
  if (functionName === 'poller') return dealt <= kills.length - dealt;
  if (role === undefined) return false;
  return dealt < (functionName === 'worker' ? role.mostKills : role.mostKillsOfLastWord);
}

function createFollower(plan: readonly Kill[]): Decide {
  const left = [...plan];
  return (_functionName, point, role) => {
    const at = left.findIndex((kill) => kill.point === point && kill.index === role?.index);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  };
}
