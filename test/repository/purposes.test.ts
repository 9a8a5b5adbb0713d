import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSources, rooms } from '../../command/tree.ts';

const ROOT = join(import.meta.dirname, '../..');

it.each(rooms.filter((room) => room !== 'proof'))(
  'every source file of %s says in a docstring what it is for',
  (room) => {
    const silent = readSources(ROOT, room).filter(({ purpose }) => purpose === '');

    expect(silent.map(({ path }) => path)).toEqual([]);
    const unclear = readSources(ROOT, room).filter(({ purpose }) =>
      /^(@|So (many|long|much)\b|Milliseconds|Of |`[^`]+`\.?$)/.test(purpose),
    );
    expect(unclear).toEqual([]);
  },
);
