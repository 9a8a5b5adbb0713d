import { describe, expect, it } from 'vitest';
import { resources, spell, synthesize } from '../synthesize.ts';

interface Widget {
  x: number;
  y: number;
  width: number;
  properties: { title: string; metrics?: unknown[][]; alarms?: string[] };
}

const template = synthesize();
const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
const widgets: Widget[] = JSON.parse(String(spell(dashboard?.['Properties'].DashboardBody))).widgets;

const titlesOf = (row: Widget[]) => row.toSorted((a, b) => a.x - b.x).map(({ properties }) => properties.title);
const metricsOf = (title: string) => widgets.find(({ properties }) => properties.title === title)?.properties.metrics;

describe('the dashboard', () => {
  it('shows the alarms, then the road of a job from left to right, then the functions and what costs', () => {
    const rows = [...Map.groupBy(widgets, ({ y }) => y)].toSorted(([a], [b]) => a - b);

    expect(rows.map(([, row]) => titlesOf(row))).toEqual([
      ['Alarms'],
      [
        'Polls and jobs queued',
        'Queue: depth and age',
        'Claims',
        'Outcomes of each action',
        'Results rejected, leases lost',
        'Dead letters and last word',
      ],
      ['Duration, average and longest', 'Errors', 'Throttles', 'What costs'],
    ]);
    for (const [, row] of rows) expect(row.reduce((sum, { width }) => sum + width, 0)).toBe(24);
  });

  it('shows every alarm of the stack', () => {
    const parts = ['PollerSilent.Arn', 'PollerHasRun.Arn'];
    const alarms = ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Alarm']
      .flatMap((type) => Object.keys(resources(template, type)))
      .map((id) => `${id}.Arn`)
      .filter((arn) => !parts.includes(arn));

    expect(widgets.find(({ properties }) => properties.alarms)?.properties.alarms).toEqual(alarms);
  });

  it('counts the outcomes of each action by itself', () => {
    const twoActions = ['One', 'Two'].map((provider) => ({
      category: 'Test' as const,
      owner: 'ThirdParty' as const,
      provider,
      version: '1',
    }));
    const [other] = Object.values(synthesize({ actionTypes: twoActions }).findResources('AWS::CloudWatch::Dashboard'));
    const body = String(spell(other?.['Properties'].DashboardBody));

    for (const { provider } of twoActions) {
      for (const name of ['JobsSucceeded', 'JobsContinued', 'JobsFailed']) {
        expect(body).toContain(`["Stack/PartnerAction","${name}","action","Test/ThirdParty/${provider}/1"`);
      }
    }
  });

  it('shows the work that is paid for: invocations, empty receives, writes and log bytes', () => {
    const names = metricsOf('What costs')?.map(([namespace, name]) => `${namespace} ${name}`);

    expect(new Set(names)).toEqual(
      new Set([
        'AWS/Lambda Invocations',
        'AWS/SQS NumberOfEmptyReceives',
        'AWS/DynamoDB ConsumedWriteCapacityUnits',
        'AWS/Logs IncomingBytes',
      ]),
    );
  });

  it('stays within the 50 metrics of a free dashboard', () => {
    const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);

    expect(metrics.length).toBeLessThanOrEqual(50);
  });
});
