import type { ActionCategory, ActionTypeId } from '../../../model/action-type.ts';

/** How many artifacts an action takes or makes. */
export interface ArtifactDetails {
  minimumCount: number;
  maximumCount: number;
}

/** A property of a custom action's configuration. */
export interface ConfigurationProperty {
  name: string;
  required: boolean;
  key: boolean;
  secret: boolean;
  queryable?: boolean;
  description?: string;
  type?: 'String' | 'Number' | 'Boolean';
}

/** Links that CodePipeline shows with an action. */
export interface LinkTemplates {
  entityUrlTemplate?: string;
  executionUrlTemplate?: string;
  revisionUrlTemplate?: string;
}

export interface Tag {
  key: string;
  value: string;
}

/** What a custom action type is created from: the input of CreateCustomActionType. */
export interface CustomActionType {
  category: ActionCategory;
  provider: string;
  version: string;
  settings?: LinkTemplates & { thirdPartyConfigurationUrl?: string };
  configurationProperties?: ConfigurationProperty[];
  inputArtifactDetails: ArtifactDetails;
  outputArtifactDetails: ArtifactDetails;
  tags?: Tag[];
}

/** A property of a partner action's configuration. */
export interface DeclaredProperty {
  name: string;
  optional: boolean;
  key: boolean;
  noEcho: boolean;
  queryable?: boolean;
  description?: string;
}

/** What a partner's action type is: the `actionType` of GetActionType and UpdateActionType. */
export interface ActionTypeDeclaration {
  description?: string;
  executor: {
    type: 'JobWorker' | 'Lambda';
    configuration: { jobWorkerExecutorConfiguration?: object; lambdaExecutorConfiguration?: object };
    policyStatementsTemplate?: string;
    jobTimeout?: number;
  };
  id: ActionTypeId;
  inputArtifactDetails: ArtifactDetails;
  outputArtifactDetails: ArtifactDetails;
  permissions?: { allowedAccounts: string[] };
  properties?: DeclaredProperty[];
  urls?: LinkTemplates & { configurationUrl?: string };
}

/** An action type that the control plane knows. Without a definition nothing but its name is known. */
export interface RegisteredActionType {
  id: ActionTypeId;
  custom?: CustomActionType;
  declaration?: ActionTypeDeclaration;
  /** A deleted one is kept, because its version can only come back as it was. */
  isDeleted?: boolean;
}

export const customActionTypeId = ({
  category,
  provider,
  version,
}: Pick<CustomActionType, 'category' | 'provider' | 'version'>): ActionTypeId => ({
  category,
  owner: 'Custom',
  provider,
  version,
});
