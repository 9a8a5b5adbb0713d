import type { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
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
  readonly clients?: ITable;
  /** Job ID → the ledger entry of the job; DynamoDB deletes an entry some time after its `expiresAt`. */
  readonly ledger: ITable;
}

/** A table that is there already, or its name in the stack's account and Region. */
export type ExistingTable = ITable | string;

interface TablesProps {
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /** A customer managed key for both; without one, the clients are under the AWS managed key. */
  readonly encryptionKey?: IKey | undefined;
  readonly withClients: boolean;
  /** Replaces a new table, for example after a restore. */
  readonly clientsTable?: ExistingTable | undefined;
  readonly ledgerTable?: ExistingTable | undefined;
}

export function createTables(scope: Construct, props: TablesProps): Tables {
  const { withClients, clientsTable, ledgerTable } = props;
  const kept = keptOf(props);
  return {
    ...(withClients && {
      clients: existing(scope, 'Clients', clientsTable) ?? createClients(scope, kept),
    }),
    ledger: existing(scope, 'Ledger', ledgerTable) ?? createLedger(scope, kept),
  };
}

/** The stack does not make or change an existing table: the table keeps its settings and its protection. */
const existing = (scope: Construct, id: string, table: ExistingTable | undefined): ITable | undefined =>
  typeof table === 'string' ? Table.fromTableName(scope, id, table) : table;

/** The settings that keep both tables from being lost. */
const keptOf = ({ removalPolicy, deletionProtection, encryptionKey }: TablesProps): Partial<TableProps> => ({
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection,
  removalPolicy,
  ...(encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
});

// The casts are needed because the CDK's class does not fit its interface under exactOptionalPropertyTypes.
const createClients = (scope: Construct, kept: Partial<TableProps>): ITable =>
  new Table(scope, 'Clients', {
    partitionKey: { name: 'clientId', type: AttributeType.STRING },
    // It holds client tokens: under the AWS managed key every use of the key shows in CloudTrail.
    encryption: TableEncryption.AWS_MANAGED,
    ...kept,
  }) as ITable;

function createLedger(scope: Construct, kept: Partial<TableProps>): ITable {
  const ledger = new Table(scope, 'Ledger', {
    partitionKey: { name: 'jobId', type: AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    ...kept,
  });
  ledger.addGlobalSecondaryIndex({
    indexName: jobIndex.name,
    partitionKey: { name: jobIndex.partitionKey, type: AttributeType.STRING },
    sortKey: { name: jobIndex.sortKey, type: AttributeType.NUMBER },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...indexedAttributes],
  });
  return ledger as ITable;
}
