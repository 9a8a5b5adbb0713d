import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { createDrops } from '../../../local/codepipeline/local-api/drops.ts';

const requestOf = (content: Readable) => content as unknown as IncomingMessage;

function openDrops(maxKept?: number) {
  const drops = createDrops(maxKept);
  onTestFinished(() => drops.close());
  return drops;
}

it('keeps what was dropped within a bound, and the ten newest whatever their size', async () => {
  const drops = openDrops(100);
  const paths: string[] = [];

  for (let number = 0; number < 13; number++) {
    paths.push((await drops.receive(requestOf(Readable.from(['x'.repeat(50)])))).path);
  }

  expect(paths.map((path) => existsSync(path))).toEqual([...Array(3).fill(false), ...Array(10).fill(true)]);
});

it('keeps nothing of a drop that breaks off', async () => {
  const drops = openDrops();
  const { path } = await drops.receive(requestOf(Readable.from(['whole'])));
  const broken = new Readable({ read() {} });
  const receiving = drops.receive(requestOf(broken));
  broken.push('the first half');

  broken.destroy(new Error('aborted'));

  await expect(receiving).rejects.toThrow('aborted');
  await drops.close();
  expect(existsSync(path)).toBe(false);
});
