import type { Integration } from './integration.ts';

const jobCalls = {
  'third-party': [
    'GetThirdPartyJobDetails',
    'AcknowledgeThirdPartyJob',
    'PutThirdPartyJobSuccessResult',
    'PutThirdPartyJobFailureResult',
  ],
  custom: ['GetJobDetails', 'AcknowledgeJob', 'PutJobSuccessResult', 'PutJobFailureResult'],
} as const;
const ledgerCalls = ['GetItem ledger', 'PutItem ledger'] as const;
const pollingCalls = [...ledgerCalls, 'BatchGetItem ledger', 'UpdateItem ledger', 'SendMessageBatch'] as const;
const artifactCalls = [
  'GetObject',
  'PutObject',
  'HeadObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
] as const;

/**
 * What each function calls on AWS, by AWS's names; a call of DynamoDB with the table that it goes to. GetSecretValue, which a
 * worker of custom actions makes before it knows of a job, is left out.
 */
export const functionCalls = {
  'third-party': {
    poller: ['PollForThirdPartyJobs', ...pollingCalls],
    worker: [
      ...jobCalls['third-party'],
      'GetItem clients',
      ...ledgerCalls,
      'UpdateItem ledger',
      'ChangeMessageVisibility',
      ...artifactCalls,
    ],
    'last-word': [...jobCalls['third-party'], 'GetItem clients', ...ledgerCalls, 'ChangeMessageVisibility'],
  },
  custom: {
    poller: ['PollForJobs', ...pollingCalls],
    worker: [...jobCalls.custom, ...ledgerCalls, 'UpdateItem ledger', 'ChangeMessageVisibility', ...artifactCalls],
    'last-word': [...jobCalls.custom, ...ledgerCalls, 'ChangeMessageVisibility'],
  },
} as const satisfies Record<Integration, Record<string, readonly string[]>>;
