import { CodePipelineClient, GetActionTypeCommand } from '@aws-sdk/client-codepipeline';
import { callOf } from '../../command/call.ts';
import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { type Check, fault, ok, warning } from './check.ts';

/** Whether CodePipeline knows a partner's action type, and lets this account poll for its jobs. */
export const actionTypeCheck = (type: ActionTypeId, region: string, account: string): Check => ({
  name: `action ${type.provider}`,
  look: async () => {
    const name = actionTypeName(type);
    const register = `${callOf('action-type', `${type.provider.toLowerCase()} --polling-account ${account}`)} > action-type.json; aws codepipeline update-action-type --cli-input-json file://action-type.json --region ${region}`;
    const client = new CodePipelineClient({ region });
    try {
      const { actionType } = await client.send(new GetActionTypeCommand({ ...type, owner: 'ThirdParty' }));
      const { jobWorkerExecutorConfiguration: worker } = actionType?.executor?.configuration ?? {};
      if (!worker) return fault(`${name} is registered for another executor than a job worker.`, register);
      const accounts = worker.pollingAccounts ?? [];
      if (accounts.includes(account)) return ok(`${name} is registered, and ${account} may poll.`);
      return fault(`${name} may be polled by ${accounts.join(', ') || 'no account'}, and not by ${account}.`, register);
    } catch (error) {
      const { name: code } = error as Error;
      if (code === 'ActionTypeNotFoundException') {
        return fault(
          `CodePipeline knows no ${name} in ${region}.`,
          `AWS makes an action type of owner ThirdParty on request; from then on: ${register}`,
        );
      }
      if (/^AccessDenied/.test(code)) {
        return warning(
          `Whether ${name} is registered could not be asked: ${code}.`,
          'Ask with codepipeline:GetActionType.',
        );
      }
      throw error;
    } finally {
      client.destroy();
    }
  },
});
