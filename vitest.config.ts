import { defineConfig } from 'vitest/config';
import { dropInherited } from './model/local/environment.ts';

// The tests do not see a profile or an endpoint of whoever runs them.
dropInherited(process.env);

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // For a machine that is far slower than this one, or busy.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    restoreMocks: true,
    // What the stack sets for its functions; the front doors read it when they are imported.
    env: {
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
