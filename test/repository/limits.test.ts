import { describe, expect, it } from 'vitest';
import { defaultLimits } from '../../lambda/archive/limits.ts';
import { MAX_STATE_BYTES, MAX_TOKEN_LENGTH } from '../../lambda/job/continuation.ts';
import { MAX_RUNS } from '../../lambda/job/runs.ts';
import { completeProps } from '../../lib/worker/complete-props.ts';
import { LEASE_SECONDS } from '../../model/lease.ts';
import { roundLimits } from '../../model/round-limits.ts';
import { readDocument, tableBelow } from './documents.ts';

const guide = readDocument('docs/action.md');
const KIB = 1024;
const GIB = KIB ** 3;
const grouped = (value: number) => value.toLocaleString('en');

describe('the author’s guide', () => {
  const limits = new Map(tableBelow(guide, 'Limits').map(([what = '', limit = '']) => [what, limit]));

  it('says what the code allows', () => {
    const { entries, totalBytes, pieceBytes } = defaultLimits;

    expect(limits.get('runs of one job')).toBe(`${MAX_RUNS}`);
    expect(limits.get('continuation state')).toBe(`${MAX_STATE_BYTES / KIB} KiB`);
    expect(limits.get('entries of an archive, bytes unpacked, one entry in one piece')).toBe(
      `${grouped(entries)}, ${totalBytes / GIB} GiB and ${pieceBytes / KIB ** 2} MiB`,
    );
    expect(guide.text).toContain(`CodePipeline's ${grouped(MAX_TOKEN_LENGTH)} characters`);
    expect(guide.text).toContain(`${grouped(roundLimits.rounds)} rounds and seven days`);
    expect(roundLimits.ageSeconds).toBe(7 * 24 * 3600);
  });

  it('says what the construct gives when nothing is set', () => {
    const bundles = { poller: '', worker: '', 'last-word': '' };
    const actionType = { category: 'Test', owner: 'ThirdParty', provider: 'Any', version: '1' } as const;
    const props = completeProps({ actionTypes: [actionType], bundles });

    expect(limits.get('memory')).toContain(`${grouped(props.workerMemory.toMebibytes())} MiB`);
    expect(guide.text).toContain(`It holds ${props.workerStorage.toMebibytes()} MiB`);
    expect(props.workerTimeout.toMinutes()).toBe(15);
    expect(props.maximumRounds).toBe(roundLimits.rounds);
  });
});

it('docs/architecture.md says how long a lease lasts', () => {
  expect(LEASE_SECONDS).toBe(120);
  expect(readDocument('docs/architecture.md').text).toContain('two minutes in the ledger, renewed every 40 seconds');
});
