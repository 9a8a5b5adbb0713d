import { afterEach, describe, expect, it, vi } from 'vitest';
import { authorLog } from '../../../lambda/job/author-log.ts';
import { createLog } from '../../../lambda/middleware/log.ts';
import { PROGRESS } from '../../../model/log-lines.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

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

    expect(last()).toMatchObject({ level: 'WARN', message: 'slow\ndown', requestId: 'r-1', jobId: 'j-1', seconds: 3 });
  });

  it('has a timestamp and a level as Lambda’s log controls read them', () => {
    const { log, lines } = openLog();

    log.info('one');
    log.warn('two');
    log.error('three');
    log.count('JobsClaimed');

    const told = lines.map((line) => JSON.parse(line));
    expect(told.map(({ level }) => level)).toEqual(['INFO', 'WARN', 'ERROR', 'INFO']);
    for (const { timestamp } of told) expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it.each([
    ['TRACE', ['INFO', 'WARN', 'ERROR', 'INFO']],
    ['INFO', ['INFO', 'WARN', 'ERROR', 'INFO']],
    ['WARN', ['WARN', 'ERROR', 'WARN']],
    ['FATAL', ['FATAL']],
  ])('leaves out what is below the level %s of the function, and never what counts', (level, expected) => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level);
    const { log, lines, last } = openLog();

    log.info('one');
    log.warn('two');
    log.error('three');
    log.count('JobsClaimed');

    expect(lines.map((line) => JSON.parse(line).level)).toEqual(expected);
    expect(last()).toMatchObject({ message: 'JobsClaimed', JobsClaimed: 1, _aws: expect.anything() });
  });

  it.each([
    [
      'a field that throws',
      () =>
        Object.defineProperty({}, 'answer', {
          enumerable: true,
          get() {
            throw new Error('not for you');
          },
        }),
    ],
    [
      'fields that were revoked',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      },
    ],
  ])('writes its line without the fields when it is given %s', (_what, fields) => {
    const { log, last } = openLog();

    log.warn('slow', fields());

    expect(last()).toMatchObject({ level: 'WARN', message: 'slow', fields: '(unreadable)' });
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

  it('hides a secret in what an author logs: messages, fields, names of fields, errors and their causes', () => {
    const { log, redactor, lines } = openLog();
    redactor.add('open sesame');

    authorLog(log, redactor).error('said open sesame', {
      'open sesame': 1,
      list: [{ password: 'open sesame' }],
      error: new Error('open sesame', { cause: new Error('open sesame') }),
    });

    expect(lines[0]).not.toContain('open sesame');
  });

  it.each([
    'JobsFailed',
    'Count',
    'Test-Probe',
    'level',
    'info',
    'timestamp',
    '2026',
    'message',
    '_aws',
    'jobId',
    'j-2026',
    'null',
    '":{"',
    'progress',
    'percentComplete',
    'unknown',
  ])('keeps every name, number, time and word of its own where a secret is %j', (secret) => {
    const { log, redactor, last, lines } = openLog();
    vi.setSystemTime('2026-11-30T12:00:00Z');
    const write = (known: boolean) => {
      if (known) redactor.add(secret);
      const own = log.with({ jobId: 'j-2026', attempt: 2026, action: 'Test-Probe-2026' });
      own.count('JobsFailed', { reason: 'unknown', result: { type: 'JobFailed', summary: undefined }, none: null });
      const counted = last();
      authorLog(own, redactor).info(PROGRESS, { percentComplete: 50 });
      return [counted, last()];
    };

    expect(write(true)).toEqual(write(false));
    expect(lines).toHaveLength(4);
  });

  it.each([
    ['a number', { year: 2026 }],
    ['a BigInt', { year: 2026n }],
    ['the name of a field', { 2026: 'x' }],
    ['the name in a field', { by: [{ year2026: 'x' }] }],
    ['a part of a number', { total: 120_269 }],
  ])('hides a secret that an author logs as %s', (_what, fields) => {
    const { log, redactor, lines } = openLog();
    redactor.add('2026');

    authorLog(log, redactor).info('done', fields);

    expect(lines[0]?.replace(/"timestamp":"[^"]*"/, '')).not.toContain('2026');
    expect(lines[0]).toContain('***');
  });

  it('is a line of some megabytes at most, however many large fields an author gives it', () => {
    const { log, redactor, lines } = openLog();
    const many = Array.from({ length: 32 }, (_, at) => [`field${at}`, 'y'.repeat(256 * 1024)]);

    authorLog(log, redactor).info('much', Object.fromEntries([['first', 'kept'], ...many]));

    expect(lines[0]?.length).toBeLessThan(3_000_000);
    expect(lines[0]).toContain('"first":"kept"');
  });

  it('lets no field take the place of what is its own, nor make a metric of a line', () => {
    const { log, redactor, last } = openLog();
    const forged = {
      level: 'error',
      timestamp: 'never',
      requestId: 'r-2',
      jobId: 'j-2',
      _aws: { CloudWatchMetrics: [] },
    };

    authorLog(log.with({ jobId: 'j-1' }), redactor).info('hello', forged);

    expect(last()).toMatchObject({ level: 'INFO', requestId: 'r-1', jobId: 'j-1', jobId_: 'j-2', level_: 'error' });
    expect(last()).not.toHaveProperty('_aws');
    expect(last().time).not.toBe('never');
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

    expect(last()).toMatchObject({ level: 'ERROR', message: 'it failed', requestId: 'r-1' });
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
