import { Stack } from 'aws-cdk-lib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../../lambda/middleware/log.ts';
import { PartnerActionWorker } from '../../../lib/worker/partner-action-worker.ts';
import { actionTypeName } from '../../../model/action-type.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { actionType, resources, synthesize, withStack } from '../synthesize.ts';

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
      createLog(createRedactor(), (line) => lines.push(line)).count('JobsFailed', {
        action: actionTypeName(actionType),
      });
      return JSON.parse(lines[0] ?? '{}');
    });

    expect(written).toHaveLength(3);
    for (const { _aws, action: named } of written) {
      expect(_aws.CloudWatchMetrics).toMatchObject([
        { Namespace: 'Stack/PartnerAction', Dimensions: [[], ['action']] },
      ]);
      expect(named).toBe(actionTypeName(actionType));
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
});
