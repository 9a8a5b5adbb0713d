/** Runs in a thread, as the action of a deployed worker does. */
import { parentPort } from 'node:worker_threads';
import { serveAction } from '../../lambda/workplace/serve-action.ts';
import { memoryArtifacts } from '../memory/artifacts.ts';
import { leakyAction } from './action.ts';

if (parentPort) {
  serveAction(
    { artifacts: memoryArtifacts(new Map()), actions: [leakyAction], surroundings: { local: false } },
    parentPort,
  );
}
