import { type ActionTypeId, actionTypeName } from '../../../model/action-type.ts';
import type { JobWork } from '../jobs/job-work.ts';
import { checkAgainstType } from './check-against-type.ts';
import { InvalidSubmission, type JobSubmission } from './submission.ts';

/**
 * Sees that a job has an action type that is known, or becomes known with the job: AWS registers those of partners, so
 * that no call could make one, while a custom one is created with a call of its own.
 * @returns What to tell whoever submits a job of an action type that was not known; a mistyped one has no worker.
 * @throws InvalidSubmission
 */
export function chooseActionType(work: JobWork, id: ActionTypeId, submission: JobSubmission): string | undefined {
  const found = work.actionTypes.find(id);
  if (found !== undefined) {
    checkAgainstType(submission, found);
    return undefined;
  }
  const known = work.actionTypes.all().map((actionType) => actionTypeName(actionType.id));
  const told = known.length === 0 ? 'No action type is known' : `Known are ${known.join(', ')}`;
  if (id.owner === 'Custom') {
    throw new InvalidSubmission(
      `Action type ${actionTypeName(id)} is not known: create it with CreateCustomActionType. ${told}`,
    );
  }
  work.actionTypes.register(id);
  return `Action type ${actionTypeName(id)} was not known, and the job waits until a worker polls for it. ${told}.`;
}
