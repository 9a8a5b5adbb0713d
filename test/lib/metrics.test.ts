import { Stack } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nameOf } from '../../lambda/job/action.ts';
import type { Metric } from '../../lambda/job/ports.ts';
import { createRedactor } from '../../lambda/job/redactor.ts';
import { createLog } from '../../lambda/middleware/log.ts';
import { actionName } from '../../lib/action-type.ts';
import { type JobMetric, jobMetrics } from '../../lib/metrics.ts';
import { PartnerActionWorker } from '../../lib/partner-action-worker.ts';
import { actionType, resources, synthesize, withStack } from './synthesize.ts';

describe('the metrics', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('are in the namespace and under the dimension that each function writes', () => {
    const functions = resources<{ Environment: { Variables: Record<string, string> } }>(
      synthesize(),
      'AWS::Lambda::Function',
    );
    const written = Object.values(functions).map(({ Environment }) => {
      vi.stubEnv('METRIC_NAMESPACE', Environment.Variables['METRIC_NAMESPACE']);
      const lines: string[] = [];
      createLog(createRedactor(), (line) => lines.push(line)).count('JobsFailed', { action: nameOf(actionType) });
      return JSON.parse(lines[0] ?? '{}');
    });

    expect(written).toHaveLength(3);
    for (const { _aws, action: named } of written) {
      expect(_aws.CloudWatchMetrics).toMatchObject([
        { Namespace: 'Stack/PartnerAction', Dimensions: [[], ['action']] },
      ]);
      expect(named).toBe(actionName(actionType));
    }
  });

  it('of two workers never meet, be they in two stacks or in one', () => {
    const namespaces = withStack({}, ({ worker }, app, bundles) => {
      const other = new Stack(app, 'Other');
      const workers = ['One', 'Two'].map(
        (id) => new PartnerActionWorker(other, id, { actionTypes: [actionType], bundles }),
      );
      return [worker, ...workers].map(({ metricNamespace }) => metricNamespace);
    });

    expect(namespaces).toEqual(['Stack/PartnerAction', 'Other/One', 'Other/Two']);
  });

  it('are all that the functions count', () => {
    // The types of both lists hold each other in place; a metric in one of them only does not compile.
    const known: readonly Metric[] = jobMetrics;
    const counted = (metric: Metric): JobMetric => metric;

    expect(known.map(counted)).toEqual([...new Set(jobMetrics)]);
  });
});
