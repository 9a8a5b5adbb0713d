import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../local/http/loopback.ts';
import { startArtifactStore } from '../../../local/s3/artifact-store.ts';
import { multipart } from './multipart.ts';
import { bucketName, errorOf, inputKey, MiB, outputKey, startStore } from './started-store.ts';

describe('an artifact store', () => {
  it('copies what it is seeded with, so that the original may change', async () => {
    const { store, folder } = await startStore();
    const file = join(folder, '..', 'original');
    await writeFile(file, 'as it was');

    await store.seed(bucketName, inputKey, file);
    await writeFile(file, 'changed');
    const found = await store.find(bucketName, inputKey);

    expect(await readFile(found?.path ?? '', 'utf8')).toBe('as it was');
    expect(await readFile(file, 'utf8')).toBe('changed');
  });

  it('refuses to be seeded with a folder or a file that is not there', async () => {
    const { store, folder, files } = await startStore();

    const seed = (file: string) => store.seed(bucketName, inputKey, file);

    await expect(seed(folder)).rejects.toThrow(`must be a regular file, got ${folder}`);
    await expect(seed(join(folder, 'missing'))).rejects.toThrow(join(folder, 'missing'));
    expect(await files('incoming')).toEqual([]);
  });

  it('finds no object where there is none', async () => {
    const { store } = await startStore();

    expect(await store.find(bucketName, inputKey)).toBeUndefined();
  });

  it('after a restart has its objects and uploads, and takes the credentials of before', async () => {
    const { store, options, client, credentials, seed } = await startStore();
    await seed('the input');
    const { begin, part } = multipart(client());
    const id = await begin();
    const parts = [await part(id, 1, Buffer.alloc(5 * MiB)), await part(id, 2, 'end')];
    const before = credentials();
    await store.close();

    const restarted = await startArtifactStore(options);
    onTestFinished(() => restarted.close());
    const job = client(before, { endpoint: restarted.url });
    const { Body } = await job.send(new GetObjectCommand({ Bucket: bucketName, Key: inputKey }));
    await multipart(job).complete(id, parts);

    expect(await Body?.transformToString()).toBe('the input');
    expect((await restarted.find(bucketName, outputKey))?.size).toBe(5 * MiB + 3);
  });

  it('at its start drops what a killed run left half-written', async () => {
    const { store, options, folder, files, seed } = await startStore();
    await seed('the input');
    await store.close();
    await mkdir(join(folder, 'incoming', 'removed-upload'));
    await writeFile(join(folder, 'incoming', 'removed-upload', '1'), 'half');
    await writeFile(join(folder, 'incoming', 'half'), 'half');
    await writeFile(join(folder, 'data', 'of-no-object'), 'replaced');

    const restarted = await startArtifactStore(options);
    onTestFinished(() => restarted.close());

    expect(await Promise.all([files('incoming'), files('data')])).toMatchObject([[], { length: 1 }]);
    expect((await restarted.find(bucketName, inputKey))?.size).toBe(9);
  });

  it('does not touch the folder of a store that has the port already', async () => {
    const { store, options, folder, files } = await startStore();
    await writeFile(join(folder, 'incoming', 'an-upload-under-way'), 'half');

    const second = startArtifactStore({ ...options, port: store.port });

    await expect(second).rejects.toMatchObject({ name: 'PortInUse', port: store.port });
    expect(await files('incoming')).toHaveLength(1);
  });

  it('does not start, and leaves its port free, when its folder cannot be made', async () => {
    const { options, folder } = await startStore();
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    const { port, close } = await listen(() => {}, 0);
    await close();

    const failed = startArtifactStore({ ...options, port, folder: join(file, 'below') });

    await expect(failed).rejects.toMatchObject({ code: 'ENOTDIR' });
    const again = await listen(() => {}, port);
    await again.close();
  });

  it('answers InternalError and tells the reason only to onError when its disk fails', async () => {
    const { client, folder, errors, seed } = await startStore();
    await seed('the input');
    await rm(join(folder, 'objects'), { recursive: true });
    await writeFile(join(folder, 'objects'), 'no folder');

    const error = await errorOf(client().send(new GetObjectCommand({ Bucket: bucketName, Key: inputKey })));

    expect(error).toMatchObject({ name: 'InternalError', status: 500 });
    expect(error.message).not.toContain(folder);
    expect(errors).toMatchObject([{ code: 'ENOTDIR' }]);
  });
});
