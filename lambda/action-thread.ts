import { parentPort } from 'node:worker_threads';
import { actions } from './actions/index.ts';
import { openArtifact } from './archive/open-artifact.ts';
import { createArchive } from './archive/zip/create-archive.ts';
import { s3Artifacts } from './aws/s3/artifacts.ts';
import { allowedHosts, isLocal } from './environment.ts';
import { serveAction } from './job/serve-action.ts';

const local = isLocal();

/** The thread in which a worker runs one action of one job. */
if (parentPort) {
  serveAction(
    {
      artifacts: s3Artifacts({ openArchive: openArtifact, createArchive }, { forcePathStyle: local }),
      actions,
      surroundings: { local, allowedHosts: allowedHosts() },
    },
    parentPort,
  );
}
