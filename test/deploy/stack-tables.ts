import { synthesize } from '../lib/synthesize.ts';

/** What of a table the CloudFormation of moto and CreateTable of DynamoDB take. */
const TAKEN = ['BillingMode', 'AttributeDefinitions', 'KeySchema', 'GlobalSecondaryIndexes'];

/** The tables of the stack as its template has them, with their keys and indexes. */
export function stackTables() {
  const tables = synthesize().findResources('AWS::DynamoDB::Table');
  const find = (key: string) => {
    const found = Object.values(tables).find(({ Properties }) => Properties['KeySchema'][0].AttributeName === key);
    return Object.fromEntries(
      TAKEN.flatMap((name) => (found?.['Properties'][name] ? [[name, found['Properties'][name]]] : [])),
    );
  };
  return { clients: find('clientId'), ledger: find('jobId') };
}
