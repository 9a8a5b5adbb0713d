import { CfnOutput, CfnResource, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Action } from '../../lambda/action/action.ts';
import { actionTypeName } from '../../model/action-type.ts';
import { ownValue } from '../../model/own-value.ts';
import { trialPipelineName, trialSourceKey } from '../../model/trial.ts';
import { inPipeline } from '../pipeline/in-pipeline.ts';
import { createOutputs } from '../worker/outputs.ts';
import { PartnerActionWorker } from '../worker/partner-action-worker.ts';
import type { PartnerActionWorkerProps } from '../worker/partner-action-worker-props.ts';

type Kept = 'integration' | 'removalPolicy' | 'logRetention' | 'monitoring';

interface TrialStackProps extends StackProps, Omit<PartnerActionWorkerProps, Kept> {
  /** The action that is tried: it needs at most one input artifact, and must make at most one output artifact. */
  readonly action: Action;
  /** The values that a customer would enter. A secret cannot be given. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** Whether the action can run on what it made. */
const takesOwnOutput = ({ inputs, outputs }: Action) => inputs.maximum > 0 && outputs.maximum > 0;

/** Why the pipeline cannot have the action, in the words that follow its name; undefined when it can. */
export function whyUnfit(action: Action): string | undefined {
  const { inputs, outputs, configuration } = action;
  const counts = Object.entries({ inputs, outputs });
  const wrong = counts.find(([, { minimum }]) => minimum > 1);
  if (wrong) {
    const [what, { minimum, maximum }] = wrong;
    const count = minimum === maximum ? minimum : `${minimum} to ${maximum}`;
    return `it has ${count} ${what}, and a trial has one input artifact and one output artifact for it`;
  }
  const named = counts.find(([, { names }]) => names);
  if (named && takesOwnOutput(action)) {
    const [what, { names = [] }] = named;
    return `its ${what} must be called ${names.join(', ')}, and in a trial its second run reads what the first one made`;
  }
  const [secret] = Object.entries(configuration).find(([, property]) => property.required && property.secret) ?? [];
  return secret && `its property ${secret} is a required secret, which would stand in the template of a trial`;
}

/** A poll names the value of a queryable property, and only the pipeline gives that value. */
function queryValueOf(
  { type, configuration }: Action,
  given: TrialStackProps['configuration'],
): Record<string, string> {
  const [name = ''] = Object.entries(configuration).find(([, { queryable }]) => queryable) ?? [];
  const value = ownValue(given, name);
  return value === undefined ? {} : { [type.provider]: value };
}

/**
 * A pipeline to try an action in, with the worker beside it: a bucket that it reads from, the action as a custom one of this
 * account, and the action once more on what it made, if that is an artifact. Nothing stays when the stack is deleted.
 */
export class TrialStack extends Stack {
  /** @throws Error for an action that the pipeline has no artifacts for, or a configuration that it does not take. */
  constructor(scope: Construct, id: string, { action, configuration, ...props }: TrialStackProps) {
    super(scope, id, props);
    const problem = whyUnfit(action);
    if (problem) throw new Error(`${actionTypeName(action.type)} does not fit the trial: ${problem}`);
    const pipeline = this.#createPipeline(action, configuration);
    const worker = new PartnerActionWorker(this, 'PartnerAction', {
      ...props,
      queryValues: { ...props.queryValues, ...queryValueOf(action, configuration) },
      integration: 'custom',
      removalPolicy: RemovalPolicy.DESTROY,
      logRetention: RetentionDays.ONE_DAY,
      monitoring: false,
    });
    createOutputs(this, worker);
    // A pipeline needs its action types, and is deleted before them.
    pipeline.node.addDependency(worker);
    this.#keepDeletionLog();
  }

  #createPipeline(action: Action, configuration: Readonly<Record<string, string>>): Pipeline {
    const source = new Artifact(action.inputs.names?.[0] ?? 'Source');
    const first = new Artifact(action.outputs.names?.[0] ?? 'First');
    const inputs = action.inputs.maximum > 0 ? [source] : [];
    const outputs = action.outputs.maximum > 0 ? [first] : [];
    const bucket = this.#createBucket('Source', true);
    const place = { bucket, bucketKey: trialSourceKey, output: source };
    const read = new S3SourceAction({ actionName: 'Read', ...place, trigger: S3Trigger.NONE });
    const once = { actionName: 'Once', configuration, inputs, outputs };
    const again = { actionName: 'Again', configuration, inputs: outputs, outputs: [new Artifact('Second')] };
    new CfnOutput(this, 'SourceBucket', { value: bucket.bucketName });
    return new Pipeline(this, 'Pipeline', {
      pipelineName: trialPipelineName,
      pipelineType: PipelineType.V2,
      artifactBucket: this.#createBucket('Artifacts', false),
      stages: [
        { stageName: 'Source', actions: [read] },
        { stageName: 'Once', actions: [inPipeline(action, once)] },
        ...(takesOwnOutput(action) ? [{ stageName: 'Again', actions: [inPipeline(action, again)] }] : []),
      ],
    });
  }

  /** @param versioned True for a bucket that is a source, because CodePipeline requires it. */
  #createBucket(id: string, versioned: boolean): IBucket {
    const bucket = new Bucket(this, id, {
      versioned,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    // The CDK declares isWebsite in two ways, which exactOptionalPropertyTypes does not allow to be mixed.
    return bucket as IBucket;
  }

  /** Without it, the function of the CDK that empties the buckets would leave a log group that nobody deletes. */
  #keepDeletionLog(): void {
    const handler = this.node
      .findAll()
      .find((one) => one.node.path.includes('S3AutoDeleteObjects') && one.node.id === 'Handler');
    if (!(handler instanceof CfnResource)) throw new Error('this release of the CDK empties buckets in an unknown way');
    const log = new LogGroup(this, 'EmptyBucketsLog', {
      retention: RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    handler.addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
  }
}
