import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { actionType, resources, spell, synthesize, withStack } from '../synthesize.ts';
import { keyArn, variants } from '../variants.ts';

const template = synthesize();
const functions = resources<{ Timeout: number }>(template, 'AWS::Lambda::Function');
const queues = resources<{ VisibilityTimeout: number }>(template, 'AWS::SQS::Queue');

describe('the functions', () => {
  it('are three, all on Node.js 24 and arm64, with JSON logs in a group of their own', () => {
    expect(Object.keys(functions)).toEqual(['Poller', 'Worker', 'LastWord']);
    for (const [name, properties] of Object.entries(functions)) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        Role: `${name}Role.Arn`,
        LoggingConfig: { LogFormat: 'JSON', LogGroup: `${name}Log` },
      });
    }
  });

  it('keep their logs for a month, unless told otherwise', () => {
    const groups = resources(template, 'AWS::Logs::LogGroup');
    const forAYear = resources(synthesize({ logRetention: RetentionDays.ONE_YEAR }), 'AWS::Logs::LogGroup');

    const [month, year] = [{ RetentionInDays: 30 }, { RetentionInDays: 365 }];
    expect(groups).toEqual({ PollerLog: month, WorkerLog: month, LastWordLog: month });
    expect(forAYear).toEqual({ PollerLog: year, WorkerLog: year, LastWordLog: year });
  });

  it('leave no line of Lambda in the log of a poll that went well', () => {
    expect(functions['Poller']).toMatchObject({ LoggingConfig: { SystemLogLevel: 'WARN' } });
    expect(functions['Worker']).not.toHaveProperty('LoggingConfig.SystemLogLevel');
  });

  it('live in the VPC that they are given, and in none otherwise', () => {
    const inVpc = resources(synthesize(variants.network), 'AWS::Lambda::Function');

    const VpcConfig = {
      SecurityGroupIds: ['sg-0123456789abcdef0'],
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    };
    for (const name of ['Poller', 'Worker', 'LastWord']) {
      expect(inVpc[name]).toMatchObject({ VpcConfig });
      expect(functions[name]).not.toHaveProperty('VpcConfig');
    }
  });

  it('read exactly these variables', () => {
    const environments = Object.values(resources<{ Environment: unknown }>(template, 'AWS::Lambda::Function')).map(
      ({ Environment }) => Environment,
    );

    const common = { METRIC_NAMESPACE: 'Stack/PartnerAction', NODE_OPTIONS: '--enable-source-maps' };
    const tables = { CLIENTS_TABLE: 'Clients', LEDGER_TABLE: 'Ledger' };
    const rounds = { MAX_ROUNDS: '3000', MAX_AGE_SECONDS: '604800' };
    expect(environments).toEqual([
      {
        Variables: {
          ACTION_TYPES: JSON.stringify([actionType]),
          QUEUE_URL: 'Jobs',
          LEDGER_TABLE: 'Ledger',
          POLL_EVERY_SECONDS: '5',
          WAKE_UP_QUEUE_URL: 'WakeUps',
          ...common,
        },
      },
      {
        Variables: {
          QUEUE_URL: 'Jobs',
          ...rounds,
          POLL_EVERY_SECONDS: '5',
          ...tables,
          ...common,
        },
      },
      { Variables: { QUEUE_URL: 'DeadLetters', ...rounds, ...tables, ...common } },
    ]);
  });

  it('tell the worker alone which hosts it may reach at private addresses', () => {
    const made = resources<{ Environment: { Variables: object } }>(
      synthesize(variants.allowedHosts),
      'AWS::Lambda::Function',
    );

    const told = Object.values(made).map(({ Environment }) => Object.entries(Environment.Variables).flat());
    expect(told.map((variables) => variables.includes('ALLOWED_HOSTS'))).toEqual([false, true, false]);
    expect(told[1]).toContain('runs.internal.example,10.0.0.5');
  });

  it('give the worker a whole vCPU and the time Lambda has, unless told otherwise', () => {
    const other = synthesize({
      workerMemory: Size.gibibytes(3),
      workerTimeout: Duration.minutes(5),
      workerStorage: Size.gibibytes(2),
    });

    expect(functions['Worker']).toMatchObject({ MemorySize: 1769, Timeout: 900, EphemeralStorage: { Size: 512 } });
    expect(resources(other, 'AWS::Lambda::Function')['Worker']).toMatchObject({
      MemorySize: 3072,
      Timeout: 300,
      EphemeralStorage: { Size: 2048 },
    });
  });
});

describe('the schedule', () => {
  it('invokes the poller every minute and gives an invocation up when the next is due', () => {
    const schedules = resources(template, 'AWS::Scheduler::Schedule');

    expect(Object.keys(schedules)).toEqual(['EveryMinute']);
    expect(schedules['EveryMinute']).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Target: {
        Arn: 'Poller.Arn',
        RoleArn: 'EveryMinuteRole.Arn',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: 'UndeliveredInvocations.Arn' },
      },
    });
  });

  it('has no poll that waited for longer than a minute, and takes none of the account’s concurrency for itself', () => {
    const invocation = resources(template, 'AWS::Lambda::EventInvokeConfig');

    expect(functions['Poller']).toMatchObject({ Timeout: 60 });
    expect(JSON.stringify(template.toJSON())).not.toContain('ReservedConcurrentExecutions');
    expect(Object.values(invocation)).toEqual([
      { FunctionName: 'Poller', Qualifier: '$LATEST', MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
    ]);
  });
});

