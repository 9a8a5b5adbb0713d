import type {
  ActionTypeDeclaration,
  ConfigurationProperty,
  DeclaredProperty,
  RegisteredActionType,
} from './action-type.ts';

/** The most artifacts in a declaration, and in the older form of ListActionTypes and CreateCustomActionType. */
const MAX_DECLARED_ARTIFACTS = 10;
const MAX_LISTED_ARTIFACTS = 5;
const anyArtifacts = { minimumCount: 0, maximumCount: MAX_DECLARED_ARTIFACTS };

/** The declaration of a partner's action type; a type of which only the name is known takes everything. */
export const declarationOf = ({ id, declaration }: RegisteredActionType): ActionTypeDeclaration =>
  declaration ?? {
    executor: { type: 'JobWorker', configuration: { jobWorkerExecutorConfiguration: {} } },
    id,
    inputArtifactDetails: anyArtifacts,
    outputArtifactDetails: anyArtifacts,
  };

/** An action type as ListActionTypes has it. */
export function summaryOf(actionType: RegisteredActionType): object {
  const { id, custom } = actionType;
  if (custom) {
    const { settings, configurationProperties = [], inputArtifactDetails, outputArtifactDetails } = custom;
    const actionConfigurationProperties = configurationProperties;
    return { id, settings, actionConfigurationProperties, inputArtifactDetails, outputArtifactDetails };
  }
  const { urls, properties = [], inputArtifactDetails, outputArtifactDetails } = declarationOf(actionType);
  const { configurationUrl, ...templates } = urls ?? {};
  const settings = { ...templates, ...(configurationUrl && { thirdPartyConfigurationUrl: configurationUrl }) };
  return {
    id,
    ...(urls && { settings }),
    actionConfigurationProperties: properties.map(toConfigurationProperty),
    inputArtifactDetails: listed(inputArtifactDetails),
    outputArtifactDetails: listed(outputArtifactDetails),
  };
}

const toConfigurationProperty = ({ optional, noEcho, ...rest }: DeclaredProperty): ConfigurationProperty => ({
  ...rest,
  required: !optional,
  secret: noEcho,
});

const listed = ({ minimumCount, maximumCount }: { minimumCount: number; maximumCount: number }) => ({
  minimumCount: Math.min(minimumCount, MAX_LISTED_ARTIFACTS),
  maximumCount: Math.min(maximumCount, MAX_LISTED_ARTIFACTS),
});
