import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { indexedAttributes, jobIndex } from '../../model/job-index.ts';

export interface Tables {
  /** Client ID → client token and state; the partner's onboarding writes it. Custom actions have no clients. */
  readonly clients?: Table;
  /** Job ID → what is known of the job; DynamoDB drops an entry some time after its `expiresAt`. */
  readonly ledger: Table;
}

export interface TablesProps {
  readonly removalPolicy: RemovalPolicy;
  /** A key of one's own for both; without one the clients are under the AWS managed key. */
  readonly encryptionKey?: IKey | undefined;
  readonly withClients: boolean;
}

export function createTables(scope: Construct, { removalPolicy, encryptionKey, withClients }: TablesProps): Tables {
  const kept = {
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
    removalPolicy,
  };
  const own: Partial<TableProps> = encryptionKey ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey } : {};
  const ledger = new Table(scope, 'Ledger', {
    ...kept,
    partitionKey: { name: 'jobId', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    ...own,
  });
  ledger.addGlobalSecondaryIndex({
    indexName: jobIndex.name,
    partitionKey: { name: jobIndex.partitionKey, type: AttributeType.STRING },
    sortKey: { name: jobIndex.sortKey, type: AttributeType.NUMBER },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...indexedAttributes],
  });
  return {
    ...(withClients && {
      clients: new Table(scope, 'Clients', {
        ...kept,
        partitionKey: { name: 'clientId', type: AttributeType.STRING },
        // It holds client tokens: under the AWS managed key every use of the key shows in CloudTrail.
        encryption: TableEncryption.AWS_MANAGED,
        ...own,
      }),
    }),
    ledger,
  };
}
