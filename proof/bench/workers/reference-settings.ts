import type { ActionTypeId } from '../../../model/action-type.ts';
import type { Endpoints } from '../../../model/local/services.ts';

/** What the reference worker is told: JSON in its only argument. */
export interface ReferenceSettings {
  endpoints: Endpoints;
  clientToken: string;
  actionTypeId: ActionTypeId;
  pollEverySeconds: number;
  jobsAtOnce: number;
}
