import { describe, expect, it } from 'vitest';
import { type Action, defineAction, succeeded } from '../../../lambda/index.ts';
import type { ArtifactAccess, Artifacts } from '../../../lambda/job/ports.ts';
import { artifactsWhenNeeded } from '../../../lambda/workplace/artifacts-when-needed.ts';
import { archiveOf, type MemoryArchive, memoryInput, memoryOutput } from '../../memory/artifacts.ts';

const LOCATION = { name: 'Site', bucketName: 'bucket', objectKey: 'key' };
// The artifacts in memory ask nothing of the job.
const ACCESS = {} as ArtifactAccess;

const actionWith = (inputs: 0 | 1, outputs: 0 | 1): Action =>
  defineAction({
    type: { category: 'Test', provider: 'Probe', version: '1' },
    description: 'Looks at its artifacts.',
    configuration: {},
    inputs,
    outputs,
    run: async () => succeeded(),
  });

describe('the code of artifacts', () => {
  it.each([
    { inputs: 0, outputs: 0, times: 0 } as const,
    { inputs: 1, outputs: 0, times: 1 } as const,
    { inputs: 0, outputs: 1, times: 1 } as const,
  ])('is loaded $times times at the start for an action with $inputs inputs and $outputs outputs', (given) => {
    const { loads } = open(actionWith(0, 0), actionWith(given.inputs, given.outputs));

    expect(loads()).toBe(given.times);
  });

  it('is loaded once however many artifacts there are, and read and written as if it had been there', async () => {
    const { artifacts, loads, stored, aborted } = open(actionWith(1, 1));
    const input = artifacts.input(LOCATION, ACCESS);
    const output = artifacts.output(LOCATION, ACCESS);

    const copied: Promise<void>[] = [];
    for await (const entry of input.entries()) copied.push(output.copy(entry));
    await Promise.all([...copied, output.write('b', Buffer.from('second'))]);
    await output.finish();
    await artifacts.output({ ...LOCATION, name: 'Unused' }, ACCESS).abort();

    expect(String(await input.read('a'))).toBe('first');
    expect(stored.map((archive) => [...archive.keys()])).toEqual([['a', 'b']]);
    expect([loads(), aborted()]).toEqual([1, 0]);
  });

  it('drops an output that was begun', async () => {
    const { artifacts, stored, aborted } = open(actionWith(0, 1));
    const output = artifacts.output(LOCATION, ACCESS);

    await output.write('a', 'half');
    await output.abort();

    expect([stored.length, aborted()]).toEqual([0, 1]);
  });
});

function open(...actions: readonly Action[]) {
  const stored: MemoryArchive[] = [];
  let loaded = 0;
  let dropped = 0;
  const inMemory: Artifacts = {
    input: () => memoryInput(archiveOf({ a: 'first' })),
    output() {
      const output = memoryOutput((archive) => stored.push(archive));
      return {
        ...output,
        async abort() {
          dropped++;
          await output.abort();
        },
      };
    },
  };
  const artifacts = artifactsWhenNeeded(actions, async () => {
    loaded++;
    return inMemory;
  });
  return { artifacts, stored, loads: () => loaded, aborted: () => dropped };
}
