import { stripVTControlCharacters } from 'node:util';
import { PutThirdPartyJobFailureResultCommand } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import { cutToWidth } from '../../command/width.ts';
import { createLiveLines } from '../../local/program/live-lines.ts';
import { narrate } from '../../local/program/narrate.ts';
import { acknowledged as acknowledgedCustom, startCustomPlane } from './codepipeline/call-as-custom-worker.ts';
import { acknowledged, putSuccess } from './codepipeline/call-as-worker.ts';
import { CLIENT_TOKEN, startPlane } from './codepipeline/start-plane.ts';

const REWRITES = 'bad\r\u001b[2K  Succeeded\u001b]0;owned\u0007';

const ESCAPE = String.fromCharCode(27);
const UP = new RegExp(`^${ESCAPE}\\[(\\d+)A`);
const ORDERS = new RegExp(`${ESCAPE}\\[\\d+A${ESCAPE}\\[0J|\\n|${ESCAPE}\\[[\\d;]*m|[^\\n${ESCAPE}]+`, 'g');

/** What a terminal shows that obeys the two orders which live lines give. */
function screen(isTTY: boolean, columns = 60) {
  let written = '';
  const lines = () => {
    const shown: string[] = [''];
    for (const { 0: piece } of written.matchAll(ORDERS)) {
      const up = UP.exec(piece)?.[1];
      if (up !== undefined) shown.splice(shown.length - 1 - Number(up), Number(up) + 1, '');
      else if (piece === '\n') shown.push('');
      else shown[shown.length - 1] += stripVTControlCharacters(piece);
    }
    return shown.slice(0, -1);
  };
  const write = (text: string) => {
    written += text;
  };
  return { isTTY, columns, lines, write, raw: () => written };
}

describe('live lines', () => {
  it('change below those that stay, until they are dropped', () => {
    const terminal = screen(true);
    const live = createLiveLines(terminal);

    live.print('one stays');
    live.show('a', 'a is at 10 %');
    live.show('b', 'b is at 20 %');
    live.print('two stays');
    live.show('a', 'a is at 90 %');
    live.show('b', undefined);

    expect(terminal.lines()).toEqual(['one stays', 'two stays', 'a is at 90 %']);
    live.close();
    expect(terminal.lines()).toEqual(['one stays', 'two stays']);
  });

  it('are not there without a terminal', () => {
    const terminal = screen(false);
    const live = createLiveLines(terminal);

    live.show('a', 'a is at 10 %');
    live.print('stays');

    expect(terminal.raw()).toBe('stays\n');
  });

  it('are few, and none is longer than the terminal is wide', () => {
    const terminal = screen(true, 20);
    const live = createLiveLines(terminal);
    for (let job = 0; job < 10; job++) live.show(String(job), `job ${job} ${'very long '.repeat(9)}`);

    expect(terminal.lines()).toHaveLength(7);
    expect(terminal.lines().at(-1)).toBe('  and 4 more');
    for (const line of terminal.lines()) expect(line.length).toBeLessThanOrEqual(20);
  });

  it.each([
    ['short', 10, 'short'],
    ['exactly 10', 11, 'exactly 10'],
    ['longer than that', 10, 'longer th…'],
    ['\u001b[31mred text here\u001b[0m', 8, '\u001b[31mred tex…\u001b[0m'],
    ['日本語テスト', 7, '日本語…'],
  ])('cut %j to %i columns', (text, columns, cut) => {
    expect(cutToWidth(text, columns)).toBe(cut);
  });
});

