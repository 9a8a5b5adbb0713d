/** The services that stand in for AWS on this machine. */
export const serviceNames = ['codepipeline', 's3', 'sqs', 'dynamodb'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Base URLs, one a service. */
export type Endpoints = Record<ServiceName, string>;

/** The port of each service, and the flag and the variable that choose another one. */
export const localPorts = {
  codepipeline: { flag: 'port', variable: 'LOCAL_PORT', standard: 4510 },
  s3: { flag: 'artifact-store-port', variable: 'LOCAL_ARTIFACT_STORE_PORT', standard: 4511 },
  sqs: { flag: 'sqs-port', variable: 'LOCAL_SQS_PORT', standard: 4512 },
  dynamodb: { flag: 'dynamodb-port', variable: 'LOCAL_DYNAMODB_PORT', standard: 4513 },
} as const satisfies Record<ServiceName, { flag: string; variable: string; standard: number }>;

/** The ports on which the services listen. */
export type Ports = Readonly<Record<ServiceName, number>>;

/** Has each service listen on any port that is free. */
export const anyFreePorts: Ports = { codepipeline: 0, s3: 0, sqs: 0, dynamodb: 0 };

export const LOCAL_REGION = 'us-east-1';
/** The account that local SQS puts every queue in. */
export const LOCAL_ACCOUNT = '000000000000';
/** The credentials for calls to the local services. A job's artifact credentials are others and come with the job. */
export const localKeyPair = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

export const jobQueueName = 'partner-action-jobs';
export const wakeUpQueueName = 'partner-action-wake-ups';
export const deadLetterQueueName = `${jobQueueName}-dead`;
export const clientsTableName = 'clients';
export const ledgerTableName = 'ledger';

/** The URL of a queue on the local SQS that has this base URL. */
export const queueUrlAt = (sqsUrl: string, queueName: string): string => `${sqsUrl}/${LOCAL_ACCOUNT}/${queueName}`;
