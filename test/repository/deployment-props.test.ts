import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDeployment } from '../../lib/app/read-deployment.ts';
import { proseOf, ROOT, readDocument } from './documents.ts';

/** Why a prop of the construct is not a setting of a worker in the deployment file, and where it stands instead. */
const elsewhere: Readonly<Record<string, { why: string; deployment: object }>> = {
  actions: { why: 'all workers serve one module, each some of it', deployment: { actions: 'actions.ts' } },
  actionTypes: { why: 'with `bundles`, in place of `actions`', deployment: { actionTypes: [] } },
  bundles: { why: 'with `actionTypes`, in place of `actions`', deployment: { bundles: {} } },
  providers: {
    why: 'they are what tells one worker from another',
    deployment: { workers: { scanner: { providers: ['Scanner'] } } },
  },
};

const source = readFileSync(join(ROOT, 'lib/worker/partner-action-worker-props.ts'), 'utf8');
const [, body = ''] = /export interface PartnerActionWorkerProps \{\n(.*?)\n\}/s.exec(source) ?? [];
const props = [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name = '']) => name);

/** What a deployment file takes in a place, by the sentence that refuses anything else there. */
function takenIn(deployment: object): string[] {
  try {
    readDeployment(deployment);
  } catch (error) {
    return /allowed are (.*)$/.exec((error as Error).message)?.[1]?.split(', ') ?? [];
  }
  return [];
}

const settings = takenIn({ defaults: { '?': 1 } });

describe('the deployment file', () => {
  it('takes every prop of the construct, or has a reason not to', () => {
    expect(props.length).toBeGreaterThan(20);
    expect(props.filter((prop) => !settings.includes(prop)).toSorted()).toEqual(Object.keys(elsewhere).toSorted());
    expect(settings.filter((setting) => !props.includes(setting))).toEqual([]);
  });

  it.each(Object.entries(elsewhere))('has another place for %s: $1.why', (_prop, { deployment }) => {
    expect(readDeployment(deployment)).toBe(deployment);
  });

  it('takes the same settings in each of its places', () => {
    const ofWorker = takenIn({ workers: { scanner: { providers: ['Scanner'], '?': 1 } } });
    const ofRegion = takenIn({ regions: { 'eu-west-1': { '?': 1 } } });

    expect(ofWorker).toEqual(['providers', ...settings]);
    expect(ofRegion).toEqual(['workers', ...settings]);
  });

  it.each(['docs/operating.md', 'docs/deploying.md'])('takes each prop that %s names', (path) => {
    const named = [...proseOf(readDocument(path)).matchAll(/`(\w+)(?:: [^`]+)?`/g)].map(([, name = '']) => name);
    const turned = [...new Set(named)].filter((name) => props.includes(name));

    expect(turned.length).toBeGreaterThan(3);
    expect(turned.filter((name) => !settings.includes(name) && elsewhere[name] === undefined)).toEqual([]);
  });
});
