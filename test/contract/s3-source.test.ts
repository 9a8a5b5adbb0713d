import { afterEach, describe, expect, it } from 'vitest';
import { s3Source } from '../../lambda/aws/s3/source.ts';
import { type ArtifactSituation, KEY, type OpenedArtifact, openArtifact } from '../lambda/aws/s3/opened-artifact.ts';

let opened: OpenedArtifact | undefined;
afterEach(() => opened?.close());

async function openSource(content: string | Uint8Array | undefined, situation: ArtifactSituation = {}) {
  opened = await openArtifact(situation);
  if (content !== undefined) await opened.put(content);
  return { ...opened, source: s3Source(opened.artifact) };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('an artifact in S3', () => {
  it('gives its last bytes and its size', async () => {
    const { source } = await openSource('0123456789');

    const { bytes, size } = await source.tail(4);

    expect([textOf(bytes), size]).toEqual(['6789', 10]);
  });

  it('tells the job how much of it was read', async () => {
    const { source, moved } = await openSource('0123456789');

    await source.tail(4);
    await source.read(0, 6);

    expect(moved()).toEqual({ Report: { read: 10, written: 0 } });
  });

  it('gives all there is when its tail is asked for and it is shorter', async () => {
    const { source } = await openSource('0123456789');

    const { bytes, size } = await source.tail(100);

    expect([textOf(bytes), size]).toEqual(['0123456789', 10]);
  });

  it('gives exactly the bytes that are asked for, and fetches no others', async () => {
    const { source, requests } = await openSource('0123456789');

    const bytes = await source.read(3, 4);

    expect(textOf(bytes)).toBe('3456');
    expect(requests.map(({ headers }) => headers['range'])).toEqual(['bytes=3-6']);
  });

  it('has no bytes when it is empty', async () => {
    const { source } = await openSource('');

    expect(await source.tail(100)).toEqual({ bytes: new Uint8Array(), size: 0 });
  });

  it('fails when it is shorter than what is read', async () => {
    const { source } = await openSource('0123456789');

    await expect(source.read(8, 4)).rejects.toMatchObject({
      type: 'SystemUnavailable',
      message: expect.stringContaining('2 bytes'),
    });
  });

  it('is RevisionOutOfSync when it is replaced between two reads', async () => {
    const { source, put } = await openSource('0123456789');
    await source.tail(4);
    await put('abcdefghij');

    await expect(source.read(0, 4)).rejects.toMatchObject({
      name: 'JobFailure',
      type: 'RevisionOutOfSync',
      message: expect.stringContaining('"Report"'),
    });
  });

  it('is RevisionUnavailable when there is no object', async () => {
    const { source } = await openSource(undefined);

    await expect(source.tail(4)).rejects.toMatchObject({
      type: 'RevisionUnavailable',
      message: expect.stringContaining(`s3://artifacts/${KEY}`),
    });
  });

  it('is a PermissionError that names artifact, key and missing action when the job may not read it', async () => {
    const { source } = await openSource('0123456789', { scope: { readKeys: [], writeKeys: [] } });

    await expect(source.tail(4)).rejects.toMatchObject({
      type: 'PermissionError',
      message: `Access denied to artifact "Report" (s3://artifacts/${KEY}): s3:GetObject is missing.`,
    });
  });

  it('is read on with new credentials when the first have expired', async () => {
    const { source, renewals } = await openSource('0123456789', { firstLifetime: 0 });

    const { bytes } = await source.tail(4);

    expect(textOf(bytes)).toBe('6789');
    expect(renewals()).toBe(1);
  });

  it('is fetched with renewed credentials from then on', async () => {
    const { source, renewals, requests } = await openSource('0123456789', { firstLifetime: 0 });
    await source.tail(4);

    await source.read(0, 1);
    await source.read(1, 1);

    expect(renewals()).toBe(1);
    expect(new Set(requests.slice(1).map(({ headers }) => headers['x-amz-security-token'])).size).toBe(1);
  });

  it('ends with the reason of the signal', async () => {
    const { source } = await openSource('0123456789', { signal: AbortSignal.abort(new Error('time is up')) });

    await expect(source.tail(4)).rejects.toThrow('time is up');
  });
});
