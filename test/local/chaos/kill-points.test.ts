import { expect, it } from 'vitest';
import { findKillPoints } from '../../../local/chaos/kill-points.ts';

it('are before and after every call of every function', () => {
  const points = findKillPoints();

  expect(points).toContain('worker AcknowledgeThirdPartyJob before');
  expect(points).toContain('worker AcknowledgeThirdPartyJob after');
  expect(points).toContain('poller PutItem ledger before');
  expect(points).toContain('poller SendMessageBatch after');
  expect(points).not.toContain('last-word GetObject before');
  expect(points).toHaveLength(56);
});

it('are at the poll lease too where the poller wakes itself', () => {
  const lease = findKillPoints('third-party', true).filter((point) => !findKillPoints().includes(point));

  expect(lease).toEqual(
    ['poller', 'worker'].flatMap((name) => ['before', 'after'].map((side) => `${name} UpdateItem ledger ${side}`)),
  );
});
