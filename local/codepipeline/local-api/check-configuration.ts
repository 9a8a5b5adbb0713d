import type { Action } from '../../../lambda/index.ts';
import { actionTypeName } from '../../../model/action-type.ts';
import { BadRequest } from './json-request.ts';
import { checkSubmission } from './submission.ts';

/**
 * Has an action read a configuration as it does at the beginning of a job, before there is one.
 * @param body The members `actionTypeId` and `configuration` of a JobSubmission.
 * @throws BadRequest with what the action says of it; InvalidSubmission
 */
export async function checkConfiguration(actions: readonly Action[], body: unknown): Promise<void> {
  const { actionTypeId, configuration = {} } = checkSubmission(body);
  const name = actionTypeId && actionTypeName(actionTypeId);
  const action = actions.find(({ type }) => actionTypeName(type) === name);
  if (action === undefined) throw new BadRequest(404, 'There is no action of this type.');
  try {
    await action.parse(configuration, { local: true });
  } catch (error) {
    throw new BadRequest(400, (error as Error).message);
  }
}
