import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createCredentialIssuer } from '../../local/http/credentials.ts';
import { type ArtifactStore, startArtifactStore } from '../../local/s3/artifact-store.ts';
import { systemClock } from '../../model/clock.ts';
import type { ArtifactAddress } from './contestants/s3-address.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';

const BUCKET = 'artifacts';
const INPUT = 'shop/Source/input';
const OUTPUT = 'shop/Report/output';
const LIFETIME_SECONDS = 12 * 60 * 60;

/** An artifact store with a proxy in front of it, and what a process needs to reach it. */
export interface StartedStore extends AsyncDisposable {
  proxy: CountingProxy;
  /** For the command line of a process. */
  input: string;
  output: string;
  seed(file: string): Promise<void>;
  findOutput(): ReturnType<ArtifactStore['find']>;
}

/** @param delay Milliseconds that each request waits. */
export async function startStore(folder: string, delay: number): Promise<StartedStore> {
  await using starting = new AsyncDisposableStack();
  const issuer = createCredentialIssuer(randomBytes(32), systemClock);
  const store = starting.adopt(await startArtifactStore({ port: 0, folder: join(folder, 'store'), issuer }), (one) =>
    one.close(),
  );
  const proxy = starting.adopt(await startCountingProxy('s3', store, delay), (one) => one.close());
  const scope = {
    jobId: 'bench',
    bucketName: BUCKET,
    readKeys: [INPUT],
    writeKeys: [OUTPUT],
    encryptionKeyId: undefined,
  };
  const address = (objectKey: string) =>
    JSON.stringify({
      endpoint: proxy.url,
      location: { name: 'Artifact', bucketName: BUCKET, objectKey },
      credentials: issuer.issue(scope, LIFETIME_SECONDS),
    } satisfies ArtifactAddress);
  const started = starting.move();
  return {
    proxy,
    input: address(INPUT),
    output: address(OUTPUT),
    seed: (file) => store.seed(BUCKET, INPUT, file),
    findOutput: () => store.find(BUCKET, OUTPUT),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
