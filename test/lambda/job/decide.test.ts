import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyOutcome, continues, failed, succeeded } from '../../../lambda/action/outcome.ts';
import { keyFrom } from '../../../lambda/job/continuation.ts';
import { decide } from '../../../lambda/job/decide.ts';
import type { DecidedOutcome } from '../../../lambda/job/ports.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { unseal } from '../../../model/seal.ts';
import { memoryLog } from '../../../testing/memory-log.ts';

const CLIENT_TOKEN = 'client-token-4711';

function decideOn(outcome: AnyOutcome, secrets: string[] = []) {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  const log = memoryLog();
  return {
    ...decide(
      outcome,
      { message: { clientId: 'c-1', jobId: 'j-1' }, redactor, log },
      { key: keyFrom(CLIENT_TOKEN, 'j-1'), takesVariables: true },
    ),
    log,
    redactor,
  };
}

const detailsOf = (decided: DecidedOutcome) => (decided.kind === 'succeeded' ? decided.executionDetails : undefined);
const failureOf = (decided: DecidedOutcome) => (decided.kind === 'failed' ? decided.failure : undefined);
const sealedTokenOf = (decided: DecidedOutcome) => (decided.kind === 'succeeded' ? decided.sealedToken : undefined);

describe('decide', () => {
  it.each([2047, 2048])('leaves a summary of %i characters as it is', (length) => {
    const { decided } = decideOn(succeeded({ summary: 's'.repeat(length) }));

    expect(detailsOf(decided)?.summary).toBe('s'.repeat(length));
  });

  it('cuts a summary of 2,049 characters to 2,048 and marks the cut', () => {
    const { decided } = decideOn(succeeded({ summary: 's'.repeat(2049) }));

    expect(detailsOf(decided)?.summary).toBe(`${'s'.repeat(2047)}…`);
  });

  it('leaves a message of 5,000 characters as it is and cuts a longer one to that', () => {
    const whole = decideOn(failed('JobFailed', 'm'.repeat(5000)));
    const cut = decideOn(failed('JobFailed', 'm'.repeat(5001)));

    expect(failureOf(whole.decided)?.message).toBe('m'.repeat(5000));
    expect(failureOf(cut.decided)?.message).toBe(`${'m'.repeat(4999)}…`);
  });

  it('keeps an external id of 1,500 characters and leaves out a longer one, with a warning', () => {
    const kept = decideOn(succeeded({ externalExecutionId: 'i'.repeat(1500) }));
    const left = decideOn(succeeded({ externalExecutionId: 'i'.repeat(1501) }));
    const leftInFailure = decideOn(failed('JobFailed', 'No.', 'i'.repeat(1501)));

    expect(detailsOf(kept.decided)?.externalExecutionId).toBe('i'.repeat(1500));
    expect(detailsOf(left.decided)?.externalExecutionId).toBeUndefined();
    expect(failureOf(leftInFailure.decided)?.externalExecutionId).toBeUndefined();
    expect(left.log.lines).toMatchObject([{ level: 'warn', fields: { length: 1501, longest: 1500 } }]);
  });

  it('escapes what would rewrite or turn the text around it, and keeps the ends of lines', () => {
    const hostile = 'Found txt.\u202egnp\r\u001b]0;owned\u0007\nnext \u200b line';
    const safe = 'Found txt.\\u202egnp\\u000d\\u001b]0;owned\\u0007\nnext \\u200b line';

    const done = detailsOf(decideOn(succeeded({ summary: hostile, externalExecutionId: 'a\nb\u202e' })).decided);
    const failure = failureOf(decideOn(failed('JobFailed', hostile)).decided);

    expect(done).toMatchObject({ summary: safe, externalExecutionId: 'a\\u000ab\\u202e' });
    expect(failure?.message).toBe(safe);
  });

  it('knows a secret before its characters are escaped', () => {
    const { decided } = decideOn(failed('JobFailed', 'It was s3\u202ecret.'), ['s3\u202ecret']);

    expect(failureOf(decided)?.message).toBe('It was ***.');
  });

  it('gives texts that the API takes, whatever an action says', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 6000, size: 'max' });
    fc.assert(
      fc.property(anyText, anyText, fc.double(), (summary, message, percentComplete) => {
        const details = detailsOf(decideOn(succeeded({ summary, percentComplete })).decided);
        const failure = failureOf(decideOn(failed('JobFailed', message)).decided);

        const texts = [details?.summary ?? '-', failure?.message ?? ''];
        expect(texts.every((text) => text.length >= 1 && text.isWellFormed())).toBe(true);
        expect(texts[0]?.length).toBeLessThanOrEqual(2048);
        expect(texts[1]?.length).toBeLessThanOrEqual(5000);
        const percent = details?.percentComplete;
        expect(percent === undefined || (Number.isInteger(percent) && percent >= 0 && percent <= 100)).toBe(true);
      }),
    );
  });

  it('gives an external id that the API takes, though the action cut a character of it in half', () => {
    const half = 'run 😀'.slice(0, -1);

    const success = decideOn(succeeded({ externalExecutionId: half }));
    const failure = decideOn(failed('JobFailed', 'No.', half));

    expect(detailsOf(success.decided)?.externalExecutionId).toBe('run \ufffd');
    expect(failureOf(failure.decided)?.externalExecutionId).toBe('run \ufffd');
  });

  it('never cuts a character in half', () => {
    const { decided } = decideOn(succeeded({ summary: `${'s'.repeat(2046)}😀😀` }));

    expect(detailsOf(decided)?.summary?.isWellFormed()).toBe(true);
  });

  it.each([
    [-5, 0],
    [0, 0],
    [33.4, 33],
    [100, 100],
    [250, 100],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [undefined, undefined],
  ])('reports %s per cent as %s', (given, reported) => {
    expect(detailsOf(decideOn(succeeded({ percentComplete: given })).decided)?.percentComplete).toBe(reported);
  });

  it('leaves out texts that are empty, and gives an empty failure a message', () => {
    expect(detailsOf(decideOn(succeeded({ summary: '', externalExecutionId: '' })).decided)).toEqual({
      summary: undefined,
      externalExecutionId: undefined,
      percentComplete: undefined,
    });
    expect(failureOf(decideOn(failed('JobFailed', '')).decided)?.message).toBe('The action failed and gave no reason.');
  });

  it('hides secrets in every text, before it cuts them', () => {
    const secret = 'correct horse battery staple';
    const summary = `${'s'.repeat(2040)}${secret}`;

    const success = decideOn(succeeded({ summary, externalExecutionId: `run ${secret}` }), [secret]);
    const failure = decideOn(failed('JobFailed', `${'m'.repeat(4990)}${secret}`, secret), [secret]);

    expect(detailsOf(success.decided)).toMatchObject({
      summary: `${'s'.repeat(2040)}***`,
      externalExecutionId: 'run ***',
    });
    expect(failureOf(failure.decided)).toMatchObject({ message: `${'m'.repeat(4990)}***`, externalExecutionId: '***' });
  });

  it('seals the continuation token with a key that only the client token and the job make', () => {
    const { decided, redactor } = decideOn(continues('state of round one'));
    const sealed = sealedTokenOf(decided) ?? '';

    expect(JSON.stringify(decided)).not.toContain('state of round one');
    expect(unseal(sealed, keyFrom(CLIENT_TOKEN, 'j-1'))).toBe('state of round one');
    expect(unseal(sealed, keyFrom('another token', 'j-1'))).toBeUndefined();
    expect(redactor.redact('state of round one')).toBe('***');
  });

  it('keeps a state of 2,048 characters in the token and puts a longer one aside', () => {
    const inside = decideOn(continues('t'.repeat(2048)));
    const outside = decideOn(continues('t'.repeat(2049)));

    expect(inside.spilled).toBeUndefined();
    expect(outside.spilled).toBeDefined();
    expect(unseal(sealedTokenOf(outside.decided) ?? '', keyFrom(CLIENT_TOKEN, 'j-1'))).toMatch(/^ledger:v1:j-1:/);
  });

  it('takes a state of 200 KiB and makes a failure of a longer one', () => {
    const taken = decideOn(continues('t'.repeat(200 * 1024)));
    const refused = decideOn(continues('t'.repeat(200 * 1024 + 1)));

    expect(taken.decided.kind).toBe('succeeded');
    expect(failureOf(refused.decided)).toMatchObject({
      type: 'JobFailed',
      message: expect.stringContaining('204801 bytes, allowed are 1 to 204800'),
    });
  });

  it('keeps output variables as they are, without secrets in their values', () => {
    const { decided } = decideOn(
      succeeded({ variables: { ReportUrl: 'https://x.test/?k=open-sesame', B_2: 'line\nline' } }),
      ['open-sesame'],
    );

    expect(decided).toMatchObject({ variables: { ReportUrl: 'https://x.test/?k=***', B_2: 'line\nline' } });
    expect(decideOn(succeeded({ variables: {} })).decided).not.toMatchObject({ variables: expect.anything() });
  });

  it.each([
    ['a name that the API does not take', { 'a.b': 'c' }, 'gave an output variable "a.b": names have letters'],
    ['more than 122,880 bytes in all', { A: 'ä'.repeat(61_440) }, 'have 122881 bytes; CodePipeline takes 122880'],
  ])('makes a failure of output variables with %s', (_what, variables, message) => {
    expect(failureOf(decideOn(succeeded({ variables })).decided)?.message).toContain(message);
  });

  it('takes output variables of 122,880 bytes', () => {
    expect(decideOn(succeeded({ variables: { AB: 'ä'.repeat(61_439) } })).decided.kind).toBe('succeeded');
  });

  it('keeps a current revision that fits, and leaves out one that does not', () => {
    const created = new Date('2026-11-30T12:00:00Z');
    const revision = { revision: 'r'.repeat(1500), changeIdentifier: 'c'.repeat(100), created };

    const kept = decideOn(succeeded({ currentRevision: { ...revision, revisionSummary: 's'.repeat(2049) } }));
    const leftOut = decideOn(succeeded({ currentRevision: { ...revision, changeIdentifier: 'c'.repeat(101) } }));

    expect(kept.decided).toMatchObject({ currentRevision: { ...revision, created: created.toISOString() } });
    expect(kept.decided).toMatchObject({ currentRevision: { revisionSummary: `${'s'.repeat(2047)}…` } });
    expect(leftOut.decided).toMatchObject({ kind: 'succeeded', currentRevision: undefined });
    expect(leftOut.log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('current revision') }]);
  });
});
