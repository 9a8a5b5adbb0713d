import { join } from 'node:path';
import { atMost, holds } from '../goal.ts';
import type { Measurement } from '../measurement.ts';
import { startWorker } from '../pipeline/started-worker.ts';

const MINUTES = 60;
const MOST_LOGGED = 500;

export const idle: Measurement = {
  name: 'idle',
  title: 'an hour without jobs: the poller once for each minute, one action type',
  async measure({ scratch }) {
    await using worker = await startWorker(join(scratch, 'worker'));
    await worker.poll();
    worker.takeCalls();
    worker.takeLines();
    for (let minute = 0; minute < MINUTES; minute++) await worker.poll();
    const { codepipeline, s3, dynamodb } = worker.takeCalls();
    const logged = worker.takeLines().reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0) / MINUTES;
    const goals = [
      holds('G13', `CodePipeline calls = ${MINUTES}`, codepipeline.length === MINUTES, String(codepipeline.length)),
      atMost('G13', 'other calls', 0, s3.length + dynamodb.length),
      atMost('G13', 'logged a minute', MOST_LOGGED, logged, ' bytes'),
    ];
    return { figures: [], facts: {}, goals, skipped: [] };
  },
};
