import { describe, expect, it } from 'vitest';
import { artifactGuard } from '../../lambda/actions/artifact-guard.ts';
import { actions } from '../../lambda/actions/index.ts';
import { remoteRun } from '../../lambda/actions/remote-run.ts';
import { idleCost, jobCost, sumOf } from '../../operate/cost/cost.ts';
import { costMarkdown } from '../../operate/cost/cost-table.ts';
import { readTemplate } from '../../operate/cost/template-facts.ts';
import { resources, spell, synthesize } from '../lib/synthesize.ts';
import { documents, readDocument, tableBelow } from './documents.ts';

const handbook = readDocument('docs/operating.md');
const template = synthesize({ actionTypes: actions.map(({ type }) => type) });

/** The first cells of the table below a heading. */
const rowsBelow = (heading: string) => tableBelow(handbook, heading).map(([cell = '']) => cell);

describe('the handbook', () => {
  it('says of every alarm of the stack what to do, and of no other', () => {
    const types = ['AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Alarm'];
    const parts = ['PollerSilent', 'PollerHasRun'];
    const alarms = types
      .flatMap((type) => Object.keys(resources(template, type)))
      .filter((id) => !parts.includes(id))
      .map((id) => id.replace(/Alarms?$/, ''));

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

  it('is told by docs/cost.md what npm run cost prints, and by README.md what it comes to', () => {
    const { text } = readDocument('docs/cost.md');
    const ofThoseThatShip = { actionTypes: [artifactGuard.type, remoteRun.type] };
    const facts = readTemplate(synthesize(ofThoseThatShip).toJSON());
    const usage = { jobs: 1000, jobSeconds: 20, artifactMib: 50 };

    expect(text).toContain(costMarkdown('PartnerAction: an idle month', idleCost(facts)));
    expect(text).toContain(costMarkdown('PartnerAction: 1000 jobs of 20 seconds, beside that', jobCost(facts, usage)));
    const [all, alarms] = [sumOf(idleCost(facts)), sumOf(idleCost(facts), 'monitoring')].map(Math.round);
    const readme = readDocument('README.md').text.replaceAll(/\s+/g, ' ');
    expect(readme).toContain(
      `about $${all} for an idle month at list price, $${alarms} of it for alarms and dashboard`,
    );
  });

  it('and the other docs name only outputs that the stack has', () => {
    const named = new Set(documents.flatMap(({ text }) => text.match(/(?<=`)Next\w+(?=`)/g) ?? []));

    expect(named.size).toBeGreaterThan(2);
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining([...named]));
  });
});
