import { parentPort } from 'node:worker_threads';
import { type Action, artifactsWhenNeeded, serveAction } from '../thread.ts';
import { allowedHosts, isLocal } from './environment.ts';

/** The thread in which a worker runs one action of one job: a bundle's entry calls this with the author's list. */
export function serveActions(actions: readonly Action[]): void {
  if (!parentPort) throw new Error('An action is served in a thread of its worker only');
  const loadArtifacts = async () => (await import('./deployed-artifacts.ts')).deployedArtifacts;
  serveAction(
    {
      artifacts: artifactsWhenNeeded(loadArtifacts),
      actions,
      surroundings: { local: isLocal(), allowedHosts: allowedHosts() },
    },
    parentPort,
  );
}
