import { describe, expect, it } from 'vitest';
import type { ArtifactAccess, Artifacts } from '../../../lambda/job/ports.ts';
import { artifactsWhenNeeded } from '../../../lambda/workplace/artifacts-when-needed.ts';
import { archiveOf, type MemoryArchive, memoryInput, memoryOutput } from '../../memory/artifacts.ts';

const LOCATION = { name: 'Site', bucketName: 'bucket', objectKey: 'key' };
// The artifacts in memory ask nothing of the job.
const ACCESS = {} as ArtifactAccess;

describe('the code of artifacts', () => {
  it('is loaded for nothing but a job that has artifacts, as soon as that is known', () => {
    const { artifacts, loads } = open();
    const before = loads();

    artifacts.prepare();

    expect([before, loads()]).toEqual([0, 1]);
  });

  it('tells only those who use an artifact that it cannot be loaded', async () => {
    const artifacts = artifactsWhenNeeded(() => Promise.reject(new Error('out of files')));
    artifacts.prepare();

    const read = artifacts.input(LOCATION, ACCESS).read('a');

    await expect(read).rejects.toThrow('out of files');
  });

  it('is loaded once however many artifacts there are, and read and written as if it had been there', async () => {
    const { artifacts, loads, stored, aborted } = open();
    artifacts.prepare();
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
    const { artifacts, stored, aborted } = open();
    const output = artifacts.output(LOCATION, ACCESS);

    await output.write('a', 'half');
    await output.abort();

    expect([stored.length, aborted()]).toEqual([0, 1]);
  });
});

function open() {
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
  const artifacts = artifactsWhenNeeded(async () => {
    loaded++;
    return inMemory;
  });
  return { artifacts, stored, loads: () => loaded, aborted: () => dropped };
}
