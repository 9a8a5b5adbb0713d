import { isDeepStrictEqual } from 'node:util';
import { type CustomActionType, customActionTypeId } from './action-types/action-type.ts';
import { checkCustomActionType } from './action-types/check-custom-action-type.ts';
import { checkTags } from './action-types/check-tags.ts';
import { ApiError } from './api-error.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { JobWork } from './jobs/job-work.ts';
import { checkInput } from './validate.ts';

/** "Quotas" in the CodePipeline User Guide: custom actions of an account in a Region. */
const MAX_CUSTOM_ACTION_TYPES = 50;

/** Makes a custom action type, and answers it with the owner Custom. */
export function createCustomActionType(store: JobStore, body: unknown): object {
  const custom = checkInput<CustomActionType>('CreateCustomActionType', body);
  checkCustomActionType(custom);
  checkTags(custom.tags ?? []);
  const id = customActionTypeId(custom);
  store.work((work) => {
    checkVersion(work, custom);
    work.actionTypes.put({ id, custom });
  });
  const { settings, configurationProperties, inputArtifactDetails, outputArtifactDetails, tags } = custom;
  const actionConfigurationProperties = configurationProperties ?? [];
  return {
    actionType: { id, settings, actionConfigurationProperties, inputArtifactDetails, outputArtifactDetails },
    ...(tags && { tags }),
  };
}

function checkVersion({ actionTypes }: JobWork, custom: CustomActionType): void {
  const before = actionTypes.recall(customActionTypeId(custom));
  if (before !== undefined && !before.isDeleted) {
    throw new ApiError('ValidationException', 'The action type exists already in this version.');
  }
  if (before?.isDeleted && !isDeepStrictEqual(definitionOf(before.custom), definitionOf(custom))) {
    throw new ApiError(
      'ValidationException',
      'The action type was deleted in this version and had another definition: choose another version.',
    );
  }
  const inUse = actionTypes.all().filter(({ id }) => id.owner === 'Custom');
  if (inUse.length >= MAX_CUSTOM_ACTION_TYPES) {
    throw new ApiError('LimitExceededException', `There are ${MAX_CUSTOM_ACTION_TYPES} custom action types already.`);
  }
}

/** The definition without its tags, which may differ. */
const definitionOf = (custom: CustomActionType | undefined) => custom && { ...custom, tags: undefined };
