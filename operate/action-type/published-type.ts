import type { ActionTypeId } from '../../model/action-type.ts';
import { shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';

/** The parts of an action type that are compared, in one form for all documents. */
export interface PublishedType {
  readonly id: ActionTypeId;
  readonly properties: readonly PublishedProperty[];
  readonly inputs: Counts;
  readonly outputs: Counts;
  readonly links: Readonly<Record<string, string>>;
}

export interface PublishedProperty {
  readonly name: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly key: boolean;
  readonly queryable: boolean;
  readonly description: string;
}

export interface Counts {
  readonly minimumCount: number;
  readonly maximumCount: number;
}

type Given = Partial<PublishedProperty> & { name: string; optional?: boolean; noEcho?: boolean };
type Artifacts = { inputArtifactDetails: Counts; outputArtifactDetails: Counts };
type Declared = Artifacts & { id: ActionTypeId; properties?: Given[]; urls?: Record<string, string> };
type Listed = Artifacts & {
  id: ActionTypeId;
  actionConfigurationProperties?: Given[];
  settings?: Record<string, string>;
};
type Created = Artifacts &
  Omit<ActionTypeId, 'owner'> & { configurationProperties?: Given[]; settings?: Record<string, string> };

/**
 * The action types that a document has: the input of UpdateActionType or CreateCustomActionType, as this program prints them,
 * or what GetActionType or ListActionTypes answered.
 * @throws UnreadableDocument
 */
export function readPublishedTypes(document: unknown): PublishedType[] {
  const found = FORMS.find(({ member }) => typeof document === 'object' && document !== null && member in document);
  if (!found) throw new UnreadableDocument(`it is not one of these: ${FORMS.map(({ what }) => what).join(', ')}`);
  const violations = findViolations(shapes, found.shapeName, document);
  if (violations) throw new UnreadableDocument(violations);
  return found.read(document as never);
}

/** Says why a document cannot be used, and shows nothing of its content. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument';
}

/** The kinds of documents, each with a member that only it has, and with the shape against which it is checked. */
const FORMS = [
  {
    what: 'the input of update-action-type, the output of get-action-type',
    member: 'actionType',
    shapeName: 'UpdateActionTypeInput',
    read: ({ actionType }: { actionType: Declared }) => [
      publishedType(actionType.id, actionType, actionType.properties, actionType.urls),
    ],
  },
  {
    what: 'the output of list-action-types',
    member: 'actionTypes',
    shapeName: 'ListActionTypesOutput',
    read: ({ actionTypes }: { actionTypes: Listed[] }) =>
      actionTypes.map((one) => publishedType(one.id, one, one.actionConfigurationProperties, one.settings)),
  },
  {
    what: 'the input of create-custom-action-type',
    member: 'inputArtifactDetails',
    shapeName: 'CreateCustomActionTypeInput',
    read: (created: Created) => {
      const { category, provider, version, configurationProperties, settings } = created;
      const id = { category, owner: 'Custom', provider, version } as const;
      return [publishedType(id, created, configurationProperties, settings)];
    },
  },
] as const;

const publishedType = (
  id: ActionTypeId,
  { inputArtifactDetails: inputs, outputArtifactDetails: outputs }: Artifacts,
  properties: readonly Given[] = [],
  links: Readonly<Record<string, string>> = {},
): PublishedType => ({ id, inputs, outputs, links, properties: properties.map(publishedProperty) });

/** A partner's property says `optional` and `noEcho` where one of a custom action says `required` and `secret`. */
const publishedProperty = ({ name, optional, noEcho, ...given }: Given): PublishedProperty => ({
  name,
  required: given.required ?? !optional,
  secret: given.secret ?? noEcho ?? false,
  key: given.key ?? false,
  queryable: given.queryable ?? false,
  description: given.description ?? '',
});
