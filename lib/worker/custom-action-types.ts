import type { RemovalPolicy } from 'aws-cdk-lib';
import { CfnCustomActionType } from 'aws-cdk-lib/aws-codepipeline';
import type { Construct } from 'constructs';
import { ownValue } from '../../model/own-value.ts';
import type { Count, Definition } from '../bundles/definitions.ts';

/** The links that CodePipeline shows with an action, by its provider. */
export type ActionLinks = Readonly<Record<string, CfnCustomActionType.SettingsProperty>>;

/** The longest description in the CreateCustomActionType model, in characters. */
const MAX_DESCRIPTION = 160;

/**
 * The action types in this account, as their definitions have them. CloudFormation replaces one for almost any change, which
 * CodePipeline refuses under the same version: a changed definition needs a new version.
 * Sources: AWS CloudFormation User Guide, "AWS::CodePipeline::CustomActionType"; CodePipeline API Reference, "DeleteCustomActionType".
 */
export function createCustomActionTypes(
  scope: Construct,
  definitions: readonly Definition[],
  links: ActionLinks,
  removalPolicy: RemovalPolicy,
): CfnCustomActionType[] {
  return definitions.map(({ type: { category, provider, version }, properties, inputs, outputs }) => {
    const settings = ownValue(links, provider);
    const created = new CfnCustomActionType(scope, `ActionType-${category}-${provider}-${version}`, {
      category,
      provider,
      version,
      inputArtifactDetails: countOf(inputs),
      outputArtifactDetails: countOf(outputs),
      configurationProperties: properties.map(({ description, ...facts }) => ({
        ...facts,
        description: description.slice(0, MAX_DESCRIPTION),
      })),
      ...(settings && { settings }),
    });
    created.applyRemovalPolicy(removalPolicy);
    return created;
  });
}

const countOf = ({ minimum, maximum }: Count) => ({ minimumCount: minimum, maximumCount: maximum });
