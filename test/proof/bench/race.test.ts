import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isInstalled, shellContestant } from '../../../proof/bench/contestant.ts';
import { openCorpora } from '../../../proof/bench/corpus/corpora.ts';
import { race } from '../../../proof/bench/race.ts';

async function openBench() {
  const scratch = await mkdtemp(join(tmpdir(), 'bench-test-'));
  onTestFinished(() => rm(scratch, { recursive: true }));
  const told: string[] = [];
  const tell = (line: string) => void told.push(line);
  return { scratch, told, bench: { runs: 2, quick: true, corpora: openCorpora(scratch, true, tell), scratch, tell } };
}

const sameTarget = { bytes: 1, digest: async () => 'same' };

describe('a race', () => {
  it('runs its contestants in turn and leaves nothing that they made', async () => {
    const { bench, told, scratch } = await openBench();
    const contestants = ['ours', 'theirs'].map((name) => shellContestant(name, 'echo made > "$target"'));

    const { figures, ratio } = await race(bench, { contestants, ...sameTarget });

    expect(told).toEqual(['round 1 of 2: ours', 'round 1 of 2: theirs', 'round 2 of 2: ours', 'round 2 of 2: theirs']);
    expect(figures.map(({ name }) => name)).toEqual(['ours', 'theirs']);
    expect(ratio('theirs')?.median).toBeGreaterThan(0);
    expect(await readdir(scratch)).toEqual([]);
  });

  it('has no ratio for a contestant that did not take part', async () => {
    const { bench } = await openBench();

    const { ratio } = await race(bench, { contestants: [shellContestant('ours', 'true')], ...sameTarget });

    expect(ratio('theirs')).toBeUndefined();
  });

  it('fails when a contestant got other bytes than ours', async () => {
    const { bench } = await openBench();
    const digestOf = (letter: string) => `printf '%064d  -' 0 | tr 0 ${letter}`;
    const contestants = [shellContestant('ours', digestOf('a')), shellContestant('theirs', digestOf('b'))];

    const racing = race(bench, { contestants, bytes: 1 });

    await expect(racing).rejects.toThrow(/theirs got other bytes: b+ instead of a+/);
  });

  it('fails with what a contestant wrote to standard error', async () => {
    const { bench } = await openBench();
    const contestants = [shellContestant('ours', 'echo broken >&2; exit 3')];

    const racing = race(bench, { contestants, ...sameTarget });

    await expect(racing).rejects.toThrow('ours ended with 3: broken');
  });
});

describe('a program', () => {
  it('is known to be installed or not', () => {
    expect([isInstalled('sh'), isInstalled('no-such-program')]).toEqual([true, false]);
  });
});
