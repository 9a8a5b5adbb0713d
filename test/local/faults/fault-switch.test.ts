import { describe, expect, it } from 'vitest';
import { createFaultSwitch } from '../../../local/faults/fault-switch.ts';
import { createJumpingClock, faults, UnknownFault } from '../../../local/faults/faults.ts';
import { startPlane } from '../codepipeline/start-plane.ts';

async function start(names: readonly string[] = []) {
  const controlPlane = await startPlane();
  const rule = async (name: string) => {
    const rules = (await (await fetch(`${controlPlane.url}/_local/settings`)).json()) as {
      name: string;
      value: unknown;
    }[];
    return rules.find((one) => one.name === name)?.value;
  };
  const faultSwitch = createFaultSwitch(
    { services: { controlPlane }, clock: createJumpingClock(), seed: 1, changeSettings: controlPlane.borrowSettings },
    names,
  );
  return { controlPlane, rule, faultSwitch };
}

/** A fault with a rule of the control plane as a part of it. */
const withRule = faults.find(({ settings }) => settings?.redeliverySeconds !== undefined);

describe('faults that are switched', () => {
  it('bring their rules along, and take them back', async () => {
    const { controlPlane, rule, faultSwitch } = await start();
    const name = withRule?.name ?? '';
    await fetch(`${controlPlane.url}/_local/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redeliverySeconds: 77 }),
    });

    faultSwitch.set([name]);
    const whileOn = await rule('redeliverySeconds');
    faultSwitch.set([name, 'throttle']);
    faultSwitch.set([]);

    expect(whileOn).toBe(withRule?.settings?.redeliverySeconds);
    expect(await rule('redeliverySeconds')).toBe(77);
  });

  it('give back their own rules when they were on from the start', async () => {
    const { rule, faultSwitch } = await start([withRule?.name ?? '']);

    expect(await rule('redeliverySeconds')).toBe(withRule?.settings?.redeliverySeconds);
    faultSwitch.set([]);
    expect(await rule('redeliverySeconds')).toBe(30);
  });

  it('stay as they are when there is no fault of a name', async () => {
    const { faultSwitch } = await start(['throttle']);

    expect(() => faultSwitch.set(['delay', 'nonsense'])).toThrow(UnknownFault);
    expect(faultSwitch.on()).toEqual(['throttle']);
  });
});
