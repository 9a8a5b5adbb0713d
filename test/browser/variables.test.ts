import { PutJobSuccessResultCommand } from '@aws-sdk/client-codepipeline';
import { expect, it } from 'vitest';
import { acknowledged, startCustomPlane } from '../local/codepipeline/call-as-custom-worker.ts';
import { describeInBrowser } from './console-page.ts';

describeInBrowser('the job of a custom action', (open) => {
  it('shows the output variables that it ended with, as text and within bounds', async () => {
    const plane = await startCustomPlane();
    const jobId = await plane.submit({ configuration: { ApiKey: 'open-sesame-4711' } });
    await acknowledged(plane.client, jobId);
    const outputVariables = {
      Hostile: '<img src=x onerror=alert(1)>\u202e',
      Secret: 'the key is open-sesame-4711',
      Long: 'x'.repeat(100_000),
    };
    await plane.client.send(new PutJobSuccessResultCommand({ jobId, outputVariables }));

    const { page, trouble } = await open(`${plane.url}/#job=${jobId}`);
    await page.locator('.outcome').getByText('output variable').first().waitFor();

    const shown = (await page.locator('.outcome').textContent()) ?? '';
    expect(shown).toContain('output variable Hostile <img src=x onerror=alert(1)>\\u202e');
    expect(shown).toContain('output variable Secret the key is ***');
    expect(shown.length).toBeLessThan(6_000);
    const { width } = page.viewportSize() ?? { width: 0 };
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(await page.locator('.outcome img').count()).toBe(0);
    expect(trouble).toEqual([]);
  });
});
