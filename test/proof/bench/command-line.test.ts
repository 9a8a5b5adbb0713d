import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../command/command.ts';
import { parseCommandLine } from '../../../proof/bench/command-line.ts';

const names = ['read', 'extract', 'create'];

describe("the bench's command line", () => {
  it('asks for all measurements, five runs each, when it is empty', () => {
    const options = parseCommandLine([], names);

    expect(options).toEqual({ only: names, runs: 5, quick: false, json: undefined });
  });

  it('asks for one run when it says --quick, unless it says how many', () => {
    const quick = parseCommandLine(['--quick'], names);
    const counted = parseCommandLine(['--quick', '--runs', '3'], names);

    expect([quick, counted]).toMatchObject([{ runs: 1 }, { runs: 3 }]);
  });

  it('may name measurements with commas or one by one, and they keep their order', () => {
    const options = parseCommandLine(['--only', 'create,read', '--only', 'extract'], names);

    expect(options).toMatchObject({ only: names });
  });

  it.each([
    [['--only', 'reed'], 'There is no measurement "reed"; there are read, extract, create.'],
    [['--runs', '0'], '--runs must be a whole number from 1 to 100, got "0".'],
    [['--runs', '1.5'], '--runs must be a whole number from 1 to 100, got "1.5".'],
    [['--rnus', '2'], "Unknown option '--rnus'. See --help."],
  ])('is refused when it is %j', (args, message) => {
    const parsing = () => parseCommandLine(args, names);

    expect(parsing).toThrow(new UsageError(message));
  });
});
