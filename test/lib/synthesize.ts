import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { bundleNames } from '../../lib/bundles.ts';
import { PartnerActionStack, type PartnerActionStackProps } from '../../lib/partner-action-stack.ts';

export const actionType = { category: 'Test', owner: 'ThirdParty', provider: 'Example', version: '1' };

/** The template of a stack under the feature flags of cdk.json. The code of the functions is not part of a template. */
export function synthesize(props: Partial<PartnerActionStackProps> = {}): Template {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  try {
    for (const name of bundleNames) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = async () => {};\n');
    }
    const app = new App({ context: cdk.context, outdir: join(folder, 'cdk.out') });
    const bundles = {
      poller: join(folder, 'poller'),
      worker: join(folder, 'worker'),
      'last-word': join(folder, 'last-word'),
    };
    return Template.fromStack(new PartnerActionStack(app, 'Stack', { actionTypes: [actionType], bundles, ...props }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Every resource of a type by the id it has in lib/, with references written as `Jobs` and `Jobs.Arn`. */
export function resources<Properties>(template: Template, type: string): Record<string, Properties> {
  const found = Object.entries(template.findResources(type));
  return Object.fromEntries(found.map(([id, { Properties }]) => [shorten(id), spell(Properties)]));
}

const spell = (value: unknown) => JSON.parse(JSON.stringify(value), (_key, part) => spellReference(part));

function spellReference(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if ('Ref' in part) return shorten(String(part.Ref));
  if ('Fn::GetAtt' in part && Array.isArray(part['Fn::GetAtt'])) return part['Fn::GetAtt'].map(shorten).join('.');
  if ('Fn::Join' in part && Array.isArray(part['Fn::Join'])) return part['Fn::Join'][1].join('');
  return part;
}

/** Leaves off the construct's id in front and the hash behind, and what the CDK adds to its own role. */
const shorten = (id: string) =>
  id
    .replace(/^PartnerAction/, '')
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/^SchedulerRoleForTarget[0-9a-f]{6}/, 'SchedulerRole');
