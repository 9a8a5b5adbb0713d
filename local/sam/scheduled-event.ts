import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../model/local/services.ts';

/**
 * What EventBridge Scheduler invokes the poller with. The stack's schedule names no input, so "EventBridge Scheduler
 * delivers a default notification to the target" (API reference, `Target`); the poller reads none of it.
 */
export const scheduledEvent = (now: number) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: LOCAL_ACCOUNT,
  time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
  region: LOCAL_REGION,
  resources: [`arn:aws:scheduler:${LOCAL_REGION}:${LOCAL_ACCOUNT}:schedule/default/PartnerAction-EveryMinute`],
  detail: '{}',
});
