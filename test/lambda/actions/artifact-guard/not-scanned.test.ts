import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from '../../../../lambda/actions/artifact-guard/escape.ts';
import { artifactGuard } from '../../../../lambda/actions/artifact-guard.ts';
import { runAction, type Trial } from '../../../../testing/index.ts';
import { archiveOf, type MemoryArchive, memoryInput } from '../../../memory/artifacts.ts';
import { buildTar } from '../../archive/tar/build-tar.ts';
import { buildZip } from '../../archive/zip/build-zip.ts';
import { planted } from '../planted-credentials.ts';

async function report(archive: MemoryArchive, Exclude = '') {
  const configuration = { FailOn: 'never', Exclude };
  const Source = memoryInput(archive);
  const trial = await runAction(artifactGuard, { inputs: { Source }, outputs: ['Report'], configuration });
  return { manifest: textOf(trial, 'manifest.json'), summary: textOf(trial, 'summary.md') };
}

const textOf = ({ outputs }: Trial, path: string) => outputs['Report']?.text(path) ?? '';

const linkTo = (target: string) => ({ content: Buffer.from(target), type: 'symlink', mode: undefined }) as const;

describe('what was not looked into', () => {
  it('is in the summary, each entry with the reason', async () => {
    const archive = archiveOf({
      'a.txt': 'text',
      'b.bin': Buffer.from([0]),
      'c.snap': planted.githubToken.text,
      'd.txt': 'y'.repeat(5 * 1024 * 1024 + 1),
    });
    archive.set('hosts', linkTo('/etc/hosts'));

    const { summary } = await report(archive, '*.snap');

    expect(summary.slice(summary.indexOf('##'))).toBe(`## Not looked into

| Path | Why |
| --- | --- |
| b.bin | binary: it has a NUL byte in its first 8 KiB |
| c.snap | excluded by the configuration |
| d.txt | too large: it is over 5 MiB |
| hosts | a symbolic link: it has no content of its own |
`);
  });

  it('is not spoken of where everything was scanned', async () => {
    const { summary } = await report(archiveOf({ 'a.txt': 'text' }));

    expect(summary).not.toContain('Not looked into');
  });

  it('is told of for the first 100 entries, with the number of the others', async () => {
    const archive = archiveOf(Object.fromEntries(Array.from({ length: 1_100 }, (_, i) => [`${i}.bin`, '\0'])));
    archive.set('last', linkTo('0.bin'));

    const { summary, manifest } = await report(archive);

    expect(summary.match(/^\| \d+\.bin \| binary/gm)).toHaveLength(100);
    expect(summary).toContain('\n1,001 more were not looked into; manifest.json names all of them.\n');
    expect(JSON.parse(manifest).files).toHaveLength(1_101);
  });

  it('is in the manifest, links as what they are and without a hash', async () => {
    const archive = archiveOf({ 'a.bin': Buffer.from([0]) });
    archive.set('folder', { content: Buffer.alloc(0), type: 'directory', mode: undefined });
    archive.set('hosts', linkTo('/etc/hosts'));

    const { manifest } = await report(archive);

    expect(JSON.parse(manifest).files).toEqual([
      { path: 'a.bin', size: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), scan: 'binary' },
      { path: 'hosts', size: 10, scan: 'symbolic link' },
    ]);
  });

  it('is told in characters that are seen and are no markup, whatever the path is', async () => {
    const hostile = 'gnp.\u202e\u{e0001}<img>|x\u2028';

    const { manifest, summary } = await report(archiveOf({ [hostile]: '\0' }));

    expect(`${manifest}${summary}`).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
    expect(JSON.parse(manifest).files[0].path).toBe(hostile);
    const backslash = '&#92;';
    expect(summary).toContain(
      `| gnp.${backslash}u202e${backslash}udb40${backslash}udc01&#60;img&#62;&#124;x${backslash}u2028 | binary`,
    );
  });
});

describe('an archive as it comes', () => {
  const guard = (Source: Buffer) =>
    runAction(artifactGuard, { inputs: { Source }, outputs: ['Report'], configuration: { FailOn: 'never' } });

  it('is scanned although some of it is encrypted or packed in a way that nobody here knows', async () => {
    const zip = buildZip([
      { name: 'open.txt', content: planted.githubToken.text },
      { name: 'closed.txt', content: 'x', flags: 0x801 },
      { name: 'rare.txt', content: 'x', method: 9, packed: Buffer.from('x') },
    ]);

    const trial = await guard(zip);

    expect(trial.outcome).toMatchObject({
      summary: expect.stringMatching(/^Scanned 1 file .*: 1 leaked credential\. Skipped 2 unreadable\.$/),
      percentComplete: 100,
    });
    expect(JSON.parse(textOf(trial, 'manifest.json')).files.slice(1)).toEqual([
      { path: 'closed.txt', size: 1, scan: 'unreadable', reason: expect.stringContaining('is encrypted') },
      { path: 'rare.txt', size: 1, scan: 'unreadable', reason: expect.stringContaining('Deflate64') },
    ]);
    expect(textOf(trial, 'summary.md')).toMatch(/\| closed\.txt \| unreadable: it is encrypted; .* \|\n/);
  });

  it('tells of the links, devices and pipes of a tar as what they are', async () => {
    const tar = buildTar(
      { name: 'file', content: 'x' },
      { name: 'twin', flag: '1', target: 'file' },
      { name: 'away', flag: '2', target: '../outside' },
      { name: 'tty', flag: '3' },
      { name: 'queue', flag: '6' },
    );

    const trial = await guard(tar);

    const files: { path: string; scan: string }[] = JSON.parse(textOf(trial, 'manifest.json')).files;
    expect(files.map(({ path, scan }) => `${path}: ${scan}`)).toEqual([
      'file: scanned',
      'twin: hard link',
      'away: symbolic link',
      'tty: device',
      'queue: pipe',
    ]);
    expect(textOf(trial, 'summary.md')).toContain('| twin | a hard link: the file that it leads to is looked into |');
  });
});

describe('a path in a table', () => {
  it.each([
    ['a_b*c*', 'a&#95;b&#42;c&#42;'],
    ['$x$', '&#36;x&#36;'],
    ['line\nbreak', 'line&#92;u000abreak'],
    ['漢字 é.txt', '漢字 é.txt'],
  ])('%j is written as %j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });
});
