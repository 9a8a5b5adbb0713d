import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const here = (path: string) => JSON.stringify(join(import.meta.dirname, path));

/** What names, numbers and times in the worker's own lines are made of. */
const TOKENS = ['JobsFailed', 'CloudWatchMetrics', 'Test', 'INFO', 'null', 'jobId', '2026', '":{"'];

/** Here the worker has the streams of its process to itself, as in Lambda: nothing stands between its lines and their reader. */
const SERVE = `
  import { failed } from ${here('../../../lambda/action/outcome.ts')};
  import { createWorker } from ${here('../../../lambda/worker.ts')};
  import { deliver } from ${here('deliver.ts')};
  import { createWorld } from ${here('world.ts')};

  const world = createWorld();
  for (const Password of ${JSON.stringify(TOKENS)}) world.addJob({ configuration: { Password, Note: '-' }, outputArtifacts: [] });
  await world.poll();
  const { actions, ...ports } = world.workerPorts(async ({ configuration }) => {
    process.stdout.write('it is ' + configuration.Password.reveal() + '\\n');
    return failed('JobFailed', 'for reasons of its own');
  });
  const worker = createWorker(ports, actions);
  for (const _ of ${JSON.stringify(TOKENS)}) await world.clock.finish(deliver(world.queue, worker, world.clock));
`;

it('writes its own lines past what hides secrets, so that no token of a customer breaks one', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', SERVE]);

  const lines = stdout.trim().split('\n');
  const own = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  expect(lines.filter((line) => !line.startsWith('{'))).toEqual(TOKENS.map(() => 'it is ***'));
  for (const metric of ['JobsClaimed', 'JobsFailed']) {
    const counted = own.filter(
      (line) => line[metric] === 1 && line._aws.CloudWatchMetrics[0].Metrics[0].Name === metric,
    );
    expect(counted, metric).toHaveLength(TOKENS.length);
  }
  for (const line of own) {
    expect(Date.parse(line.timestamp)).not.toBeNaN();
    expect(line).toMatchObject({ level: 'INFO', action: 'Test/ThirdParty/Probe/1' });
  }
});
