/** Runs in a thread: serves an action that tells how often the code of artifacts was asked for before it began. */
import { parentPort } from 'node:worker_threads';
import { defineAction, failed } from '../../../lambda/index.ts';
import { serveAction } from '../../../lambda/workplace/serve-action.ts';
import { memoryArtifacts } from '../../memory/artifacts.ts';

let asked = 0;

if (parentPort) {
  serveAction(
    {
      artifacts: { ...memoryArtifacts(new Map()), prepare: () => void asked++ },
      surroundings: { local: false },
      actions: [
        defineAction({
          type: { category: 'Test', provider: 'Probe', version: '1' },
          description: 'Tells what was asked for.',
          configuration: {},
          inputs: { minimum: 0, maximum: 1 },
          outputs: { minimum: 0, maximum: 1 },
          // A failure needs no output artifact.
          run: async () => failed('JobFailed', `asked for ${asked} times`),
        }),
      ],
    },
    parentPort,
  );
}
