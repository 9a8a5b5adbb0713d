import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assumptions } from '../../operate/cost/assumptions.ts';
import { timeLimit } from '../time-limit.ts';
import { artifactGuard, startLocalWorker } from './local-worker.ts';

/** What CloudWatch Logs counts beside the text of an event. Source: its API Reference, "PutLogEvents". */
const EVENT_BYTES = 26;

/** What Lambda itself writes of an invocation, in the form of its Developer Guide ("Log formats": plain text). */
const platformLines = [
  'START RequestId: 79b4f56e-95b1-4643-9700-2807f4e68189 Version: $LATEST',
  'END RequestId: 79b4f56e-95b1-4643-9700-2807f4e68189',
  'REPORT RequestId: 79b4f56e-95b1-4643-9700-2807f4e68189\tDuration: 12345.67 ms\tBilled Duration: 12345 ms\t' +
    'Memory Size: 1769 MB\tMax Memory Used: 273 MB\tInit Duration: 466.59 ms\t',
  'XRAY TraceId: 1-5ea1e5c4-5b4a6a9a6e2f3e8f6d1c2b3a\tSegmentId: 07f574f15c42c44c\tSampled: true\t',
];

it('a job writes the number of log bytes that its cost is computed with, and not half as many', {
  timeout: timeLimit(60_000),
}, async () => {
  await using worker = await startLocalWorker();
  const path = join(worker.folder, 'input');
  await mkdir(path);
  await Promise.all(Array.from({ length: 100 }, (_, file) => writeFile(join(path, `${file}.txt`), 'plain\n')));

  const [job] = await worker.runJob({
    actionTypeId: artifactGuard,
    pipelineName: 'web-shop-production',
    stageName: 'Verify-Release',
    actionName: 'Credentials-Guard',
    inputArtifacts: [{ name: 'Source', path }],
    outputArtifacts: ['Report'],
  });

  await expect.poll(() => worker.lines.join('\n')).toContain('"JobsSucceeded":1');
  const told = worker.lines
    .filter((line) => line.includes(job?.jobId ?? '-'))
    .map((line) => line.replace(/^[\w-]+: /, ''));
  const bytes = [...told, ...platformLines].reduce((sum, line) => sum + Buffer.byteLength(line) + EVENT_BYTES, 0);
  expect(told.length).toBeGreaterThan(10);
  expect(job?.status).toBe('Succeeded');
  expect(bytes).toBeLessThanOrEqual(assumptions.logKilobytesAJob * 1000);
  expect(bytes).toBeGreaterThan(assumptions.logKilobytesAJob * 500);
});
