import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { artifactGuard } from '../../../lambda/actions/artifact-guard.ts';
import { runAction, type Situation, type Trial } from '../../../testing/index.ts';
import { archiveOf, memoryInput } from '../../memory/artifacts.ts';
import { planted } from './planted-credentials.ts';

const guard = (files: Record<string, string | Uint8Array>, situation: Situation = {}) =>
  runAction(artifactGuard, { inputs: { Source: memoryInput(archiveOf(files)) }, ...situation });

const textOf = ({ outputs }: Trial, path: string) => outputs['Report']?.text(path) ?? '';

describe('artifact-guard', () => {
  it('succeeds on an artifact without credentials and says what it scanned', async () => {
    const files = { 'src/a.ts': 'export const a = 1;\n', 'readme.md': 'Hello.\n' };

    const { outcome } = await guard(files);

    expect(outcome).toMatchObject({
      kind: 'succeeded',
      summary: 'Scanned 2 files (27 bytes): no leaked credentials.',
      percentComplete: 100,
    });
  });

  it('succeeds on an artifact without files', async () => {
    const { outcome } = await guard({});

    expect(outcome).toMatchObject({ kind: 'succeeded', summary: 'Scanned 0 files (0 bytes): no leaked credentials.' });
  });

  it.each(Object.entries(planted))('finds a planted %s where it is', async (_, { text, rule, level }) => {
    const { outcome } = await guard({ 'a/b.txt': text }, { configuration: { FailOn: 'warning' } });

    const count = level === 'error' ? '1 leaked credential' : '1 warning';
    expect(outcome).toMatchObject({
      kind: 'failed',
      type: 'JobFailed',
      message: `Found ${count}: a/b.txt:2 (${rule}).`,
    });
  });

  it.each([
    ['error', 'githubToken', 'failed'],
    ['error', 'awsKeyId', 'succeeded'],
    ['warning', 'githubToken', 'failed'],
    ['warning', 'awsKeyId', 'failed'],
    ['never', 'githubToken', 'succeeded'],
    ['never', 'awsKeyId', 'succeeded'],
  ] as const)('with FailOn %s and a planted %s it %s', async (FailOn, name, kind) => {
    const { outcome } = await guard({ 'a.txt': planted[name].text }, { configuration: { FailOn } });

    expect(outcome.kind).toBe(kind);
  });

  it('fails on errors and not on warnings when FailOn is left out', async () => {
    const withWarning = await guard({ 'a.txt': planted.awsKeyId.text });
    const withError = await guard({ 'a.txt': planted.slackToken.text });

    expect(withWarning.outcome).toMatchObject({
      kind: 'succeeded',
      summary: expect.stringMatching(/: 1 warning\.$/),
    });
    expect(withError.outcome.kind).toBe('failed');
  });

  it('names five places and how many more there are', async () => {
    const files = Array.from({ length: 7 }, (_, index) => [`${index}.txt`, planted.githubToken.text]);

    const { outcome } = await guard(Object.fromEntries(files));

    expect(outcome).toMatchObject({
      message: expect.stringMatching(/^Found 7 leaked credentials: 0\.txt:2 .*, 4\.txt:2 \([^,]*\) and 2 more\.$/),
    });
  });

  it('leaves findings out of the failure that do not fail the action', async () => {
    const files = { 'a.txt': planted.awsKeyId.text, 'b.txt': planted.githubToken.text };

    const { outcome } = await guard(files);

    expect(outcome).toMatchObject({ message: 'Found 1 leaked credential: b.txt:2 (github/GITHUB_TOKEN).' });
  });

  it('skips what Exclude names and says so', async () => {
    const files = { 'test/key.txt': planted.githubToken.text, 'a.snap': planted.slackToken.text, 'src/a.ts': '' };

    const { outcome } = await guard(files, { configuration: { Exclude: 'test/**, *.snap' } });

    expect(outcome).toMatchObject({
      kind: 'succeeded',
      summary: 'Scanned 1 file (0 bytes): no leaked credentials. Skipped 2 excluded.',
    });
  });

  it('skips binary and large files and says so', async () => {
    const binary = Buffer.from(`\0${planted.githubToken.text}`);
    const large = planted.githubToken.text.padEnd(5 * 1024 * 1024 + 1);

    const { outcome } = await guard({ 'a.bin': binary, 'b.bin': binary, 'c.bin': binary, 'd.txt': large });

    expect(outcome).toMatchObject({
      kind: 'succeeded',
      summary: expect.stringContaining('Skipped 3 binary files, 1 over 5 MiB.'),
    });
  });

  it('scans a file of exactly 5 MiB', async () => {
    const { outcome } = await guard({ 'a.txt': planted.githubToken.text.padEnd(5 * 1024 * 1024) });

    expect(outcome.kind).toBe('failed');
  });

  it('passes over folders and symbolic links', async () => {
    const archive = archiveOf({ 'a.txt': 'text' });
    const content = Buffer.from(planted.githubToken.text);
    archive.set('folder', { content: Buffer.alloc(0), type: 'directory', mode: undefined });
    archive.set('link', { content, type: 'symlink', mode: undefined });

    const { outcome } = await runAction(artifactGuard, { inputs: { Source: memoryInput(archive) } });

    expect(outcome).toMatchObject({ summary: 'Scanned 1 file (4 bytes): no leaked credentials.' });
  });

  it('lists every file with its size, hash and scan in the manifest', async () => {
    const files = { 'a.txt': 'text', 'b.bin': Buffer.from([1, 0]), 'c/d.snap': 'x', 'e.txt': 'y'.repeat(6_000_000) };

    const trial = await guard(files, { outputs: ['Report'], configuration: { Exclude: 'c/*' } });

    const scans = { 'a.txt': 'scanned', 'b.bin': 'binary', 'c/d.snap': 'excluded', 'e.txt': 'too large' };
    expect(JSON.parse(textOf(trial, 'manifest.json'))).toEqual({
      files: Object.entries(files).map(([path, content]) => ({
        path,
        size: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        scan: scans[path as keyof typeof scans],
      })),
    });
  });

  it('shows no raw secret in any file, message, log line or progress', async () => {
    const credentials = Object.values(planted);
    const files = credentials.map(({ text }, index) => [`${index}.txt`, text]);
    const situation = { outputs: ['Report'], configuration: { FailOn: 'never' } };

    const succeeded = await guard(Object.fromEntries(files), situation);
    const failed = await guard(Object.fromEntries(files));

    const written = succeeded.outputs['Report']?.paths.map((path) => textOf(succeeded, path)) ?? [];
    const shown = `${JSON.stringify([succeeded, failed])}\n${written.join('\n')}`;
    expect(written).toHaveLength(3);
    expect(shown).toContain('5.txt:2');
    for (const { secret } of credentials) {
      const [longest = ''] = secret.split('\n').sort((a, b) => b.length - a.length);
      expect(shown).not.toContain(longest);
    }
  });

  it('finishes no output artifact when it fails', async () => {
    const { outcome, outputs } = await guard({ 'a.txt': planted.githubToken.text }, { outputs: ['Report'] });

    expect(outcome.kind).toBe('failed');
    expect(outputs).toEqual({});
  });

  it('keeps a path from becoming markup in the summary', async () => {
    const trial = await guard(
      { 'a|b<img>`c`.txt': planted.githubToken.text },
      { outputs: ['Report'], configuration: { FailOn: 'never' } },
    );

    const summary = textOf(trial, 'summary.md');
    expect(summary).toContain('| error | a&#124;b&#60;img&#62;&#96;c&#96;.txt:2 |');
    expect(summary).toContain('Scanned 1 file');
  });

  it('says in the summary how many findings its table lacks', async () => {
    const files = { 'a.txt': planted.githubToken.text.repeat(1_001) };

    const trial = await guard(files, { outputs: ['Report'], configuration: { FailOn: 'never' } });

    expect(textOf(trial, 'summary.md')).toContain('The list was cut: 1 more finding not shown.');
  });

  it('tells its progress in rising steps of at least ten percent', async () => {
    const files = Array.from({ length: 200 }, (_, index) => [`${index}.txt`, 'some text']);

    const { progress } = await guard(Object.fromEntries(files));

    const percents = progress.map(({ percentComplete }) => percentComplete);
    expect(percents).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    expect(progress[0]?.summary).toBe('Scanned 20 files (180 bytes): no leaked credentials.');
  });
});

it('names a file whose name would turn its message around', async () => {
  const { outcome } = await guard({ 'txt.\u202egnp': planted.githubToken.text });

  expect(outcome).toMatchObject({ message: 'Found 1 leaked credential: txt.\\u202egnp:2 (github/GITHUB_TOKEN).' });
});
