import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { scanFiles } from '../../../../lambda/actions/artifact-guard/scan.ts';
import type { ScannedFile } from '../../../../lambda/actions/artifact-guard/scanned-file.ts';
import { artifactGuard } from '../../../../lambda/actions/artifact-guard.ts';
import type { Action } from '../../../../lambda/index.ts';
import type { ArtifactEntry, InputArtifact, OutputArtifact } from '../../../../model/artifact.ts';
import { runAction } from '../../../../testing/index.ts';
import { archiveOf, memoryInput } from '../../../memory/artifacts.ts';
import { planted } from '../planted-credentials.ts';

async function scan(files: Record<string, string | Uint8Array>): Promise<ScannedFile[]> {
  const scanned: ScannedFile[] = [];
  const options = { exclude: [], signal: new AbortController().signal };
  for await (const file of scanFiles(memoryInput(archiveOf(files)), options)) scanned.push(file);
  return scanned;
}

/** An artifact whose entries are made when they are asked for; counts how many were read, and how many at once. */
function generatedInput(count: number, content: Uint8Array) {
  const seen = { read: 0, open: 0, mostOpen: 0 };
  const entry = (index: number): ArtifactEntry => ({
    path: `${index}.txt`,
    type: 'file',
    size: content.length,
    mode: undefined,
    async *stream() {
      yield content;
    },
    async bytes() {
      seen.read++;
      return content.slice();
    },
  });
  const input: Pick<InputArtifact, 'entries'> = {
    async *entries() {
      for (let index = 0; index < count; index++) {
        seen.mostOpen = Math.max(seen.mostOpen, ++seen.open);
        yield entry(index);
        seen.open--;
      }
    },
  };
  return { seen, input: { ...memoryInput(new Map()), ...input } };
}

/** An output artifact that tells of each file its bytes and the longest piece it came in. */
function measure(output: OutputArtifact, written: Map<string, { bytes: number; longestPiece: number }>) {
  const write: OutputArtifact['write'] = (path, content, options) => {
    const file = { bytes: 0, longestPiece: 0 };
    written.set(path, file);
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [Buffer.from(content)] : content;
    const measured = async function* () {
      for await (const piece of pieces) {
        file.bytes += piece.length;
        file.longestPiece = Math.max(file.longestPiece, piece.length);
        yield piece;
      }
    };
    return output.write(path, measured(), options);
  };
  return { ...output, write };
}

