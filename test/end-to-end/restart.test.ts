import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { actionsModule } from '../../bin/actions.ts';
import { keptBundles } from '../../command/kept-folder.ts';
import { bundleAll } from '../../lib/bundles/bundles.ts';
import { startFunctions } from '../../local/program/functions.ts';
import { startServices } from '../../local/program/services.ts';
import { anyFreePorts } from '../../model/local/services.ts';
import { timeLimit } from '../time-limit.ts';
import { artifactGuard } from './local-worker.ts';

it('runs a job that was submitted before everything was stopped and started again', {
  timeout: timeLimit(60_000),
}, async () => {
  await using cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'restart-'));
  cleanup.defer(() => rm(folder, { recursive: true }));
  const input = join(folder, 'input');
  await mkdir(input);
  await writeFile(join(input, 'a.txt'), 'plain\n');
  const options = { ports: anyFreePorts, state: join(folder, 'state'), actionTypes: [artifactGuard] };

  const before = await startServices(options);
  const { jobId } = await before.controlPlane.jobs.submit({ inputArtifacts: [{ name: 'Source', path: input }] });
  await before.close();
  const after = await startServices(options);
  cleanup.defer(() => after.close());
  const made = {
    bundles: await bundleAll(join(folder, 'bundles'), actionsModule, { kept: keptBundles() }),
    actionTypes: options.actionTypes,
  };
  const functions = await startFunctions(after, { made, onLog() {}, onError() {} });
  cleanup.defer(() => functions.close());

  const job = await after.controlPlane.jobs.waitFor(jobId, ['Succeeded']);

  expect(job.executionDetails?.summary).toBe('Scanned 1 file (6 bytes): no leaked credentials.');
});
