const reportCalls = [
  'GetThirdPartyJobDetails',
  'AcknowledgeThirdPartyJob',
  'PutThirdPartyJobSuccessResult',
  'PutThirdPartyJobFailureResult',
] as const;
const tableCalls = ['GetItem clients', 'GetItem ledger', 'PutItem ledger'] as const;

/** What each function calls on AWS, by AWS's names; a call of DynamoDB with the table that it goes to. */
export const functionCalls = {
  poller: ['PollForThirdPartyJobs', 'GetItem ledger', 'PutItem ledger', 'SendMessage'],
  worker: [
    ...reportCalls,
    ...tableCalls,
    'ChangeMessageVisibility',
    'GetObject',
    'PutObject',
    'HeadObject',
    'CreateMultipartUpload',
    'UploadPart',
    'CompleteMultipartUpload',
    'AbortMultipartUpload',
  ],
  'last-word': [...reportCalls, ...tableCalls, 'ChangeMessageVisibility'],
} as const satisfies Record<string, readonly string[]>;
