import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { ActionTypeId } from '../../model/action-type.ts';

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
