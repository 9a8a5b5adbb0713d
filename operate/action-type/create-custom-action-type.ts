import type { Action } from '../../lambda/action/action.ts';
import { customActionType } from '../../model/codepipeline/custom-action-type.ts';
import { type Links, templatesOf } from './links.ts';
import { hasLinks } from './update-action-type.ts';

/** The input of CreateCustomActionType for an action, with its links. */
export const createCustomActionTypeInput = (action: Action, links: Links) => ({
  ...customActionType(action),
  ...(hasLinks(links) ? { settings: { thirdPartyConfigurationUrl: links.configuration, ...templatesOf(links) } } : {}),
});
