import type { Action } from '../../lambda/action/action.ts';
import { countOf } from '../../model/codepipeline/custom-action-type.ts';
import { type Links, templatesOf } from './links.ts';

/**
 * The input of UpdateActionType for an action of a job worker. `properties` is a list, as in the service model; the User
 * Guide's sample file, which has an object, does not fit the API.
 * @param pollingAccounts IDs of the accounts that workers may poll from.
 */
export const updateActionTypeInput = (action: Action, pollingAccounts: readonly string[], links: Links) => ({
  actionType: {
    description: action.description,
    executor: {
      type: 'JobWorker',
      configuration: {
        jobWorkerExecutorConfiguration: pollingAccounts.length > 0 ? { pollingAccounts } : {},
      },
    },
    id: action.type,
    inputArtifactDetails: countOf(action.inputs),
    outputArtifactDetails: countOf(action.outputs),
    properties: Object.entries(action.configuration).map(([name, property]) => ({
      name,
      optional: !property.required,
      key: property.key,
      noEcho: property.secret,
      queryable: property.queryable,
      description: property.description,
    })),
    ...(hasLinks(links) ? { urls: { configurationUrl: links.configuration, ...templatesOf(links) } } : {}),
  },
});

export const hasLinks = (links: Links) => Object.values(links).some((link) => link !== undefined);
