import { constants, copyFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Certificate } from '../http/certificate.ts';
import type { CredentialIssuer } from '../http/credentials.ts';
import { type LocalServer, listen } from '../http/loopback.ts';
import { answerRequest } from './answer-request.ts';
import type { Store, StoreTarget } from './call.ts';
import { openFolders, withIncomingFile } from './folders.ts';
import { newETag, openObjects } from './objects.ts';
import { type StoreRules, storeRules } from './rules.ts';
import { openUploads } from './uploads.ts';

/** An S3 for the artifacts of jobs: it takes their credentials only, and refuses what AWS refuses. */
export interface ArtifactStore extends LocalServer {
  /** Copies a file of this machine under a key, as CodePipeline puts an artifact there before the job starts. */
  seed(bucketName: string, objectKey: string, file: string): Promise<void>;
  /** Where an object's bytes lie on this machine, or undefined when there is no such object. */
  find(bucketName: string, objectKey: string): Promise<{ path: string; size: number } | undefined>;
  /** From now on each request follows the rules that this function gives. */
  followRules(read: () => StoreRules): void;
}

interface ArtifactStoreOptions {
  /** 0 takes any free port. */
  port: number;
  /** Holds everything; made when it is missing. One store at a time may use it. */
  folder: string;
  issuer: CredentialIssuer;
  clock?: Clock;
  /** The assumed rules to change from the standard. */
  rules?: Partial<StoreRules>;
  /** Has the port take https beside http. */
  certificate?: Certificate | undefined;
  /** Gets errors that were answered with InternalError. */
  onError?: (error: unknown) => void;
}

/** Starts the store on what the folder holds from earlier runs. @throws PortInUse */
export async function startArtifactStore(options: ArtifactStoreOptions): Promise<ArtifactStore> {
  const { port, folder, issuer, clock = systemClock, rules, certificate, onError = () => {} } = options;
  const standing = storeRules(rules);
  let read = () => standing;
  const opening = Promise.withResolvers<Store>();
  const running = new Set<Promise<void>>();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const run = answerRequest(request, response, { store: await opening.promise, issuer, clock, onError });
    running.add(run);
    await run.finally(() => running.delete(run));
  };
  // The port is taken before the folder is opened: the folder of another store on this port must not be touched.
  const server = await listen(handle, port, onError, { certificate });
  const store = await openStore(folder, () => read()).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  opening.resolve(store);
  return {
    ...server,
    followRules(next) {
      read = next;
    },
    async close() {
      await server.close();
      // Requests that were cut off still remove their files.
      await Promise.allSettled(running);
    },
    seed: (bucketName, objectKey, file) => seed(store, { bucketName, objectKey }, file, clock.now()),
    async find(bucketName, objectKey) {
      const object = await store.objects.read(bucketName, objectKey);
      return object && { path: object.path, size: object.facts.size };
    },
  };
}

async function openStore(folder: string, rules: () => StoreRules): Promise<Store> {
  const folders = await openFolders(folder);
  return { folders, objects: await openObjects(folders), uploads: openUploads(folders), rules };
}

async function seed(
  { folders, objects }: Store,
  name: Pick<StoreTarget, 'bucketName' | 'objectKey'>,
  file: string,
  modifiedAt: number,
): Promise<void> {
  const original = await stat(file);
  if (!original.isFile()) throw new Error(`An artifact must be a regular file, got ${file}`);
  await withIncomingFile(folders, async (copy) => {
    await copyFile(file, copy, constants.COPYFILE_FICLONE);
    const { size } = await stat(copy);
    await objects.put({ ...name, size, etag: newETag(), modifiedAt, headers: {} }, copy);
  });
}
