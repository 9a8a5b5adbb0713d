import { describe, expect, it } from 'vitest';
import type { LocalEvent } from '../../../local/events/event.ts';
import { watchHealth } from '../../../local/events/function-health.ts';
import type { Told } from '../../../local/events/recorder.ts';
import { InvocationError } from '../../../local/lambda/invocation-error.ts';
import { startFunction } from '../../../local/lambda/runtime.ts';
import { writeBundle } from '../lambda/bundles.ts';

/** The state of the functions as it is recorded, with what is said of it. */
function watch() {
  const recorded: string[] = [];
  const health = watchHealth({
    record: (event: Told<LocalEvent>) => {
      if (event.kind === 'functions') recorded.push([event.state, event.said ?? []].flat().join(': '));
    },
  });
  return { health, recorded };
}

/** What an invocation of a function with this code ends with, and of one with code that works, once it is deployed. */
async function invokeTwice(code: string) {
  const [broken, sound] = [await writeBundle(code), await writeBundle('export const handler = async () => 1;')];
  const errors: unknown[] = [];
  const lambda = startFunction({
    ...{ name: 'worker', bundle: broken, environment: {}, timeoutSeconds: 10, memoryMegabytes: 128 },
    onLog: () => {},
    onInvocation: (state, { error }) => state === 'ended' && errors.push(error),
  });
  await lambda.invoke({}).catch(() => {});
  lambda.deploy(sound);
  await lambda.invoke({});
  await lambda.close();
  return errors;
}

describe('the state of the functions', () => {
  it.each([
    ['throws while it is imported', "throw new RangeError('too far');", 'RangeError: too far'],
    ['imports what is not there', "import './gone.mjs'; export const handler = 1;", 'Runtime.ImportModuleError: '],
    ['has no handler', 'export const other = 1;', 'Runtime.HandlerNotFound: '],
    ['ends while it is imported', 'process.exit(3);', 'Runtime.ExitError: '],
  ])('is failed when one %s, once, and ready when it starts', async (_, code, said) => {
    const { health, recorded } = watch();
    health.ready();
    const [failed, worked] = await invokeTwice(code);

    health.note('worker', failed);
    health.note('worker', failed);
    health.note('worker', worked);

    expect(recorded).toEqual([
      'ready',
      expect.stringContaining(`failed: The worker could not be started: ${said}`),
      'ready',
    ]);
  });

  it('is not failed by what an invocation throws, or by a process that somebody kills', async () => {
    const { health, recorded } = watch();
    const [thrown] = await invokeTwice("export const handler = async () => { throw new Error('of the job'); };");
    const killed = new InvocationError({ errorType: 'Runtime.ExitError', errorMessage: 'killed', trace: [] });

    health.note('worker', thrown);
    health.note('last-word', killed);

    expect(recorded).toEqual([]);
  });

  it('is failed while what was saved does not build, and says of several troubles the latest that is left', () => {
    const { health, recorded } = watch();
    const ofStart = Object.assign(new InvocationError({ errorType: 'E', errorMessage: 'no', trace: [] }), {
      isOfStart: true,
    });

    health.note('worker', ofStart);
    health.built();
    health.note('poller', ofStart);
    health.built('It does not build.');
    health.note('worker', undefined);
    health.built();
    health.note('poller', undefined);

    const poller = 'failed: The poller could not be started: E: no';
    expect(recorded).toEqual([
      'failed: The worker could not be started: E: no',
      // Another code of it is there now.
      'ready',
      ...[poller, 'failed: It does not build.', poller, 'ready'],
    ]);
  });
});
