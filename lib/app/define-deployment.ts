import type { DeploymentProps } from './deployment-props.ts';
import { readDeployment } from './read-deployment.ts';

/**
 * Checks a deployment and returns it. A setting of a Region replaces that of a worker, and this replaces `defaults`; what
 * none of them sets has the default of `PartnerActionWorker`.
 * @throws Error naming the setting, what it is and what is allowed; the numbers in it are checked when a stack is made.
 * @example
 * // partner-action.config.ts
 * export default defineDeployment({
 *   actions: 'actions.ts',
 *   defaults: { alarmEmail: 'on-call@example.com' },
 *   regions: { 'us-east-1': {}, 'eu-west-1': { maximumConcurrency: 10 } },
 * });
 */
export function defineDeployment(deployment: DeploymentProps): DeploymentProps {
  return readDeployment(deployment);
}
