import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** Names an action type: the four parts CodePipeline knows it by. */
export interface ActionTypeId {
  readonly category: string;
  readonly owner: string;
  readonly provider: string;
  readonly version: string;
}

/** The text that stands for an action type in metrics; `lambda/job/action.ts` makes the same one. */
export const actionName = ({ category, owner, provider, version }: ActionTypeId): string =>
  `${category}/${owner}/${provider}/${version}`;

/**
 * The ARN that the guide's policy for job workers names an action type by: no account, a slash at the end.
 * Source: AWS CodePipeline User Guide, "Integration model reference".
 */
export function actionTypeArn(stack: Stack, { category, owner, provider, version }: ActionTypeId): string {
  return stack.formatArn({
    service: 'codepipeline',
    account: '',
    resource: 'actionType',
    resourceName: `${owner}/${category}/${provider}/${version}/`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
