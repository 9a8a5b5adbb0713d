import { expect, it } from 'vitest';
import { findKillPoints } from '../../../local/chaos/kill-points.ts';
import { describeMissed } from '../../../local/chaos/report.ts';

it('tells the kill points that were not struck function by function, and both sides of a call as one', () => {
  const missed = ['poller SendMessageBatch after', 'worker PutObject before', 'worker PutObject after'];

  expect(describeMissed({ points: 56, missed })).toEqual([
    'Kill points struck: 53 of 56. Not struck, before and after the call where neither is said:',
    '  poller: SendMessageBatch after',
    '  worker: PutObject',
  ]);
});

it('tells nothing more when all were struck', () => {
  expect(describeMissed({ points: 56, missed: [] })).toEqual(['Kill points struck: 56 of 56.']);
});

it('names no kill point that there is not, whatever was missed', () => {
  const missed = findKillPoints();

  const [, ...lines] = describeMissed({ points: missed.length, missed });

  const told = lines.flatMap((line) => {
    const [, name, calls = ''] = /^ {2}([\w-]+): (.*)$/.exec(line) ?? [];
    return calls.split(', ').flatMap((call) => [`${name} ${call} before`, `${name} ${call} after`]);
  });
  expect(told).toEqual(missed);
});
