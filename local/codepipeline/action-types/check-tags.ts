import { ApiError } from '../api-error.ts';
import type { Tag } from './action-type.ts';

/** "Tagging AWS resources" in the AWS General Reference. */
const MAX_TAGS = 50;

/** Checks the tags of an action type as CodePipeline does. @throws ApiError TooManyTagsException, InvalidTagsException */
export function checkTags(tags: readonly Tag[]): void {
  if (tags.length > MAX_TAGS) throw new ApiError('TooManyTagsException', `At most ${MAX_TAGS} tags are allowed.`);
  const keys = tags.map(({ key }) => key);
  if (new Set(keys).size < keys.length) throw new ApiError('InvalidTagsException', 'The keys of tags must differ.');
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) {
    throw new ApiError(
      'InvalidTagsException',
      'The key of a tag must not begin with aws:, which AWS keeps for itself.',
    );
  }
}
