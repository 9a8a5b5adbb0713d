import { expect, it } from 'vitest';
import { bufferSource } from '../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../lambda/archive/open-artifact.ts';
import { endOfTar, headersOf, paddingOf } from '../../../local/console/page/tar.ts';

it('packs a dropped folder into an archive that the worker reads, whatever its names are', async () => {
  const files = [
    { path: 'a.txt', content: 'hello' },
    { path: 'empty', content: '' },
    { path: `${'deep/'.repeat(40)}file.ts`, content: 'x'.repeat(512) },
    { path: 'ünï/שלום \u202e名.md', content: 'y'.repeat(1000) },
  ];
  const parts = files.flatMap(({ path, content }) => [
    ...headersOf({ path, size: content.length }),
    Buffer.from(content),
    paddingOf(content.length),
  ]);

  const archive = openArtifact(bufferSource(Buffer.concat([...parts, endOfTar()])));
  const found: { path: string; content: string }[] = [];
  for await (const entry of archive.entries()) {
    found.push({ path: entry.path, content: Buffer.from(await entry.bytes()).toString() });
  }

  expect(found).toEqual(files);
});

it('says how large a file of more than 8 GiB is in a record that has room for it', () => {
  const [, ...records] = headersOf({ path: 'huge', size: 9_000_000_000 });

  expect(Buffer.concat(records).toString()).toContain('19 size=9000000000\n');
});
