import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actions } from '../../lambda/actions/index.ts';
import { idleCost, jobCost } from '../../operate/cost/cost.ts';
import { costMarkdown } from '../../operate/cost/cost-table.ts';
import { readTemplate } from '../../operate/cost/template-facts.ts';
import { resources, spell, synthesize } from '../lib/synthesize.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const template = synthesize({ actionTypes: actions.map(({ type }) => type) });

/** The first cells of the table below a heading. */
function rowsBelow(heading: string): string[] {
  const section = readme.split(`\n### ${heading}\n`)[1]?.split('\n#')[0] ?? '';
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => row.split('|')[1]?.trim() ?? '');
}

describe('the README', () => {
  it('says of every alarm of the stack what to do, and of no other', () => {
    const alarms = Object.keys(resources(template, 'AWS::CloudWatch::Alarm')).map((id) => id.replace(/Alarm$/, ''));

    const ofEachAction = /^JobsFail(?=Test)/;
    const told = rowsBelow('When an alarm goes off').map((cell) => cell.match(/`(\w+)…?`/)?.[1]);
    expect(told).toEqual([...new Set(alarms.map((name) => name.match(ofEachAction)?.[0] ?? name))]);
  });

  it('explains every widget of the dashboard, in the order in which they are seen', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const { widgets }: { widgets: { x: number; y: number; properties: { title: string } }[] } = JSON.parse(
      String(spell(dashboard?.['Properties'].DashboardBody)),
    );

    const seen = widgets.toSorted((a, b) => a.y - b.y || a.x - b.x).map(({ properties }) => properties.title);
    expect(rowsBelow('Reading the dashboard')).toEqual(seen);
  });

  it('has the cost tables that npm run cost prints', () => {
    const facts = readTemplate(template.toJSON());
    const usage = { jobs: 1000, jobSeconds: 20, artifactMib: 50 };

    expect(readme).toContain(costMarkdown('PartnerAction: an idle month', idleCost(facts)));
    expect(readme).toContain(
      costMarkdown('PartnerAction: 1000 jobs of 20 seconds, beside that', jobCost(facts, usage)),
    );
  });

  it('names only outputs that the stack has', () => {
    const named = new Set([...readme.matchAll(/`(Next\w+)`/g)].map(([, name]) => name));

    expect(named.size).toBeGreaterThan(2);
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining([...named]));
  });
});
