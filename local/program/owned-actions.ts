import type { Action } from '../../lambda/index.ts';
import { customActionType } from '../../model/codepipeline/custom-action-type.ts';
import { type Integration, ownerOf } from '../../model/integration.ts';
import type { ServicesOptions } from './services.ts';

/** The actions with the owner that their types have under an integration: a definition says none. */
export const ownedBy = (integration: Integration, actions: readonly Action[]): readonly Action[] =>
  actions.map((action) => ({ ...action, type: { ...action.type, owner: ownerOf[integration] } }));

/** The action types at the start of the control plane: custom ones are created, those of partners registered. */
export const actionTypesFor = (
  integration: Integration,
  actions: readonly Action[],
): Pick<ServicesOptions, 'actionTypes' | 'customActionTypes'> =>
  integration === 'custom'
    ? { customActionTypes: actions.map(customActionType) }
    : { actionTypes: actions.map(({ type }) => type) };
