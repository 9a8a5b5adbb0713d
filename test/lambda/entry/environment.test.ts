import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { actionEnvironment } from '../../../lambda/entry/environment.ts';

/** What an action sees when its worker has a variable. */
function shown(name: string): string | undefined {
  vi.stubEnv(name, 'given');
  onTestFinished(() => void vi.unstubAllEnvs());
  return actionEnvironment()[name];
}

describe('the environment of an action', () => {
  it.each([
    ...['QUEUE_URL', 'DEAD_LETTER_QUEUE_URL', 'LEDGER_TABLE', 'CLIENTS_TABLE', 'ACTION_TYPES', 'SEALING_SECRET'],
    ...['MAX_ROUNDS', 'MAX_AGE_SECONDS', 'LEASE_SECONDS', 'MAX_IN_VAIN'],
    ...['POLL_EVERY_SECONDS', 'WAKE_UP_QUEUE_URL', 'PAUSED'],
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_LAMBDA_RUNTIME_API', '_HANDLER'],
  ])('does not have the %s of its worker', (name) => {
    expect(shown(name)).toBeUndefined();
  });

  it.each([
    ...['ALLOWED_HOSTS', 'TIME_LIMITS_PERCENT', 'INTEGRATION', 'METRIC_NAMESPACE'],
    ...['AWS_REGION', 'AWS_ENDPOINT_URL_S3', 'AWS_EC2_METADATA_DISABLED', 'NODE_OPTIONS', 'AWSOME'],
  ])('has the %s', (name) => {
    expect(shown(name)).toBe('given');
  });
});