describe('the narrator', () => {
  it('tells the outcome of every job, whoever submitted it, once', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    const narrator = narrate(plane, terminal);
    const jobId = await plane.submit();
    await acknowledged(plane.client, jobId);
    const failureDetails = { type: 'JobFailed', message: REWRITES } as const;
    await plane.client.send(
      new PutThirdPartyJobFailureResultCommand({ jobId, clientToken: CLIENT_TOKEN, failureDetails }),
    );

    await narrator.tellOutcome(await plane.jobs.show(jobId));
    await narrator.tellOutcome(await plane.jobs.show(jobId));

    const lines = terminal.lines();
    expect(
      lines
        .map((line) => line.slice(21, 33).trim())
        .filter(Boolean)
        .slice(0, 4),
    ).toEqual(['Queued', 'Dispatched', 'InProgress', 'Failed']);
    expect(lines.filter((line) => line.includes('JobFailed'))).toEqual([
      '  Failed  JobFailed: bad\\u000d\\u001b[2K  Succeeded\\u001b]0;owned\\u0007',
    ]);
  });

  it.each<[string, string[], boolean]>([
    ['says the same', ['JobFailure: The action ended without its report.'], false],
    ['says why in the words of the outcome', ['Error: ended without its report'], false],
    ['says something else', ['Error: The disk is full.'], true],
    ['names a place', ['JobFailure: The action ended without its report.', '  at run (actions.ts:3:7)'], true],
  ])('tells what was logged of a failure when it %s: %j, %j', async (_what, thrown, isTold) => {
    for (const isEarly of [true, false]) {
      const plane = await startPlane();
      const terminal = screen(false);
      const narrator = narrate(plane, terminal);
      const jobId = await plane.submit();
      const line = { kind: 'log', jobId, function: 'worker', level: 'error', message: 'failed', fields: '' } as const;
      await acknowledged(plane.client, jobId);
      if (isEarly) plane.recorder.record({ ...line, thrown });
      const failureDetails = { type: 'JobFailed', message: 'The action ended without its report.' } as const;
      await plane.client.send(
        new PutThirdPartyJobFailureResultCommand({ jobId, clientToken: CLIENT_TOKEN, failureDetails }),
      );
      await narrator.tellOutcome(await plane.jobs.show(jobId));
      if (!isEarly) plane.recorder.record({ ...line, thrown });

      expect(terminal.lines().filter((one) => one.startsWith('    cause'))).toHaveLength(isTold ? 1 : 0);
    }
  });

  it('tells an error of several lines line by line, where none can look like one of its own', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    const narrator = narrate(plane, terminal);
    const jobId = await plane.submit();
    await acknowledged(plane.client, jobId);
    await putSuccess(plane.client, jobId);
    await narrator.tellOutcome(await plane.jobs.show(jobId));
    const about = { kind: 'log', jobId, function: 'worker', level: 'error', message: 'failed', fields: '' } as const;

    plane.recorder.record({ ...about, thrown: [`Error: no module\n- a.ts\n${REWRITES}`, 'caused by one\r\ntwo'] });

    const lines = terminal.lines();
    expect(lines.slice(lines.findIndex((line) => line.startsWith('    cause')))).toEqual([
      '    cause  Error: no module',
      '      - a.ts',
      '      bad\\u000d\\u001b[2K  Succeeded\\u001b]0;owned\\u0007',
      '      caused by one',
      '      two',
    ]);
  });

  it('tells of a client token where there is one, and of none for the job of a custom action', async () => {
    const terminal = screen(false);
    const [third, custom] = [await startPlane(), await startCustomPlane()];
    narrate(third, terminal);
    narrate(custom, terminal);

    await acknowledged(third.client, await third.submit());
    await acknowledgedCustom(custom.client, await custom.submit());

    const claims = terminal.lines().filter((line) => line.includes('a worker claimed it: '));
    expect(claims.map((line) => line.replace(/.*it: /, ''))).toEqual([
      'client token, details, acknowledge',
      'details, acknowledge',
    ]);
  });

  it('tells once until when a job waits', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    narrate(plane, terminal);
    const jobId = await plane.submit();
    const entry = { kind: 'ledger', jobId, phase: 'waiting', attempt: 1, runs: 0, leaseUntil: 0, entry: '{}' } as const;
    const notBefore = plane.recorder.now() + 8.5 * 3_600_000;

    for (let written = 0; written < 2; written++) plane.recorder.record({ ...entry, notBefore });

    expect(terminal.lines().filter((line) => line.includes('Waiting'))).toEqual([
      expect.stringContaining('the round starts in 8 h, as its action wished'),
    ]);
  });

  it('tells whether polls are paused, by whom, and what ends that', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    const narrator = narrate(plane, terminal);

    for (const by of [{ deployed: true } as const, { since: 1 }, {}]) plane.recorder.record({ kind: 'pause', ...by });
    await expect.poll(() => terminal.lines()).toHaveLength(3);
    narrator.close();

    expect(terminal.lines()).toEqual([
      '  Polling is paused by the deployment (paused: true). Jobs wait.',
      expect.stringMatching(/^ {2}Polling is paused until .*jobs.* resume --local ends that. Jobs wait.$/),
      '  Polls go on.',
    ]);
  });

  it('tells of a round that its action goes on', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    narrate(plane, terminal);
    const jobId = await plane.submit();
    await acknowledged(plane.client, jobId);
    await putSuccess(plane.client, jobId, 'a-token');
    const { continuedAs = '' } = await plane.jobs.show(jobId);

    const text = terminal.lines().join('\n');

    expect(text).toContain(`Continues   the round is over; the action goes on in job ${continuedAs.slice(0, 8)}`);
    expect(text).not.toContain('(no summary)');
  });

  it('has one line for each job that runs, with how far it is, and takes its progress for text', async () => {
    const plane = await startPlane();
    const terminal = screen(true, 100);
    narrate(plane, terminal);
    const jobId = await plane.submit();
    await acknowledged(plane.client, jobId);
    const tell = (percent: number) => plane.recorder.record({ kind: 'progress', jobId, percent, summary: REWRITES });

    tell(10);
    tell(50);
    const running = terminal.lines();
    await putSuccess(plane.client, jobId);
    await plane.jobs.waitFor(jobId, ['Succeeded']);

    expect(running.filter((line) => line.includes('%'))).toHaveLength(1);
    expect(running.at(-1)).toContain('██████████░░░░░░░░░░  50 %  bad\\u000d\\u001b[2K');
    expect(terminal.lines().some((line) => line.includes('%'))).toBe(false);
  });

  it('tells progress line by line where there is no terminal', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    narrate(plane, terminal);
    const jobId = await plane.submit();

    plane.recorder.record({ kind: 'progress', jobId, percent: 7, summary: REWRITES });

    expect(terminal.lines().at(-1)).toContain('7 %         bad\\u000d\\u001b[2K');
  });

  it('tells at once that a folder is being packed, and for as long as that takes', async () => {
    const plane = await startPlane();
    const terminal = screen(true, 80);
    narrate(plane, terminal);
    const tell = (files: number, isDone = false) =>
      plane.recorder.record({ kind: 'packing', name: 'Source', files, bytes: files * 1e6, isDone });

    tell(0);
    tell(1200);
    const packing = terminal.lines();
    tell(1300, true);

    expect(packing).toEqual(['  Packing the artifact Source: 1,200 files, 1200.0 MB so far']);
    expect(terminal.lines()).toEqual([]);
  });

  it('tells of a folder that takes longer than a second where there is no terminal, and now and then', async () => {
    const plane = await startPlane();
    const terminal = screen(false);
    narrate(plane, terminal);
    for (let second = 0; second < 8; second += 0.5) {
      plane.recorder.record({ kind: 'packing', name: 'Source', files: second * 10, bytes: 0, isDone: false });
      plane.clock.advance(0.5);
    }

    expect(terminal.lines().map((line) => /(\d+) files/.exec(line)?.[1])).toEqual(['10', '60']);
  });
});
