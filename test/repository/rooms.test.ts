import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rooms } from '../../command/tree.ts';
import { ROOT, readDocument, tableBelow } from './documents.ts';

it('CONTRIBUTING.md says of every room what it holds and what it may import, and of no other', () => {
  const named = tableBelow(readDocument('CONTRIBUTING.md'), 'The rooms and who may import whom');
  const ofLambda = readdirSync(join(ROOT, 'lambda'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `lambda/${name}`);

  const there = [...rooms.filter((room) => existsSync(join(ROOT, room))), ...ofLambda, 'test'];
  expect(named.map(([room]) => room).toSorted()).toEqual(there.map((room) => `\`${room}\``).toSorted());
});
