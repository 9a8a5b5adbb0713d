import { expect, it } from 'vitest';
import { openProgress } from '../../../local/chaos/progress.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';

/** What is shown and what is noted of rehearsals, on a clock that the test moves. */
function watch() {
  const clock = createManualClock();
  const shown: string[] = [];
  const noted: string[] = [];
  const progress = openProgress({ clock, show: (line) => shown.push(line), note: (line) => noted.push(line) });
  return { clock, shown, noted, progress };
}

it('shows what chaos does, and how far every rehearsal is that is at work', async () => {
  const { clock, shown, progress } = watch();
  let over = 0;

  progress.say('Bundling the functions');
  const alone = progress.begin('kills alone', () => ({ jobs: 20, over, kills: 3 }));
  progress.begin('delay', () => ({ jobs: 2, over: 0, kills: 0 }));
  await clock.advance(500);
  over = 7;
  await clock.advance(500);
  alone[Symbol.dispose]();
  await clock.advance(1000);
  progress[Symbol.dispose]();
  await clock.advance(1000);

  const delay = 'delay: 0 of 2 jobs over, 0 kills';
  expect(shown).toEqual([
    'Bundling the functions',
    `kills alone: 0 of 20 jobs over, 3 kills; ${delay}`,
    `kills alone: 7 of 20 jobs over, 3 kills; ${delay}`,
    delay,
    '',
  ]);
});

it('notes it every half minute where no line can be replaced, for as long as there is something to tell', async () => {
  const { clock, noted, progress } = watch();
  await clock.advance(60_000);
  const one = progress.begin('delay', () => ({ jobs: 2, over: 1, kills: 0 }));

  await clock.advance(61_000);
  one[Symbol.dispose]();
  await clock.advance(60_000);

  expect(noted).toEqual(Array(3).fill('delay: 1 of 2 jobs over, 0 kills'));
});
