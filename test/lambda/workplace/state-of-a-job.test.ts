import { expect, it } from 'vitest';
import { z } from 'zod';
import { continues, defineAction, type StateParser, succeeded } from '../../../lambda/index.ts';
import { runAction } from '../../../testing/index.ts';

/** Hands this on in the first round, and tells in the second what it was given. */
const handing = (parser: StateParser, handedOn: unknown) =>
  defineAction({
    type: { category: 'Test', provider: 'Probe', version: '1' },
    description: 'Hands on.',
    configuration: {},
    inputs: 0,
    outputs: 0,
    state: parser,
    async run({ state }) {
      return state === undefined ? continues(handedOn) : succeeded({ summary: `${typeof state} ${state}` });
    },
  });

it.each([
  ['a text that looks like a number', z.string(), '17', 'string 17'],
  ['a text that looks like JSON', z.string(), '{}', 'string {}'],
  ['a number', z.number(), 17, 'number 17'],
  ['what a function makes of it', (value: unknown) => Number(value) * 2, 17, 'number 34'],
  ['what takes a moment to read', async (value: unknown) => `${value}!`, 'a', 'string a!'],
])('a state with a parser arrives as it was handed on: %s', async (_what, parser, handedOn, summary) => {
  const action = handing(parser, handedOn);

  const { state } = await runAction(action);
  const { outcome } = await runAction(action, { state });

  expect(outcome).toMatchObject({ kind: 'succeeded', summary });
});

it.each([
  ['a date, which JSON makes a text of', z.date(), new Date(0)],
  ['something else', z.object({ round: z.number() }), { rnd: 1 }],
])('a state that its own parser could not read fails the round that hands it on: %s', async (_what, parser, given) => {
  const { outcome, log } = await runAction(handing(parser, given));

  expect(outcome).toMatchObject({ kind: 'failed', type: 'JobFailed' });
  expect(JSON.stringify(log)).toMatch(/expected (date|number)/);
});

it('a state that JSON cannot carry at all is refused where it is handed on', async () => {
  const { thrown } = await runAction(handing(z.unknown(), () => 'a function'));

  expect(thrown).toMatchObject({ message: 'a state is a string or JSON, not a function' });
});

it('a state that an older round left in another form fails the job in a sentence', async () => {
  const { outcome } = await runAction(handing(z.number(), 1), { state: { round: 1 } });

  expect(outcome).toMatchObject({
    kind: 'failed',
    message: 'The action cannot read the state that its last round left. Run it again.',
  });
});

it('a state that is spread into another outcome is still one', async () => {
  const action = { ...handing(z.number(), 17) };
  const { run } = action;
  action.run = async (job) => ({ ...(await run(job)), summary: 'more' }) as never;

  expect((await runAction(action)).state).toBe(17);
});
