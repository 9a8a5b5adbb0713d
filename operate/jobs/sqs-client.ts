import { SQSClient } from '@aws-sdk/client-sqs';
import type { ClientConfig } from '../deployment.ts';

/** A client whose endpoint comes from the settings, the Region or the environment, never from the host in a queue URL. */
export const createSqsClient = (config: ClientConfig) => new SQSClient({ ...config, useQueueUrlAsEndpoint: false });