describe('the queues', () => {
  it('move a job to the dead letters after 20 receives and keep it there for 14 days', () => {
    expect(queues['Jobs']).toMatchObject({
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: 'DeadLetters.Arn', maxReceiveCount: 20 },
    });
    expect(queues['DeadLetters']).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
  });

  it('feed the worker and the last word one message at a time', () => {
    const mappings = resources(synthesize({ maximumConcurrency: 7 }), 'AWS::Lambda::EventSourceMapping');

    const oneAtATime = { BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] };
    expect(Object.values(mappings)).toEqual([
      expect.objectContaining({ FunctionName: 'Poller' }),
      {
        ...oneAtATime,
        EventSourceArn: 'Jobs.Arn',
        FunctionName: 'Worker',
        ScalingConfig: { MaximumConcurrency: 7 },
      },
      {
        ...oneAtATime,
        EventSourceArn: 'DeadLetters.Arn',
        FunctionName: 'LastWord',
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
  });

  it.each([1, 5, 15])(
    'hide a message for as long as its function may run, with %i minutes for the worker',
    (minutes) => {
      const other = synthesize({ workerTimeout: Duration.minutes(minutes) });
      const hidden = resources<{ VisibilityTimeout: number }>(other, 'AWS::SQS::Queue');
      const timeouts = resources<{ Timeout: number }>(other, 'AWS::Lambda::Function');

      expect(hidden['Jobs']?.VisibilityTimeout).toBe(timeouts['Worker']?.Timeout);
      expect(hidden['DeadLetters']?.VisibilityTimeout).toBeGreaterThanOrEqual(
        timeouts['LastWord']?.Timeout ?? Infinity,
      );
    },
  );
});

describe('the tables', () => {
  it('are keyed by client and by job, and forget a job by its expiresAt', () => {
    const tables = resources(template, 'AWS::DynamoDB::Table');

    const common = { BillingMode: 'PAY_PER_REQUEST', DeletionProtectionEnabled: true };
    const restorable = { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } };
    expect(tables).toEqual({
      Clients: {
        ...common,
        ...restorable,
        AttributeDefinitions: [{ AttributeName: 'clientId', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'clientId', KeyType: 'HASH' }],
        SSESpecification: { SSEEnabled: true },
      },
      Ledger: {
        ...common,
        ...restorable,
        AttributeDefinitions: [
          { AttributeName: 'jobId', AttributeType: 'S' },
          { AttributeName: 'listedOn', AttributeType: 'S' },
          { AttributeName: 'createdAt', AttributeType: 'N' },
        ],
        GlobalSecondaryIndexes: [expect.objectContaining({ IndexName: 'ByCreation' })],
        KeySchema: [{ AttributeName: 'jobId', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  it('outlive the stack, unless they are meant to go with it', () => {
    const disposable = synthesize({ removalPolicy: RemovalPolicy.DESTROY });

    template.allResources('AWS::DynamoDB::Table', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    disposable.allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    disposable.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  });
});

describe('a key of one’s own', () => {
  it('encrypts both tables and the queues that hold jobs', () => {
    const encrypted = synthesize(variants.encryptionKey);
    const tables = resources(encrypted, 'AWS::DynamoDB::Table');
    const byKey = resources(encrypted, 'AWS::SQS::Queue');

    const SSESpecification = { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn };
    expect(tables).toMatchObject({ Clients: { SSESpecification }, Ledger: { SSESpecification } });
    expect(byKey).toMatchObject({ Jobs: { KmsMasterKeyId: keyArn }, DeadLetters: { KmsMasterKeyId: keyArn } });
    expect(byKey['UndeliveredInvocations']).toMatchObject({ SqsManagedSseEnabled: true });
  });
});

describe('the stack', () => {
  it('tags all that it makes with its name, beside the tags of whoever deploys it', () => {
    const tags = withStack({ tags: { team: 'scanners' } }, (_stack, app) => app.synth().getStackByName('Stack').tags);

    expect(tags).toEqual({ team: 'scanners', 'partner-action-worker': 'Stack' });
  });

  it('tells the operator names and next commands, and no secret', () => {
    const outputs = Object.entries(template.findOutputs('*')).map(([name, { Value }]) => [name, spell(Value)]);

    expect(Object.fromEntries(outputs)).toEqual({
      QueueUrl: 'Jobs',
      DeadLetterQueueUrl: 'DeadLetters',
      ClientsTable: 'Clients',
      LedgerTable: 'Ledger',
      PollerFunction: 'Poller',
      OperatorPolicy: 'OperatorPolicy',
      OnboardingPolicy: 'OnboardingPolicy',
      RollbackTriggers: expect.stringContaining('"Arn":"PollsFailAlarm.Arn"'),
      NextSetEnvironment:
        'export QUEUE_URL=Jobs DEAD_LETTER_QUEUE_URL=DeadLetters CLIENTS_TABLE=Clients LEDGER_TABLE=Ledger ' +
        'AWS_REGION=AWS::Region',
      NextAddClient: 'npm run clients -- add CLIENTID --stack Stack --region AWS::Region',
      NextListJobs: 'npm run jobs -- list --stack Stack --region AWS::Region',
      NextReadLog: 'aws logs tail WorkerLog --follow --region AWS::Region',
      NextOpenDashboard:
        'https://console.aws.amazon.com/cloudwatch/home?region=AWS::Region#dashboards/dashboard/Dashboard',
    });
  });
});
