import { parentPort } from 'node:worker_threads';
import { openArtifact } from '../archive/open-artifact.ts';
import { createArchive } from '../archive/zip/create-archive.ts';
import { s3Artifacts } from '../aws/s3/artifacts.ts';
import { type Action, serveAction } from '../worker.ts';
import { allowedHosts, isLocal } from './environment.ts';

/** The thread in which a worker runs one action of one job: a bundle's entry calls this with the author's list. */
export function serveActions(actions: readonly Action[]): void {
  const local = isLocal();
  if (!parentPort) throw new Error('An action is served in a thread of its worker only');
  serveAction(
    {
      artifacts: s3Artifacts({ openArchive: openArtifact, createArchive }, { forcePathStyle: local }),
      actions,
      surroundings: { local, allowedHosts: allowedHosts() },
    },
    parentPort,
  );
}
