import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../lambda/action/failure.ts';
import { failed, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { keyFrom } from '../../../lambda/job/continuation.ts';
import { decide } from '../../../lambda/job/decide.ts';
import { failureFrom } from '../../../lambda/job/failure.ts';
import type { DecidedOutcome } from '../../../lambda/job/ports.ts';
import { shapes } from '../../../model/codepipeline/shapes.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { findViolations } from '../../../operate/check-value.ts';
import { memoryLog } from '../../../testing/memory-log.ts';
import { anything, hostile, unmarked } from './hostile.ts';

const JOB_ID = 'j-1';
const message = { clientId: 'c-1', jobId: JOB_ID };
const TERMS = { key: keyFrom('client-token', JOB_ID), takesVariables: true };

const decideOn = (given: unknown, log = memoryLog()) =>
  decide(given as Outcome, { message, redactor: createRedactor(), log }, TERMS).decided;

/** What the API would say of a decided outcome; undefined when it takes it. */
const complaintsAbout = (decided: DecidedOutcome) =>
  decided.kind === 'failed'
    ? findViolations(shapes, 'FailureDetails', withoutAbsent(decided.failure))
    : findViolations(shapes, 'ExecutionDetails', withoutAbsent(decided.executionDetails));

const withoutAbsent = (value: object) => JSON.parse(JSON.stringify(value));

describe('what an action ends with', () => {
  it('becomes an outcome that the API takes, whatever it is', () => {
    const parts = { type: anything, message: anything, summary: anything, externalExecutionId: anything };
    const outcomes = fc.record(
      { kind: fc.constantFrom('succeeded', 'continues', 'failed', 'done'), ...parts },
      { requiredKeys: ['kind'] },
    );
    const more = fc.record({ percentComplete: anything, continuationToken: anything }, { requiredKeys: [] });
    const built = fc.tuple(outcomes, more).map(([outcome, rest]) => ({ ...outcome, ...rest }));

    fc.assert(
      fc.property(fc.oneof(anything, built), (given) => {
        expect(complaintsAbout(decideOn(unmarked(given)))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it.each(Object.entries(hostile))('is a neutral failure, told in the log, when it is %s', (_what, make) => {
    const log = memoryLog();

    const decided = decideOn(make(), log);

    expect(decided).toEqual({
      kind: 'failed',
      failure: { type: 'JobFailed', message: expect.stringContaining(`logs under job ID ${JOB_ID}`) },
    });
    expect(log.lines).toMatchObject([{ level: 'error', message: expect.stringContaining('not an outcome') }]);
  });

  it.each([
    [{ kind: 'succeeded', externalExecutionId: 12345 }, { externalExecutionId: '12345' }],
    [
      { kind: 'succeeded', summary: 42n, percentComplete: '50' },
      { summary: '42', percentComplete: 50 },
    ],
    [{ kind: 'succeeded', summary: { text: 'x' }, externalExecutionId: 'run-1' }, { externalExecutionId: 'run-1' }],
  ])('is the success that it says it is: %o', (given, executionDetails) => {
    expect(decideOn(given)).toEqual({ kind: 'succeeded', executionDetails });
  });

  it.each([
    ['an error as the message', failed('JobFailed', new Error('quota exceeded') as never), 'quota exceeded'],
    ['no message', failed('JobFailed', undefined as never), 'The action failed and gave no reason.'],
    ['a type that there is not', failed('Oops' as never, 'It broke.'), 'It broke.'],
  ])('is the failure that it says it is, with %s', (_what, given, message) => {
    expect(decideOn(given)).toMatchObject({ kind: 'failed', failure: { type: 'JobFailed', message } });
  });

  it.each(['message', 'summary', 'externalExecutionId'])('may have a %s of megabytes, all of it escapes', (part) => {
    const redactor = createRedactor();
    redactor.add('open sesame');
    const read: string[] = [];
    const watched = {
      ...redactor,
      redact(text: string) {
        read.push(text);
        return redactor.redact(text);
      },
    };
    const given = {
      kind: part === 'message' ? 'failed' : 'succeeded',
      [part]: 'say \\"open\\u0020sesame\\" '.repeat(500_000),
    };

    const { decided } = decide(given as Outcome, { message, redactor: watched, log: memoryLog() }, TERMS);

    expect(complaintsAbout(decided)).toBeUndefined();
    expect(JSON.stringify(decided)).not.toContain('sesame');
    // A redactor needs a hundred times the memory of a text that is full of escapes.
    expect(Math.max(...read.map(({ length }) => length))).toBeLessThan(1_000_000);
  });

  it('tells the log what it had to leave out', () => {
    const log = memoryLog();

    decideOn(succeeded({ summary: { text: 'x' } as never }), log);

    expect(log.lines).toMatchObject([{ level: 'warn', fields: { parts: ['summary'] } }]);
  });
});

describe('what an action throws', () => {
  it.each(Object.entries(hostile))('is a failure for the customer, even %s', (_what, make) => {
    expect(failureFrom(make(), JOB_ID)).toMatchObject({ kind: 'failed', type: 'JobFailed' });
  });

  it('may be a JobFailure whose message is not a text', () => {
    expect(failureFrom(new JobFailure('ConfigurationError', 5 as never), JOB_ID)).toMatchObject({ message: '5' });
    const changed = Object.assign(new JobFailure('JobFailed', 'x'), { message: { a: 1 } });
    expect(decideOn(failureFrom(changed, JOB_ID))).toMatchObject({ kind: 'failed' });
  });
});
