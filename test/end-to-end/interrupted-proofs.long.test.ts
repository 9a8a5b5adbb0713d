import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interrupt, type Moment } from '../interrupt.ts';
import { timeLimit } from '../time-limit.ts';

const programs: [what: string, args: string[], moment: Moment][] = [
  ['fuzz, on its first archives', ['fuzz', '--executions', '1000000'], { milliseconds: 4000 }],
  ['fuzz, in the middle', ['fuzz', '--executions', '1000000', '--unguided'], { milliseconds: 8000 }],
  [
    'bench, in another process',
    ['bench', '--quick', '--runs', '50', '--only', 'read-tiny'],
    { says: /of each/, milliseconds: 4000 },
  ],
  ['bench, in its own process', ['bench', '--quick', '--only', 'calls'], { says: /of each/, milliseconds: 4000 }],
  ['chaos, in a rehearsal', ['chaos', '--seeds', '1-9'], { says: /leases of/, milliseconds: 3000 }],
];

describe('a program that attacks or measures, asked to end', { timeout: timeLimit(180_000) }, () => {
  it.each(programs)(
    '%s, says so, judges nothing, leaves no process and no file, and exits 1',
    async (_what, args, moment) => {
      const [name, ...rest] = args;
      // Chaos is a command of the package, the others are programs of this repository alone.
      const program = name === 'chaos' ? ['partner-action.ts', 'chaos'] : [`${name}.ts`];
      const [file = '', ...words] = program;
      const command = [join(import.meta.dirname, '../../bin', file), ...words, ...rest];
      const { output, ...end } = await interrupt(command, moment);

      expect(end).toEqual({ code: 1, killedBy: null, errors: 'Stopping, because SIGTERM came.\n', leftFiles: [] });
      expect(output).not.toMatch(/No finding|All of it took|Right:|[✗]|Inconclusive/);
    },
  );
});
