import { type CustomActionType, customActionTypeId } from './action-types/action-type.ts';
import { ApiError } from './api-error.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

type Input = Pick<CustomActionType, 'category' | 'provider' | 'version'>;

/** Marks a custom action type as deleted: no poll finds it any more, while jobs in progress may be finished. */
export function deleteCustomActionType(store: JobStore, body: unknown): void {
  const id = customActionTypeId(checkInput<Input>('DeleteCustomActionType', body));
  store.work(({ actionTypes, settings }) => {
    const found = actionTypes.find(id);
    if (found !== undefined) actionTypes.put({ ...found, isDeleted: true });
    else if (settings.deleteUnknownActionType === 'refused') {
      throw new ApiError('ValidationException', 'There is no such action type.');
    }
  });
}
