import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { ownerOf } from '../../model/integration.ts';
import { type Synthesized, synthesizeBundles } from '../bundles/synthesize-bundles.ts';
import type { BundledProps, PartnerActionWorkerProps } from './partner-action-worker-props.ts';

/** The bundles of each app, by the path of the module: workers in several Regions have the same bundles. */
const bundled = new WeakMap<IConstruct, Map<string, Synthesized>>();

/** The props, once the module that `actions` names is bundled into the app's output. @throws Error naming the prop or the module. */
export function bundleProps(
  scope: IConstruct,
  { actions, providers, ...props }: PartnerActionWorkerProps,
): BundledProps {
  const { actionTypes, bundles } = props;
  if (actions === undefined) {
    if (actionTypes && bundles) return { ...props, actionTypes: chooseTypes(actionTypes, providers), bundles };
    throw new Error('actions is missing: name the module that exports them, or give both actionTypes and bundles');
  }
  if (actionTypes || bundles) {
    throw new Error('actions is given beside actionTypes or bundles: allowed is actions alone, or both of the others');
  }
  const owner = ownerOf[props.integration ?? 'third-party'];
  const { definitions, folders } = bundleOnce(scope, actions);
  const owned = definitions.map((definition) => ({ ...definition, type: { ...definition.type, owner } }));
  const chosen = chooseTypes(
    owned.map(({ type }) => type),
    providers,
  );
  const served = owned.filter(({ type }) => chosen.includes(type));
  return { ...props, actionTypes: chosen, definitions: served, bundles: folders };
}

/** The action types of these providers, each of which must have one. @throws Error naming the provider, and which there are. */
function chooseTypes(
  types: readonly ActionTypeId[],
  providers: readonly string[] | undefined,
): readonly ActionTypeId[] {
  return providers?.map((provider) => findType(provider, types)) ?? types;
}

function findType(provider: string, types: readonly ActionTypeId[]): ActionTypeId {
  const found = types.filter((type) => type.provider === provider);
  const [type] = found;
  if (type && found.length === 1) return type;
  const known = types.map(actionTypeName).join(', ');
  throw new Error(`providers has "${provider}": it must be that of one action of ${known}`);
}

function bundleOnce({ node: { root } }: IConstruct, actions: string): Synthesized {
  const ofApp = bundled.get(root) ?? new Map<string, Synthesized>();
  bundled.set(root, ofApp);
  const known = ofApp.get(actions);
  if (known) return known;
  const outdir = Stage.isStage(root) ? root.outdir : 'cdk.out';
  const synthesized = synthesizeBundles(actions, join(outdir, 'bundles', String(ofApp.size + 1)));
  ofApp.set(actions, synthesized);
  return synthesized;
}
