import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CfnWaitConditionHandle,
  CloudFormationValidatePlugin,
  type IPolicyValidationPlugin,
  Stack,
  Validations,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdk from '../../cdk.json' with { type: 'json' };
import { PartnerActionStack, type PartnerActionStackProps } from '../../lib/app/partner-action-stack.ts';
import { type BundleName, bundleNames } from '../../lib/bundles/bundles.ts';

export const actionType = { category: 'Test', owner: 'ThirdParty', provider: 'Example', version: '1' } as const;

/** Props, or what makes them in another stack of the same app. */
type Props = Partial<PartnerActionStackProps> | ((elsewhere: Stack) => Partial<PartnerActionStackProps>);

/** An app under the feature flags of cdk.json. `check` alone has its templates validated, which takes longer than to make them. */
export const createApp = (outdir: string): App =>
  new App({ context: cdk.context, outdir, builtinCloudFormationValidation: false });

/** The stack under the feature flags of cdk.json. `use` gets its app and bundles while the code of the functions exists. */
export function withStack<Result>(
  props: Props,
  use: (stack: PartnerActionStack, app: App, bundles: Record<BundleName, string>) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  try {
    const app = createApp(join(folder, 'cdk.out'));
    const bundles = writeBundles(folder);
    const given = typeof props === 'function' ? props(createStackElsewhere(app)) : props;
    return use(new PartnerActionStack(app, 'Stack', { actionTypes: [actionType], bundles, ...given }), app, bundles);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Synthesis refuses a stack without a resource. */
function createStackElsewhere(app: App): Stack {
  const elsewhere = new Stack(app, 'Elsewhere');
  new CfnWaitConditionHandle(elsewhere, 'Resource');
  return elsewhere;
}

/** The templates that were made, by what they were made with: many files ask for the same one. */
const templates = new Map<Props, string>();
const byDefault: Props = {};

/** The template of that stack. The code of the functions is not part of it. */
export function synthesize(props: Props = byDefault): Template {
  const known = templates.get(props);
  const template = known ?? withStack(props, (stack) => JSON.stringify(Template.fromStack(stack).toJSON()));
  templates.set(props, template);
  return Template.fromJSON(JSON.parse(template));
}

const validation = new CloudFormationValidatePlugin();
/** It is registered without its version, which its type leaves open. */
const cloudFormation: IPolicyValidationPlugin = {
  name: validation.name,
  validate: (context) => validation.validate(context),
};

/**
 * What the AwsSolutions rules of cdk-nag and those of CloudFormation object to in an app, in their words, and the templates of
 * its stacks.
 */
export function check(app: App): { objections: string; templateOf(stack: Stack): Template } {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), cloudFormation);
  // The templates are written before they are checked.
  const read = ({ templateFile }: Stack) => JSON.parse(readFileSync(join(app.outdir, templateFile), 'utf8'));
  return { objections: synthesisError(app), templateOf: (stack) => Template.fromJSON(read(stack)) };
}

function synthesisError(app: App): string {
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
}

/** Bundles that hold a handler and nothing else. */
export function writeBundles(folder: string): Record<BundleName, string> {
  for (const name of bundleNames) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = async () => {};\n');
  }
  return { poller: join(folder, 'poller'), worker: join(folder, 'worker'), 'last-word': join(folder, 'last-word') };
}

/** Every resource of a type by the id it has in lib/, with references written as `Jobs` and `Jobs.Arn`. */
export function resources<Properties>(template: Template, type: string): Record<string, Properties> {
  const found = Object.entries(template.findResources(type));
  return Object.fromEntries(found.map(([id, { Properties }]) => [shorten(id), spell(Properties)]));
}

/** The value with every reference in it written out. */
export const spell = (value: unknown) => JSON.parse(JSON.stringify(value), (_key, part) => spellReference(part));

function spellReference(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  if ('Ref' in part) return shorten(String(part.Ref));
  if ('Fn::GetAtt' in part && Array.isArray(part['Fn::GetAtt'])) return part['Fn::GetAtt'].map(shorten).join('.');
  if ('Fn::Join' in part && Array.isArray(part['Fn::Join'])) return part['Fn::Join'][1].join('');
  return part;
}

/** Leaves off the construct's id in front and the hash behind. */
const shorten = (id: string) => id.replace(/^PartnerAction/, '').replace(/[0-9A-F]{8}$/, '');
