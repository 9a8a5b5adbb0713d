import type { Action } from '../../lambda/action/action.ts';
import { type Links, templatesOf } from './links.ts';
import { countOf, hasLinks } from './update-action-type.ts';

/** The input of CreateCustomActionType for the same action; the service sets the owner to Custom. */
export const createCustomActionTypeInput = (action: Action, links: Links) => ({
  category: action.type.category,
  provider: action.type.provider,
  version: action.type.version,
  ...(hasLinks(links) ? { settings: { thirdPartyConfigurationUrl: links.configuration, ...templatesOf(links) } } : {}),
  configurationProperties: Object.entries(action.configuration).map(([name, property]) => ({
    name,
    required: property.required,
    key: property.key,
    secret: property.secret,
    queryable: property.queryable,
    description: property.description,
  })),
  inputArtifactDetails: countOf(action.inputs),
  outputArtifactDetails: countOf(action.outputs),
});
