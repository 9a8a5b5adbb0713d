import type { ActionCategory } from '../action-type.ts';

/** The parts of an action from which its registration is made. */
interface RegisteredAction {
  readonly type: { readonly category: ActionCategory; readonly provider: string; readonly version: string };
  readonly configuration: Readonly<Record<string, RegisteredProperty>>;
  readonly inputs: ArtifactCount;
  readonly outputs: ArtifactCount;
}

interface RegisteredProperty {
  readonly required: boolean;
  readonly key: boolean;
  readonly secret: boolean;
  readonly queryable?: boolean;
  readonly description: string;
}

interface ArtifactCount {
  readonly minimum: number;
  readonly maximum: number;
}

/** The input of CreateCustomActionType for an action; the service sets the owner to Custom. */
export const customActionType = ({ type, configuration, inputs, outputs }: RegisteredAction) => ({
  category: type.category,
  provider: type.provider,
  version: type.version,
  configurationProperties: Object.entries(configuration).map(([name, property]) => ({
    name,
    required: property.required,
    key: property.key,
    secret: property.secret,
    queryable: property.queryable ?? false,
    description: property.description,
  })),
  inputArtifactDetails: countOf(inputs),
  outputArtifactDetails: countOf(outputs),
});

export const countOf = ({ minimum, maximum }: ArtifactCount) => ({ minimumCount: minimum, maximumCount: maximum });
