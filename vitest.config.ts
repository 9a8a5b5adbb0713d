import { defineConfig } from 'vitest/config';
import { dropInherited } from './model/local/environment.ts';
import { measureSlowness } from './test/machine-speed.ts';

// The tests do not see a profile or an endpoint of whoever runs them.
dropInherited(process.env);

const maxWorkers = 2;
const slowness = await measureSlowness(maxWorkers);

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000 * slowness,
    hookTimeout: 120_000 * slowness,
    expect: { poll: { timeout: 10_000 * slowness } },
    maxWorkers,
    restoreMocks: true,
    env: {
      TEST_SLOWNESS: String(slowness),
      // What the stack sets for its functions; the front doors read it when they are imported.
      QUEUE_URL: 'http://127.0.0.1:4512/000000000000/partner-action-jobs',
      LEDGER_TABLE: 'ledger',
      CLIENTS_TABLE: 'clients',
      ACTION_TYPES: '[]',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  },
});
