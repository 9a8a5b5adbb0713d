import { CodePipelineClient, GetActionTypeCommand, paginateListActionTypes } from '@aws-sdk/client-codepipeline';
import { Refusal } from '../../command/command.ts';
import { explainError } from '../../command/explain-error.ts';
import { type ActionTypeId, actionTypeName } from '../../model/action-type.ts';
import { adviceOn } from '../stacks/explain-place.ts';
import type { Earlier } from './check-since.ts';
import { readPublishedTypes } from './published-type.ts';

/** What CodePipeline has of an action type in one Region. */
export interface Registered extends Earlier {
  readonly region: string;
  /** Accounts that may poll for a partner's jobs. */
  readonly pollingAccounts: readonly string[];
}

/**
 * Asks CodePipeline for an action type; for a custom one it gives every version. It is not an error that there is none.
 * @throws Refusal naming the Region and the call, and how to go on.
 */
export async function readRegistered(id: ActionTypeId, isCustom: boolean, region: string): Promise<Registered> {
  const client = new CodePipelineClient({ region });
  try {
    const found = isCustom ? await listCustom(client) : await getPartner(client, id);
    return { name: `CodePipeline in ${region}`, region, ...found };
  } catch (error) {
    const call = isCustom ? 'codepipeline:ListActionTypes' : 'codepipeline:GetActionType';
    throw new Refusal(
      `${explainError(error).replace(/(?<![.?!])$/, '.')} It was ${call} for ${actionTypeName(id)} in ${region}.${adviceOn(error)}`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}

type Found = Pick<Registered, 'types' | 'pollingAccounts'>;

async function getPartner(client: CodePipelineClient, id: ActionTypeId): Promise<Found> {
  try {
    const { actionType } = await client.send(new GetActionTypeCommand({ ...id, owner: 'ThirdParty' }));
    const { jobWorkerExecutorConfiguration: worker } = actionType?.executor?.configuration ?? {};
    return { types: readPublishedTypes({ actionType }), pollingAccounts: worker?.pollingAccounts ?? [] };
  } catch (error) {
    if ((error as Error).name === 'ActionTypeNotFoundException') return { types: [], pollingAccounts: [] };
    throw error;
  }
}

async function listCustom(client: CodePipelineClient): Promise<Found> {
  const types: Found['types'][] = [];
  for await (const { actionTypes } of paginateListActionTypes({ client }, { actionOwnerFilter: 'Custom' })) {
    types.push(readPublishedTypes({ actionTypes }));
  }
  return { types: types.flat(), pollingAccounts: [] };
}
