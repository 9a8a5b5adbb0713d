import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findKillPoints } from '../../../local/chaos/kill-points.ts';

const ADAPTERS = join(import.meta.dirname, '../../../lambda/aws');

it('has a point before and one after every command that an adapter sends', () => {
  const sources = readdirSync(ADAPTERS).map((file) => readFileSync(join(ADAPTERS, file), 'utf8'));
  const commands = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name));

  const points = findKillPoints();

  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const found = points.filter((point) => point.split(' ')[1] === command);
    expect(found.filter((point) => point.endsWith(' before')).length, command).toBeGreaterThan(0);
    expect(found.filter((point) => point.endsWith(' after')).length, command).toBe(found.length / 2);
  }
});

it('asks of each function what it may do and no more', () => {
  const points = findKillPoints();

  const stepsOf = (name: string) =>
    points
      .filter((point) => point.startsWith(`${name} `) && point.endsWith('before'))
      .map((point) => point.slice(name.length + 1, -7));
  expect(stepsOf('poller').toSorted()).toEqual([
    'GetItem ledger',
    'PollForThirdPartyJobs',
    'PutItem ledger',
    'SendMessage',
  ]);
  expect(stepsOf('last-word')).not.toContain('GetObject');
  expect(stepsOf('last-word')).toContain('GetItem clients');
  expect(stepsOf('worker')).toContain('AbortMultipartUpload');
});
