import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ActionTypeId } from '../../model/action-type.ts';
import type { CompleteProps } from './partner-action-worker-props.ts';
import { allow } from './permissions.ts';

/** The calls to CodePipeline that the functions are allowed to make. */
export interface JobCalls {
  readonly poll: PolicyStatement;
  readonly work: PolicyStatement;
}

/** The job calls of the integration, on the smallest resources that AWS allows for them. */
export function jobCallsOf(stack: Stack, props: CompleteProps): JobCalls {
  return props.integration === 'custom' ? customCalls(stack, props) : thirdPartyCalls(stack, props);
}

function thirdPartyCalls(stack: Stack, { actionTypes, scopeToActionTypes }: CompleteProps): JobCalls {
  const jobs = scopeToActionTypes ? actionTypes.map((type) => partnerActionTypeArn(stack, type)) : ['*'];
  const work = [
    'codepipeline:GetThirdPartyJobDetails',
    'codepipeline:AcknowledgeThirdPartyJob',
    'codepipeline:PutThirdPartyJobSuccessResult',
    'codepipeline:PutThirdPartyJobFailureResult',
  ];
  return { poll: allow(['codepipeline:PollForThirdPartyJobs'], jobs), work: allow(work, jobs) };
}

/**
 * Of the calls for custom actions, PollForJobs alone has a resource type; the others are only ever allowed on `*`, and what
 * they reach is told by the job's ID, which nobody guesses.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS CodePipeline".
 */
function customCalls(stack: Stack, { actionTypes }: CompleteProps): JobCalls {
  const work = [
    'codepipeline:GetJobDetails',
    'codepipeline:AcknowledgeJob',
    'codepipeline:PutJobSuccessResult',
    'codepipeline:PutJobFailureResult',
  ];
  const polled = actionTypes.flatMap((type) => customActionTypeArns(stack, type));
  return { poll: allow(['codepipeline:PollForJobs'], polled), work: allow(work, ['*']) };
}

/**
 * The ARN that the guide's policy for job workers names an action type by: no account, a slash at the end.
 * Source: AWS CodePipeline User Guide, "Integration model reference".
 */
function partnerActionTypeArn(stack: Stack, { category, owner, provider, version }: ActionTypeId): string {
  return stack.formatArn({
    service: 'codepipeline',
    account: '',
    resource: 'actionType',
    resourceName: `${owner}/${category}/${provider}/${version}/`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * AWS's own pages spell it in two ways, and IAM compares case by case. Both name the same action type.
 * Sources: Service Authorization Reference, as above: `actiontype`; AWS CodePipeline User Guide, "Identity-based policy
 * examples": `actionType`.
 */
const customActionTypeArns = (stack: Stack, { category, provider, version }: ActionTypeId): string[] =>
  ['actiontype', 'actionType'].map((resource) =>
    stack.formatArn({
      service: 'codepipeline',
      resource,
      resourceName: `Custom/${category}/${provider}/${version}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
