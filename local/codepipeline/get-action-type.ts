import type { ActionTypeId } from '../../model/action-type.ts';
import { declarationOf } from './action-types/declaration.ts';
import { ApiError } from './api-error.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Answers the declaration of a partner's action type. The model does not take the owner Custom here. */
export function getActionType(store: JobStore, body: unknown): object {
  const id = checkInput<ActionTypeId>('GetActionType', body);
  const found = store.work(({ actionTypes }) => actionTypes.find(id));
  if (found === undefined) throw new ApiError('ActionTypeNotFoundException', 'There is no such action type.');
  return { actionType: declarationOf(found) };
}
