import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type HeldOutput, holdOutput } from '../../../lambda/job/held-output.ts';

const AN_HOUR = 3_600_000;

let shown: string[];
let output: HeldOutput;
beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  output = holdOutput(
    (text) => text.replaceAll('hidden', '***'),
    (text) => shown.push(text),
  );
});
afterEach(() => {
  vi.useRealTimers();
});

it('shows a line after a moment, and the next one too', () => {
  output.take('one\n');
  const atOnce = [...shown];
  vi.advanceTimersByTime(250);
  output.take('two\n');
  vi.advanceTimersByTime(250);

  expect(atOnce).toEqual([]);
  expect(shown).toEqual(['one\n', 'two\n']);
});

it('hides a secret on two lines of which a busy machine delays the second', () => {
  output = holdOutput(
    (text) => text.replaceAll('hid\nden', '***'),
    (text) => shown.push(text),
  );
  output.take('a hid\n');
  vi.advanceTimersByTime(200);
  output.take('den token\n');
  vi.advanceTimersByTime(250);

  expect(shown).toEqual(['a *** token\n']);
});

it('hides a secret however late the rest of it comes', () => {
  output.take('a hid');
  vi.advanceTimersByTime(AN_HOUR);
  output.take('den token\n');
  vi.advanceTimersByTime(AN_HOUR);

  expect(shown).toEqual(['a *** token\n']);
});

it('shows the beginning of a line when it is asked for all, and only then', () => {
  output.take('one\ntwo');
  output.showLines();
  const lines = [...shown];
  output.showAll();

  expect(lines).toEqual(['one\n']);
  expect(shown).toEqual(['one\n', 'two']);
});
