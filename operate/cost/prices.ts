/** One thing that AWS charges for. */
interface Price {
  /** US dollars for one unit. */
  readonly dollars: number;
  readonly unit: string;
  /** How many units every account gets free each month, for as long as it exists. */
  readonly free: number;
  /** The page that says so, below https://aws.amazon.com/. */
  readonly page: string;
}

/** When the prices were last compared with their pages, by hand. Nothing here asks AWS. */
export const pricesOf = { region: 'us-east-1', year: 2025 } as const;

const million = 1_000_000;

/** On-demand list prices of us-east-1. They are assumptions: AWS may have changed any of them since. */
export const prices = {
  lambdaRequest: { dollars: 0.2 / million, unit: 'request', free: million, page: 'lambda/pricing' },
  lambdaGbSecond: { dollars: 0.000_013_333_4, unit: 'GB-second on arm64', free: 400_000, page: 'lambda/pricing' },
  schedulerInvocation: { dollars: 1 / million, unit: 'invocation', free: 14 * million, page: 'eventbridge/pricing' },
  sqsRequest: { dollars: 0.4 / million, unit: 'request', free: million, page: 'sqs/pricing' },
  dynamodbWrite: { dollars: 0.625 / million, unit: 'write unit', free: 0, page: 'dynamodb/pricing/on-demand' },
  dynamodbRead: { dollars: 0.125 / million, unit: 'read unit', free: 0, page: 'dynamodb/pricing/on-demand' },
  logGb: { dollars: 0.5, unit: 'GB', free: 5, page: 'cloudwatch/pricing' },
  alarmMetric: { dollars: 0.1, unit: 'alarm metric', free: 10, page: 'cloudwatch/pricing' },
  compositeAlarm: { dollars: 0.5, unit: 'composite alarm', free: 0, page: 'cloudwatch/pricing' },
  customMetric: { dollars: 0.3, unit: 'custom metric', free: 10, page: 'cloudwatch/pricing' },
  dashboard: { dollars: 3, unit: 'dashboard', free: 3, page: 'cloudwatch/pricing' },
  trace: { dollars: 5 / million, unit: 'trace', free: 100_000, page: 'xray/pricing' },
  kmsKey: { dollars: 1, unit: 'key', free: 0, page: 'kms/pricing' },
  kmsRequest: { dollars: 0.03 / 10_000, unit: 'request', free: 20_000, page: 'kms/pricing' },
  natGb: { dollars: 0.045, unit: 'GB', free: 0, page: 'vpc/pricing' },
  s3Get: { dollars: 0.0004 / 1000, unit: 'GET', free: 0, page: 's3/pricing' },
  s3Put: { dollars: 0.005 / 1000, unit: 'PUT', free: 0, page: 's3/pricing' },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;
