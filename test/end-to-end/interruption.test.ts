import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { few } from '../few.ts';
import { interrupt, type Moment } from '../interrupt.ts';
import { timeLimit } from '../time-limit.ts';
import { makeProject, startIn, wordCount } from './own-actions.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/partner-action.ts');
const ANY_FREE = ['--port', '0', '--artifact-store-port', '0', '--sqs-port', '0', '--dynamodb-port', '0'];
/** Says when the program loads its services, and has that take a while: a program that listens only later dies of a signal. */
const LOADING = 'loads its services';
const TELL = `data:text/javascript,import { registerHooks } from 'node:module';
registerHooks({
  load(url, context, next) {
    if (url.endsWith('/local/program/services.ts')) {
      console.error('${LOADING}');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    }
    return next(url, context);
  },
})`;

/** How the program ended, without what the test had it say. */
async function interruptStart(args: string[], moment: Moment) {
  const {
    output: _,
    errors,
    ...end
  } = await interrupt(['--import', TELL, PROGRAM, 'start', ...args, ...ANY_FREE], moment);
  return { ...end, errors: errors.replace(`${LOADING}\n`, '') };
}

describe('npm start, asked to end', { timeout: timeLimit(120_000) }, () => {
  const moments: [when: string, says: RegExp, milliseconds: number][] = [
    ['loads its code', RegExp(LOADING), 0],
    ['bundles the functions', /Starting the functions/, 0],
    ['runs its job', /InProgress/, 0],
    ['has loaded a part of it', RegExp(LOADING), 100],
    ['may be starting its services', RegExp(LOADING), 500],
    ['starts its job', /The main job/, 0],
  ];
  it.each(few(3, moments))(
    'while it %s, says so in a sentence, closes what it has begun and exits 1',
    async (_when, says, milliseconds) => {
      const ended = await interruptStart(['--once'], { says, milliseconds });

      expect(ended).toEqual({ code: 1, killedBy: null, errors: 'Stopping, because SIGTERM came.\n', leftFiles: [] });
    },
  );

  it.each(few(1, ['SIGINT', 'SIGTERM'] as const))(
    'once it is up, by %s, closes everything and exits 0',
    async (signal) => {
      const ended = await interruptStart(['--services-only'], {
        says: /Nothing here reaches AWS/,
        milliseconds: 500,
        signal,
      });

      expect(ended).toEqual({ code: 0, killedBy: null, errors: `Stopping, because ${signal} came.\n`, leftFiles: [] });
    },
  );

  it('once npx was ended around it, closes everything', async () => {
    const ended = await interruptStart(['--services-only'], {
      says: /Nothing here reaches AWS/,
      signal: 'SIGKILL',
      inShell: true,
    });

    expect(ended).toEqual({
      code: null,
      killedBy: 'SIGKILL',
      errors: 'Stopping, because npm has ended.\n',
      leftFiles: [],
    });
  });

  it('does not tell of the worker that it ends itself', async () => {
    const folder = await makeProject({
      'actions.ts': wordCount("job.progress(7, 'at work'); await new Promise(() => {});"),
    });
    const program = startIn(folder, ['start', '--once', '--set', 'MaxWords=1']);
    await program.sees(/7 %.*at work/);

    await program.end();

    expect(program.printed()).not.toContain('Died');
  });
});
