import type { Redactor } from '../../model/redaction/redactor.ts';
import type { JobDetails } from '../action/job.ts';

/** The answer as it is, once the redactor knows the artifact credentials in it. */
export function hideCredentials<T>(answer: T | JobDetails, redactor: Redactor): T | JobDetails {
  if (typeof answer === 'object' && answer !== null && 'credentials' in answer) {
    for (const value of Object.values(answer.credentials ?? {})) redactor.add(value);
  }
  return answer;
}
