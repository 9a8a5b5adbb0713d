import { expect, it } from 'vitest';
import { defineAction, succeeded } from '../../../lambda/index.ts';
import { chooseAction } from '../../../operate/trial/choose-action.ts';

const action = (provider: string) =>
  defineAction({
    type: { category: 'Test', provider, version: '1' },
    description: 'Does nothing.',
    configuration: {},
    inputs: 0,
    outputs: 0,
    run: async () => succeeded(),
  });
const [scan, report] = [action('Scan'), action('Report')];

it('chooses an action for a trial by its provider, in whatever case', () => {
  expect(chooseAction([scan, report], 'REPORT', () => undefined)).toBe(report);
});

it('says which actions there are when none has the name', () => {
  const choosing = () => chooseAction([scan, report], 'scam', () => undefined);

  expect(choosing).toThrow('There is no action "scam"; there are scan, report.');
  expect(choosing).toThrow(expect.objectContaining({ name: 'UsageError' }));
});
