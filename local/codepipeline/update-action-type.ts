import type { ActionTypeDeclaration } from './action-types/action-type.ts';
import { checkDeclaration, checkUpdate } from './action-types/check-declaration.ts';
import { ApiError } from './api-error.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

/** Replaces the declaration of a partner's action type. Only AWS can make one; here, the start or the first job makes it. */
export function updateActionType(store: JobStore, body: unknown): void {
  const { actionType } = checkInput<{ actionType: ActionTypeDeclaration }>('UpdateActionType', body);
  checkDeclaration(actionType);
  store.work(({ actionTypes, settings }) => {
    const before = actionTypes.find(actionType.id);
    if (before === undefined) throw new ApiError('ActionTypeNotFoundException', 'There is no such action type.');
    if (settings.actionTypesArePublic && before.declaration) checkUpdate(before.declaration, actionType);
    actionTypes.put({ id: actionType.id, declaration: actionType });
  });
}
