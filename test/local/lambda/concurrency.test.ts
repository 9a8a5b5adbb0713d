import { describe, expect, it } from 'vitest';
import { functionOf, writeBundle } from './bundles.ts';
import { startGate } from './gate.ts';

const ASKING = 'export const handler = async (url) => (await fetch(url), process.pid);';

describe('a function with two environments', () => {
  it('runs two invocations at once and lets the others wait for one of the two', async () => {
    const gate = await startGate();
    const lambda = await functionOf(ASKING, { concurrency: 2 });
    const invoke = (count: number) => Array.from({ length: count }, () => lambda.invoke(gate.url));

    const early = invoke(3);
    await gate.holds(2);
    gate.release();
    await gate.holds(1);
    const late = invoke(2);
    await gate.holds(2);
    gate.release();
    await gate.holds(1);
    gate.release();

    const processes = await Promise.all([...early, ...late]);
    expect(new Set(processes).size).toBe(2);
  });
});

describe('a deployment', () => {
  const saying = (word: string) => `export const handler = async (url) => (url && (await fetch(url)), '${word}');`;

  it('lets an invocation that runs end on the code it has, and starts later ones on the new', async () => {
    const gate = await startGate();
    const lambda = await functionOf(saying('old'), { concurrency: 2 });
    const running = lambda.invoke(gate.url);
    await gate.holds(1);

    lambda.deploy(await writeBundle(saying('new')));

    expect(await lambda.invoke('')).toBe('new');
    gate.release();
    expect(await running).toBe('old');
    expect(await Promise.all([lambda.invoke(''), lambda.invoke('')])).toEqual(['new', 'new']);
  });

  it('takes no environment again that has the code of before', async () => {
    const lambda = await functionOf(saying('old'));
    expect(await lambda.invoke('')).toBe('old');

    lambda.deploy(await writeBundle(saying('new')));

    expect(await lambda.invoke('')).toBe('new');
  });
});

describe('closing a function', () => {
  it('rejects the invocations that run or wait, and later ones', async () => {
    const gate = await startGate();
    const lambda = await functionOf(ASKING);
    const running = expect(lambda.invoke(gate.url)).rejects.toThrow('signal: killed');
    const waiting = expect(lambda.invoke(gate.url)).rejects.toThrow('The function tested is closed');
    await gate.holds(1);

    await lambda.close();

    await running;
    await waiting;
    await expect(lambda.invoke(gate.url)).rejects.toThrow('The function tested is closed');
  });
});
