import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServices } from '../../local/program/services.ts';

const ports = { codepipeline: 0, s3: 0, sqs: 0, dynamodb: 0 };
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function runIn(state: string): Promise<void> {
  const services = await startServices({ ports, state });
  await services.dynamodb.putClient('c-1', 'client-token-4711');
  await services.close();
}

describe.skipIf(process.platform === 'win32')('a state folder', () => {
  it('and the folders above it that were made for it are for their owner alone', async () => {
    const folder = await makeFolder();

    await runIn(join(folder, 'new', 'state'));

    expect(await modeOf(join(folder, 'new'))).toBe(0o700);
    expect(await modeOf(join(folder, 'new', 'state'))).toBe(0o700);
  });

  it.each(['empty', 'used before'])('that is %s and open to all is closed to others', async (state) => {
    const folder = join(await makeFolder(), 'state');
    await mkdir(folder);
    if (state === 'used before') await runIn(folder);
    await chmod(folder, 0o755);

    await runIn(folder);

    expect(await modeOf(folder)).toBe(0o700);
  });

  it('that holds what is not ours keeps its mode, and nothing of ours in it is open to others', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await chmod(folder, 0o755);

    await runIn(folder);

    expect(await modeOf(folder)).toBe(0o755);
    const names = (await readdir(folder)).filter((name) => name !== 'notes.txt');
    expect(names).toEqual(
      expect.arrayContaining(['master.key', 'sqs', 'dynamodb', 'codepipeline.sqlite', 'artifacts']),
    );
    const open = await Promise.all(
      names.map(async (name) => ((await modeOf(join(folder, name))) & 0o077 ? [name] : [])),
    );
    expect(open.flat()).toEqual([]);
  });
});
