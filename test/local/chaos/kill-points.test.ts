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