describe('scanning an artifact', () => {
  it.each([
    ['UTF-16, little endian', Buffer.from(`\ufeff${planted.githubToken.text}`, 'utf16le')],
    ['UTF-16, big endian', Buffer.from(`\ufeff${planted.githubToken.text}`, 'utf16le').swap16()],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${planted.githubToken.text}`)],
    ['Latin-1', Buffer.from(`${planted.githubToken.text}Stra\u00dfe`, 'latin1')],
  ])('finds a credential in a text in %s', async (_, content) => {
    const [file] = await scan({ 'a.txt': content });

    expect(file).toMatchObject({ scan: 'scanned', findings: [{ line: 2, column: 8, rule: 'github/GITHUB_TOKEN' }] });
  });

  it('takes a NUL byte in the first 8 KiB for a binary file, and a later one for text', async () => {
    const before = await scan({ 'a.bin': `${'x'.repeat(8191)}\0` });
    const after = await scan({ 'a.txt': `${'x'.repeat(8192)}\0` });

    expect(before).toMatchObject([{ scan: 'binary' }]);
    expect(after).toMatchObject([{ scan: 'scanned' }]);
  });

  it('is not switched off by a comment in the scanned file', async () => {
    const comment = `// ${'secretlint'}-disable\n`;

    const [file] = await scan({ 'a.js': comment + planted.slackToken.text });

    expect(file?.findings).toHaveLength(1);
  });

  it('finds an npm token where only the name of the file tells', async () => {
    const text = `//registry.example.com/:${'_auth'}Token=0123456789\n`;

    const files = await scan({ '.npmrc': text, 'a.txt': text });

    expect(files.map(({ findings }) => findings.length)).toEqual([1, 0]);
  });

  it('finds a service account key of Google Cloud by what its JSON holds', async () => {
    const key = JSON.stringify({ private_key_id: '1', private_key: planted.privateKey.secret });

    const [file] = await scan({ 'account.json': key });

    expect(file?.findings.map(({ rule }) => rule)).toContain('gcp/PrivateKeyJSON');
  });

  it('does not take an AWS account ID for a credential', async () => {
    const [file] = await scan({ 'a.txt': `${'aws_account'}_id = ${'1234'.repeat(3)}\n` });

    expect(file).toMatchObject({ scan: 'scanned', findings: [] });
  });

  it('lists 1,000 findings of each level in a file and counts the rest', async () => {
    const text = `${planted.awsKeyId.text.repeat(1_500)}${planted.githubToken.text.repeat(1_001)}`;

    const [file] = await scan({ 'a.txt': text });

    const levels = file?.findings.map(({ level }) => level) ?? [];
    expect(levels.filter((level) => level === 'error')).toHaveLength(1_000);
    expect(levels.filter((level) => level === 'warning')).toHaveLength(1_000);
    expect(file?.unlisted).toEqual({ error: 1, warning: 500 });
  });

  it('opens no file that can exist on the machine it runs on', async () => {
    const opened: unknown[] = [];
    const { readFileSync } = fs;
    Object.assign(fs, {
      readFileSync(...call: Parameters<typeof readFileSync>) {
        opened.push(call[0]);
        return readFileSync(...call);
      },
    });
    syncBuiltinESMExports();

    await scan({ 'key.p12': 'text' }).finally(() => {
      Object.assign(fs, { readFileSync });
      syncBuiltinESMExports();
    });

    // Nothing can exist below a file that is no folder.
    expect(opened).toEqual(['/dev/null/key.p12']);
  });

  it('stops with the reason of the signal, between two files and with timers served', async () => {
    const { input, seen } = generatedInput(10_000, Buffer.from('text'));
    const stop = new AbortController();
    void setImmediate().then(() => stop.abort());

    const trial = runAction(artifactGuard, { inputs: { Source: input }, signal: stop.signal });

    expect((await trial).outcome).toMatchObject({ message: expect.stringContaining('did not finish within') });
    expect(seen.read).toBeLessThan(10);
  });

  it('stops inside a large file too', async () => {
    const stop = new AbortController();
    let chunks = 0;
    const large: ArtifactEntry = {
      path: 'large.bin',
      type: 'file',
      size: 10 ** 9,
      mode: undefined,
      async *stream() {
        for (; chunks < 1_000; chunks++) {
          if (chunks === 3) {
            stop.abort();
            // The signal comes as a message does: not before this file lets others at work.
            for (let turn = 0; turn < 3; turn++) await setImmediate();
          }
          yield new Uint8Array(1_000_000);
        }
      },
      bytes: () => Promise.reject(new Error('too large to hold in memory')),
    };
    const input = {
      ...memoryInput(new Map()),
      entries: async function* () {
        yield large;
      },
    };

    const trial = runAction(artifactGuard, { inputs: { Source: input }, signal: stop.signal });

    expect((await trial).outcome).toMatchObject({ message: expect.stringContaining('did not finish within') });
    expect(chunks).toBe(3);
  });

  it('holds one entry at a time and hands the manifest on in pieces, however many files there are', async () => {
    const { input, seen } = generatedInput(5_000, Buffer.from(planted.githubToken.text));
    const written = new Map<string, { bytes: number; longestPiece: number }>();
    const measured: Action = {
      ...artifactGuard,
      run: (job) => artifactGuard.run({ ...job, output: (name) => measure(job.output(name), written) }),
    };

    const { outcome } = await runAction(measured, {
      inputs: { Source: input },
      outputs: ['Report'],
      configuration: { FailOn: 'never' },
    });

    expect(outcome).toMatchObject({ summary: expect.stringContaining('5,000 leaked credentials') });
    expect(seen).toEqual({ read: 5_000, open: 0, mostOpen: 1 });
    const manifest = written.get('manifest.json');
    expect(manifest?.bytes).toBeGreaterThan(5_000 * 100);
    expect(manifest?.longestPiece).toBeLessThan(65 * 1024);
    // Only 1,000 of the 5,000 findings are in it.
    expect(written.get('findings.sarif')?.bytes).toBeLessThan(1_000_000);
  });

  it('leaves no performance entries behind in the process', async () => {
    const { input } = generatedInput(100, Buffer.from('text'));

    await runAction(artifactGuard, { inputs: { Source: input } });

    expect(performance.getEntriesByType('mark').filter(({ name }) => name.startsWith('@core'))).toEqual([]);
  });
});
