import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../command/command.ts';
import { chaosHelp, parseChaosOptions } from '../../../local/chaos/chaos-options.ts';
import { findKillPoints } from '../../../local/chaos/kill-points.ts';
import { findOtherRelease } from '../../../local/chaos/other-release.ts';
import { createProgramme } from '../../../local/chaos/programme.ts';
import { MAX_USES } from '../../../local/faults/expire-credentials.ts';
import { faults } from '../../../local/faults/faults.ts';
import { parseCommandLine, startHelp } from '../../../local/program/command-line.ts';

/** Of the parts that the worker uploads, in bytes. */
const PART_SIZE = 8 * 1024 * 1024;

const names = faults.map(({ name }) => name);

describe('npm start --fault', () => {
  it('takes names one by one and in lists', () => {
    const options = parseCommandLine(['--fault', 'delay,throttle', '--fault', 'rival'], {});

    expect(options).toMatchObject({ faults: ['delay', 'throttle', 'rival'] });
  });

  it('refuses a name that no fault has, and tells those that they have', () => {
    const parse = () => parseCommandLine(['--fault', 'delay,nonsense'], {});

    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(`There is no fault "nonsense"; there are ${names.join(', ')}.`);
  });

  it('does not go with --services-only, where nothing stands between', () => {
    expect(() => parseCommandLine(['--services-only', '--fault', 'delay'], {})).toThrow(UsageError);
  });
});

describe.each([
  ['npm start', (args: string[]) => parseCommandLine(args, {})],
  ['npm run chaos', parseChaosOptions],
] as const)('%s --poll-every', (_, parse) => {
  it('polls as a deployment does, and otherwise as a laptop does', () => {
    expect([parse([]).pollEvery, parse(['--poll-every', '5']).pollEvery]).toEqual([undefined, 5]);
  });

  it.each(['1', '61', '2.5', 'often'])('takes what pollEvery of a deployment takes, and not %s', (seconds) => {
    expect(() => parse(['--poll-every', seconds])).toThrow(UsageError);
  });
});

describe('npm start --integration', () => {
  it('is third-party unless it says custom, and nothing else', () => {
    expect(parseCommandLine([], {})).toMatchObject({ integration: 'third-party', tls: false });
    expect(parseCommandLine(['--integration', 'custom', '--tls'], {})).toMatchObject({
      integration: 'custom',
      tls: true,
    });
    expect(() => parseCommandLine(['--integration', 'lambda'], {})).toThrow(
      '--integration must be third-party or custom.',
    );
  });
});

describe('npm run chaos', () => {
  it('lists every fault in its help, as npm start does', () => {
    for (const { name, description } of faults) {
      expect(startHelp(undefined)).toMatch(new RegExp(`${name} +${description}`));
      expect(chaosHelp).toMatch(new RegExp(`${name} +${description}`));
    }
  });

  it('rehearses kills alone and then every fault, with as many jobs as asked for', () => {
    const options = parseChaosOptions(['--jobs', '120']);
    const programme = createProgramme(options);

    expect(programme.map((script) => script.faults.join())).toEqual(['', ...names]);
    expect(programme.reduce((sum, { cast }) => sum + cast.length, 0)).toBe(120);
  });

  it('rehearses a custom action without strangers and their tokens, under the names of its own calls', () => {
    const options = parseChaosOptions(['--integration', 'custom', '--jobs', '120']);
    const programme = createProgramme(options);

    const parts = programme.flatMap(({ cast }) => cast);
    expect(programme.flatMap((script) => script.faults)).toEqual(names.filter((name) => name !== 'bad-token'));
    expect(parts.filter(({ expected }) => expected.kind === 'unreportable')).toEqual([]);
    expect(new Set(parts.flatMap(({ doom = [] }) => doom))).toEqual(
      new Set(['worker AcknowledgeJob before', 'worker PutJobSuccessResult before']),
    );
    expect(JSON.stringify(parts)).not.toContain('ThirdParty');
    expect(findKillPoints('custom')).toContain('worker AcknowledgeJob before');
  });

  it('leaves waits for a moment out where another release takes turns, which may not know them', () => {
    const options = parseChaosOptions(['--jobs', '120']);
    const waits = (besideOther: boolean) =>
      createProgramme({ ...options, besideOther }).flatMap(({ cast }) =>
        cast.filter(({ configuration }) => configuration['Rounds']?.includes('every')),
      );

    expect([waits(false).length > 0, waits(true)]).toEqual([true, []]);
  });

  it.each([
    [[], [1]],
    [['--seed', '7'], [7]],
    [
      ['--seeds', '3-5'],
      [3, 4, 5],
    ],
  ])('with %j takes the seeds %j', (args, seeds) => {
    expect(parseChaosOptions(args)).toMatchObject({ seeds });
  });

  it('refuses a folder that does not hold the functions of another release', () => {
    expect(() => findOtherRelease('/no/such/folder')).toThrow(UsageError);
    expect(() => findOtherRelease('/no/such/folder')).toThrow('there is no /no/such/folder/poller/index.mjs');
  });

  it('lets credentials expire over jobs that call S3 more often than any credentials last', () => {
    const [, script] = createProgramme({
      jobs: 60,
      seed: 1,
      faults: ['expire-credentials'],
      integration: 'third-party',
    });

    expect(script?.cast.length).toBe(30);
    for (const { configuration } of script?.cast ?? []) {
      expect(Number(configuration['OutputSize']) / PART_SIZE).toBeGreaterThan(MAX_USES);
    }
  });

  it.each([
    [['--jobs', '0'], '--jobs must be a whole number from 1 to 10000, got "0".'],
    [['--lease', '1'], '--lease must be a whole number from 2 to 120, got "1".'],
    [['--faults', 'nonsense'], 'There is no fault "nonsense"'],
    [['--seeds', '3'], '--seeds takes a first and a last seed, such as 1-20, got "3".'],
    [['--seeds', '3-2'], '--seeds takes a first and a last seed'],
    [['--nonsense'], "Unknown option '--nonsense'. See --help."],
  ])('refuses %j', (args, sentence) => {
    expect(() => parseChaosOptions(args)).toThrow(UsageError);
    expect(() => parseChaosOptions(args)).toThrow(sentence);
  });
});
