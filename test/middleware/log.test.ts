import { describe, expect, it, vi } from 'vitest';
import { createRedactor } from '../../lambda/job/redactor.ts';
import { createLog } from '../../lambda/middleware/log.ts';

function openLog() {
  const lines: string[] = [];
  const redactor = createRedactor();
  const log = createLog(redactor, (line) => lines.push(line), { requestId: 'r-1' });
  return { log, redactor, last: () => JSON.parse(lines.at(-1) ?? 'null'), lines };
}

describe('a log', () => {
  it('writes one JSON object a line, with the fields bound to it', () => {
    const { log, last } = openLog();

    log.with({ jobId: 'j-1' }).warn('slow\ndown', { seconds: 3 });

    expect(last()).toMatchObject({ level: 'warn', message: 'slow\ndown', requestId: 'r-1', jobId: 'j-1', seconds: 3 });
  });

  it('writes an error with its name, message, stack and cause', () => {
    const { log, last } = openLog();
    const cause = new TypeError('no such thing');

    log.error('it failed', { error: new Error('could not', { cause }) });

    expect(last().error).toMatchObject({
      name: 'Error',
      message: 'could not',
      stack: expect.stringContaining('log.test'),
    });
    expect(last().error.cause).toMatchObject({ name: 'TypeError', message: 'no such thing' });
  });

  it('leaves out what an SDK hangs on its errors', () => {
    const { log, lines } = openLog();
    const error = Object.assign(new Error('refused'), { $response: { headers: { authorization: 'AWS4-HMAC' } } });

    log.error('it failed', { error });

    expect(lines[0]).not.toContain('AWS4-HMAC');
  });

  it('hides a secret in messages, fields, names of fields, errors and their causes', () => {
    const { log, redactor, lines } = openLog();
    redactor.add('open sesame');

    log.error('said open sesame', {
      'open sesame': 1,
      list: [{ password: 'open sesame' }],
      error: new Error('open sesame', { cause: new Error('open sesame') }),
    });

    expect(lines[0]).not.toContain('open sesame');
  });

  it.each([
    ['an error that is its own cause', circularError()],
    ['a BigInt', 10n],
    [
      'an object that will not become JSON',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
    ],
  ])('takes %s', (_what, value) => {
    const { log, last } = openLog();

    log.error('it failed', { value });

    expect(last()).toMatchObject({ level: 'error', message: 'it failed', requestId: 'r-1' });
  });

  it('counts without a dimension when no action is known yet', () => {
    const { log, last } = openLog();

    log.count('JobsLost', { reason: 'gone' });

    expect(last()).toMatchObject({ message: 'JobsLost', reason: 'gone', JobsLost: 1 });
    expect(last()._aws.CloudWatchMetrics[0].Dimensions).toEqual([[]]);
  });

  it('counts in the namespace that its environment names', () => {
    const { log, last } = openLog();
    vi.stubEnv('METRIC_NAMESPACE', 'Scanner/PartnerAction');

    log.count('JobsLost');

    expect(last()._aws.CloudWatchMetrics[0].Namespace).toBe('Scanner/PartnerAction');
    vi.unstubAllEnvs();
  });
});

function circularError(): Error {
  const error = new Error('round');
  error.cause = error;
  return error;
}
