import { expect, it } from 'vitest';
import { openProgress } from '../../command/progress.ts';
import { createManualClock } from '../../testing/manual-clock.ts';

/** What is shown and what is noted of a long command, on a clock that the test moves. */
function watch() {
  const clock = createManualClock();
  const shown: string[] = [];
  const noted: string[] = [];
  const progress = openProgress({ clock, show: (line) => shown.push(line), note: (line) => noted.push(line) });
  return { clock, shown, noted, progress };
}

it('shows what a command does, and how far each part of its work is', async () => {
  const { clock, shown, progress } = watch();
  let over = 0;
  const delay = 'delay: 0 of 2';

  progress.say('Bundling the functions');
  const alone = progress.begin(() => `kills alone: ${over} of 20`);
  progress.begin(() => delay);
  await clock.advance(500);
  over = 7;
  await clock.advance(500);
  alone[Symbol.dispose]();
  await clock.advance(1000);
  progress[Symbol.dispose]();
  await clock.advance(1000);

  expect(shown).toEqual([
    'Bundling the functions',
    `kills alone: 0 of 20; ${delay}`,
    `kills alone: 7 of 20; ${delay}`,
    delay,
    '',
  ]);
});

it('notes it every half minute where no line can be replaced, for as long as there is something to tell', async () => {
  const { clock, noted, progress } = watch();
  await clock.advance(60_000);
  const one = progress.begin(() => 'delay: 1 of 2');

  await clock.advance(61_000);
  one[Symbol.dispose]();
  await clock.advance(60_000);

  expect(noted).toEqual(Array(3).fill('delay: 1 of 2'));
});
