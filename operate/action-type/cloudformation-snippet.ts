import type { createCustomActionTypeInput } from './create-custom-action-type.ts';
import { type Example, SECRET_NAME, VALUE } from './example.ts';

type Document = ReturnType<typeof createCustomActionTypeInput>;

/**
 * A template with the action type, in JSON. CloudFormation has the members of the API under the same names, with a capital.
 * Source: AWS CloudFormation User Guide, "AWS::CodePipeline::CustomActionType".
 */
export const cloudFormationTemplate = (document: Document): string =>
  json({
    Resources: {
      ActionType: {
        Type: 'AWS::CodePipeline::CustomActionType',
        // Its version can never be used again for another definition.
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: capitalized(document),
      },
    },
  });

/** The action in the `Actions` of a stage, in JSON. */
export const cloudFormationAction = (
  { category, provider, version }: Document,
  { properties, inputs, outputs }: Example,
): string =>
  json({
    Name: provider,
    ActionTypeId: { Category: category, Owner: 'Custom', Provider: provider, Version: version },
    Configuration: Object.fromEntries(
      properties
        .filter(({ required }) => required)
        .map(({ name, secret }) => [
          name,
          secret ? `{{resolve:secretsmanager:${SECRET_NAME}:SecretString:::}}` : VALUE,
        ]),
    ),
    InputArtifacts: inputs.map((name) => ({ Name: name })),
    OutputArtifacts: outputs.map((name) => ({ Name: name })),
    RunOrder: 1,
  });

const json = (value: object) => JSON.stringify(value, null, 2);

function capitalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalized);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [`${name[0]?.toUpperCase()}${name.slice(1)}`, capitalized(member)]),
  );
}
