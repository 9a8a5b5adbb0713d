import { type Clock, systemClock } from '../../model/clock.ts';
import { type ExecutionEnvironment, startEnvironment } from './execution-environment.ts';
import type { FunctionSettings } from './function-settings.ts';

export type { FunctionSettings };

/** A function that can be invoked, as Lambda runs it: each environment is a process that serves one invocation at a time. */
export interface LambdaFunction {
  /**
   * Runs the handler in a warm environment, or in a new one.
   * @returns What the handler returned, after a round through JSON.
   * @throws InvocationError when the handler threw, timed out or its process ended.
   */
  invoke(event: unknown): Promise<unknown>;
  /**
   * Ends every environment at once, as a crash would. The next invocation starts a new one.
   * @param id Ends only the environment with this id; harmless when there is no such environment.
   */
  kill(signal: NodeJS.Signals, id?: string): Promise<void>;
  /** Changes the code, as a deployment does: invocations that run end on the code they have, later ones start on the new. */
  deploy(bundle: string): void;
  /** Ends every environment; invocations that run or wait are rejected. */
  close(): Promise<void>;
}

/** Makes a function ready; its first process starts with the first invocation. */
export function startFunction(settings: FunctionSettings, clock: Clock = systemClock): LambdaFunction {
  const { name, concurrency = 1, onInvocation } = settings;
  /** The environments, each with the module that it runs. */
  const environments = new Map<ExecutionEnvironment, string>();
  const idle: ExecutionEnvironment[] = [];
  const waiting: (() => void)[] = [];
  let { bundle } = settings;
  let busy = 0;
  let closed = false;

  const requireOpen = () => {
    if (closed) throw new Error(`The function ${name} is closed`);
  };
  const takeTurn = async () => {
    if (busy >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  // The turn goes to the invocation that waited longest, so that no other one comes in between.
  const endTurn = () => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  const start = () => {
    const environment = startEnvironment({ ...settings, bundle }, clock);
    environments.set(environment, bundle);
    void environment.ended.then(() => environments.delete(environment));
    return environment;
  };
  const giveBack = (environment: ExecutionEnvironment) => {
    if (!environment.alive) return;
    if (environments.get(environment) === bundle) idle.push(environment);
    else environment.kill('SIGKILL');
  };
  const takeIdle = () => {
    while (idle.length > 0) {
      const environment = idle.pop();
      if (environment?.alive) return environment;
    }
    return undefined;
  };
  const kill = async (signal: NodeJS.Signals, only?: string) => {
    const all = [...environments.keys()].filter(({ id }) => only === undefined || id === only);
    for (const environment of all) environment.kill(signal);
    await Promise.all(all.map(({ ended }) => ended));
  };

  return {
    async invoke(event) {
      requireOpen();
      await takeTurn();
      try {
        requireOpen();
        const environment = takeIdle() ?? start();
        const told = { environment: environment.id, event };
        onInvocation?.('began', told);
        try {
          const result = await environment.invoke(event);
          onInvocation?.('ended', told);
          return result;
        } catch (error) {
          onInvocation?.('ended', { ...told, error });
          throw error;
        } finally {
          giveBack(environment);
        }
      } finally {
        endTurn();
      }
    },
    kill,
    deploy(next) {
      bundle = next;
      for (const environment of idle.splice(0)) giveBack(environment);
    },
    async close() {
      closed = true;
      await kill('SIGKILL');
    },
  };
}
