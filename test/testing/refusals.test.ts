import { describe, expect, it } from 'vitest';
import { continues, defineAction, failed, JobFailure, type Outcome, succeeded } from '../../lambda/index.ts';
import { runAction } from '../../testing/index.ts';
import { facts, type ProbeJob, type ProbeSituation, tryWith } from './probe.ts';

const neutral = { kind: 'failed', type: 'JobFailed', message: expect.stringContaining('failed unexpectedly') };

describe('what a worker refuses', () => {
  it.each<[string, (job: ProbeJob) => Promise<Outcome>, ProbeSituation, object]>([
    [
      'an output that the pipeline does not have',
      async (job) => {
        await job.output('Log')?.write('a.txt', 'a');
        return succeeded();
      },
      { outputs: ['Report'] },
      { message: 'The action ended without writing its output artifact Report.' },
    ],
    [
      'an output that was never opened',
      async () => succeeded(),
      { outputs: ['Report'] },
      { message: 'The action ended without writing its output artifact Report.' },
    ],
    [
      'an output with a path that leads outside',
      async (job) => {
        await job.output('Report')?.write('../a.txt', 'a');
        return succeeded();
      },
      { outputs: ['Report'] },
      { message: expect.stringContaining('../a.txt') },
    ],
    [
      'an output that was dropped',
      async (job) => {
        await job.output('Report')?.abort();
        return succeeded();
      },
      { outputs: ['Report'] },
      { message: expect.stringContaining('output artifact Report') },
    ],
    [
      'a secret in what is remembered',
      async (job) => {
        await job.remember('note', job.configuration.Password?.reveal() ?? '');
        return succeeded();
      },
      { configuration: { Password: 'correct horse' } },
      neutral,
    ],
    [
      'a result that is not an outcome',
      async () => 'done' as never,
      {},
      { message: expect.stringContaining('usable') },
    ],
    ['a result of another kind', async () => ({ kind: 'done' }) as never, {}, { type: 'JobFailed' }],
    ['an empty state', async () => continues(''), {}, { message: expect.stringContaining('has 0 bytes') }],
    [
      'a state that is too long',
      async () => continues('s'.repeat(300_000)),
      {},
      { message: expect.stringContaining('300000 bytes') },
    ],
    ['a state without a parser', async () => continues({ round: 1 }) as never, {}, neutral],
    [
      'an unknown property',
      async () => succeeded(),
      { configuration: { Nmae: 'a' } },
      { type: 'ConfigurationError', message: expect.stringContaining('Unknown property "Nmae"') },
    ],
    [
      'a service of this machine',
      async () => succeeded(),
      { configuration: { Url: 'http://127.0.0.1/' } },
      { type: 'ConfigurationError' },
    ],
    [
      'whatever the action throws, in a neutral sentence',
      async () => {
        throw new Error('of the partner');
      },
      {},
      neutral,
    ],
  ])('is refused: %s', async (_what, run, situation, failure) => {
    const { outcome } = await tryWith(run, situation);

    expect(outcome).toMatchObject({ kind: 'failed', ...failure });
  });

  it('is refused: an artifact that the action needs and does not get', async () => {
    const needy = { ...facts, inputs: 1, outputs: 1 } as const;
    const run = async () => succeeded();

    const { outcome } = await runAction(defineAction({ ...needy, run }));

    expect(outcome).toMatchObject({
      type: 'ConfigurationError',
      message: 'The action needs an input artifact, the pipeline gives it none.',
    });
  });

  it('is a percentage out of range', async () => {
    const given = [Number('101'), Number('-1'), Number.NaN];

    for (const percent of given) {
      await expect(
        tryWith(async (job) => {
          job.progress(percent);
          return succeeded();
        }),
      ).rejects.toThrow(`job.progress was given ${percent}`);
      await expect(tryWith(async () => succeeded({ percentComplete: percent }))).rejects.toThrow(RangeError);
    }
  });

  it('is a situation that no pipeline brings about', async () => {
    const outputs = ['One', 'Two', 'Three'];

    await expect(tryWith(async () => succeeded(), { outputs })).rejects.toThrow('it has 2 at most');

    const configuration = { Note: 'n'.repeat(1001) };
    await expect(tryWith(async () => succeeded(), { configuration })).rejects.toThrow('it takes 1000 at most');
  });
});

describe('an output that was not finished', () => {
  it('is whole when the action succeeds, with what was still being written', async () => {
    const { outcome, outputs } = await tryWith(
      async (job) => {
        void job.output('Report')?.write('late.txt', slowly('late'));
        return succeeded();
      },
      { outputs: ['Report'] },
    );

    expect(outcome.kind).toBe('succeeded');
    expect(outputs['Report']?.text('late.txt')).toBe('late');
  });

  it('fails the action when a write failed that nobody waited for', async () => {
    const broken = async function* () {
      yield Buffer.from('half');
      throw new JobFailure('JobFailed', 'The page broke off.');
    };

    for (const content of [broken(), 'b']) {
      const { outcome, outputs } = await tryWith(
        async (job) => {
          const report = job.output('Report');
          await report?.write('a.txt', 'a');
          void report?.write(typeof content === 'string' ? 'a.txt' : 'b.txt', content);
          await new Promise(setImmediate);
          return succeeded();
        },
        { outputs: ['Report'] },
      );

      expect(outcome.kind).toBe('failed');
      expect(outputs).toEqual({});
    }
  });

  it('may lack an entry that the action was told of and did without', async () => {
    const { outcome, outputs } = await tryWith(
      async (job) => {
        const report = job.output('Report');
        await report?.write('a.txt', 'a');
        await report?.write('a.txt', 'again').catch(() => undefined);
        return succeeded();
      },
      { outputs: ['Report'] },
    );

    expect(outcome.kind).toBe('succeeded');
    expect(outputs['Report']?.text('a.txt')).toBe('a');
    expect(() => outputs['Report']?.text('b.txt')).toThrow('there is no "b.txt"; there are a.txt');
  });

  it('is dropped when the action fails', async () => {
    const { outputs } = await tryWith(
      async (job) => {
        await job.output('Report')?.write('a.txt', 'a');
        return failed('JobFailed', 'No.');
      },
      { outputs: ['Report'] },
    );

    expect(outputs).toEqual({});
  });
});

async function* slowly(content: string) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  yield Buffer.from(content);
}

describe('an input that is not there', () => {
  it('is told by its name and its path', async () => {
    const trying = tryWith(async () => succeeded(), { inputs: { Source: './nope' } });

    await expect(trying).rejects.toThrow(/^The input Source cannot be read: ENOENT at \/.*\/nope\. A text is the path/);
  });
});
