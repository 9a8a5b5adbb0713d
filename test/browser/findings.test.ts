import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createArchive } from '../../lambda/archive/zip/create-archive.ts';
import { acknowledged, details } from '../local/codepipeline/call-as-worker.ts';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { describeInBrowser } from './console-page.ts';

const COUNT = 5_000;

/** A SARIF report as a scanner writes it. */
const report = () => ({
  runs: [
    {
      results: Array.from({ length: COUNT }, (_, index) => ({
        level: index % 2 === 0 ? 'error' : 'warning',
        ruleId: 'github/GITHUB_TOKEN',
        message: { text: `Found number ${index}.` },
        locations: [
          { physicalLocation: { artifactLocation: { uri: `src/${index}.ts` }, region: { startLine: index + 1 } } },
        ],
      })),
    },
  ],
});

describeInBrowser('findings', (open) => {
  it('are a table of 5,000 rows of which few are drawn, which is sorted and filtered', async () => {
    const plane = await startPlane();
    const jobId = await plane.submit({ outputArtifacts: ['Report'] });
    await acknowledged(plane.client, jobId);
    const { bucketName = '', objectKey = '' } =
      (await details(plane.client, jobId)).data?.outputArtifacts?.[0]?.location?.s3Location ?? {};
    const pieces: Uint8Array[] = [];
    const archive = createArchive({ write: async (bytes) => void pieces.push(bytes.slice()) });
    await archive.write('findings.sarif', JSON.stringify(report()));
    await archive.finish();
    const file = join(plane.folder, 'report.zip');
    await writeFile(file, Buffer.concat(pieces));
    await plane.artifacts.seed(bucketName, objectKey, file);
    const { page, trouble } = await open(`${plane.url}/#job=${jobId}&tab=findings`);

    await page.getByText('5,000 findings').waitFor();
    const rows = page.locator('.findings tbody tr:not(.gap)');
    const drawn = await rows.count();
    const levels = await rows.locator('.level').allTextContents();
    await page.getByLabel('Filter the findings').fill('src/4999.ts');
    await page.getByText('1 of 5,000 findings').waitFor();

    expect(drawn).toBeGreaterThan(5);
    expect(drawn).toBeLessThan(60);
    expect(new Set(levels)).toEqual(new Set(['error']));
    expect(await rows.locator('td').nth(1).textContent()).toBe('src/4999.ts:5000');
    expect(trouble).toEqual([]);
  });
});
