import { createHash } from 'node:crypto';
import {
  type ConfigurationOf,
  continues,
  defineAction,
  failed,
  type Job,
  type Outcome,
  type OutputArtifact,
  oneOf,
  optional,
  type Parser,
  secret,
  succeeded,
  text,
  wholeNumber,
} from '../../../lambda/index.ts';
import { die, ways } from './die.ts';
import { fill } from './fill.ts';
import { recordRun } from './record-run.ts';

/** What one round hands to the next. */
interface RoundState {
  round: number;
  padding: string;
  /** Epoch milliseconds before which the round must not start. */
  notBefore?: number;
}

const MEBIBYTE = 1024 * 1024;

/** Such as `2`, or `2 every 5000`. */
const roundsAndWait: Parser<{ count: number; wait: number }> = (value) => {
  const [, count, wait = '0'] = /^(\d{1,2})(?: every (\d{1,6}))?$/.exec(value) ?? [];
  if (count === undefined) throw new Error('allowed is a number of rounds, and "every" with milliseconds behind it');
  return { count: Number(count), wait: Number(wait) };
};

const configuration = {
  Rounds: optional(roundsAndWait, {
    default: { count: 1, wait: 0 },
    description: 'Rounds until the action is done, and milliseconds that each puts off the next.',
  }),
  StateSize: optional(wholeNumber(0, 150_000), {
    default: 0,
    description: 'Characters that each round hands to the next beside its number.',
  }),
  OutputSize: optional(wholeNumber(0, 256 * MEBIBYTE), {
    default: 0,
    description: 'Bytes in the file filler.bin of the output artifact.',
  }),
  Remember: optional(text, { description: 'A value that must survive the death of the worker.' }),
  Takes: optional(wholeNumber(0, 600_000), { default: 0, description: 'Milliseconds that each round takes.' }),
  Fail: optional(text, { description: 'The message that the last round fails with, after it began its output.' }),
  Die: optional(oneOf(...ways), { description: 'How the action, or its whole worker, comes to its end.' }),
  DieTimes: optional(wholeNumber(1, 100), { default: 100, description: 'Attempts that end so; later ones live.' }),
  Runs: optional(wholeNumber(1, 2), {
    default: 1,
    description:
      'Times that a round does all of its work. Twice is wrong, so that a rehearsal can see its judge notice.',
  }),
  Secret: optional(secret, { description: 'A value that must be seen nowhere.' }),
};

/**
 * Does nothing useful, and that in every way a job can go. The result follows from configuration and input alone, so that
 * a rehearsal can tell whether it is right.
 */
export const rehearsalAction = defineAction({
  type: { category: 'Test', owner: 'ThirdParty', provider: 'Rehearsal', version: '1' },
  description: 'Goes every way a job can go, for rehearsals of the worker.',
  configuration,
  inputs: { minimum: 0, maximum: 1 },
  outputs: { minimum: 0, maximum: 1 },
  async run(job) {
    for (let done = 1; done < job.configuration.Runs; done++) await recordRun(job, () => run(job));
    return recordRun(job, () => run(job));
  },
});

type RehearsalJob = Job<ConfigurationOf<typeof configuration>>;

async function run(job: RehearsalJob): Promise<Outcome> {
  const { Rounds, StateSize, OutputSize, Remember, Takes, Fail, Die, DieTimes } = job.configuration;
  const { round, notBefore: due = 0 }: RoundState = JSON.parse(job.continuationToken ?? '{"round":1}');
  // The secret must not be seen, even when it is logged.
  job.log.info('rehearsal', { round, secret: job.configuration.Secret?.reveal() });
  if (Date.now() < due) return failed('JobFailed', `Round ${round} started ${due - Date.now()} ms too soon.`);
  if (Remember !== undefined) await job.remember('value', Remember);
  if (Die) await dieSometimes(job, Die, DieTimes);
  await sleep(Takes, job.signal);

  const { count, wait } = Rounds;
  if (round < count) {
    const notBefore = Date.now() + wait;
    const state: RoundState = { round: round + 1, padding: '.'.repeat(StateSize), notBefore };
    const details = { percentComplete: (100 * round) / count, ...(wait > 0 && { notBefore: new Date(notBefore) }) };
    return continues(JSON.stringify(state), details);
  }
  const output = job.outputs.length > 0 ? job.output() : undefined;
  const digest = await copyInput(job, output);
  await output?.write('filler.bin', fill(OutputSize));
  if (Fail !== undefined) return failed('JobFailed', Fail);
  await output?.finish();
  const remembered = job.remembered('value') ?? 'nothing';
  return succeeded({ summary: `${digest} after round ${round}, remembered ${remembered}`, percentComplete: 100 });
}

async function dieSometimes(job: RehearsalJob, way: (typeof ways)[number], times: number): Promise<void> {
  const deaths = Number(job.remembered('deaths') ?? 0);
  if (deaths >= times) return;
  await job.remember('deaths', String(deaths + 1));
  await die(way);
}

/** The SHA-256 over path, a zero byte and content of each entry in turn. */
async function copyInput(job: RehearsalJob, output: OutputArtifact | undefined): Promise<string> {
  const hash = createHash('sha256');
  if (job.inputs.length > 0) {
    for await (const entry of job.input().entries()) {
      hash.update(`${entry.path}\0`);
      if (entry.type === 'file') hash.update(await entry.bytes());
      await output?.copy(entry);
    }
  }
  return hash.digest('hex');
}

const sleep = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
