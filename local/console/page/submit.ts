import type { ActionTypeId } from '../../../model/action-type.ts';
import type { MadeEvent } from '../../events/event.ts';
import { change } from './answers.ts';
import type { Dropped } from './dropped.ts';

/** The artifacts that an action takes or makes; some actions name them. */
interface ArtifactFacts {
  minimum: number;
  maximum: number;
  names?: string[];
}

/** A property of an action's configuration. */
interface Property {
  name: string;
  description: string;
  required: boolean;
  secret: boolean;
}

/** An action as its form needs it. */
export interface ActionForm {
  type: ActionTypeId;
  description: string;
  inputs: ArtifactFacts;
  outputs: ArtifactFacts;
  properties: Property[];
}

/** The values of the job before, except secret ones, which the page does not know. */
export const shownValues = (made: MadeEvent | undefined) =>
  Object.fromEntries(Object.entries(made?.configuration ?? {}).filter(([name]) => !made?.secrets.includes(name)));

export const hideSecrets = (action: ActionForm | undefined, values: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      action?.properties.find((one) => one.name === name)?.secret ? '***' : value,
    ]),
  );

/** Sends the artifact, and then the job. @returns its id. */
export async function submitNew(
  action: ActionForm,
  configuration: object,
  dropped: Dropped | undefined,
): Promise<string> {
  const sent = dropped && (await change<{ path: string }>('POST', '/_local/drops', dropped.content));
  const { jobId } = await change<{ jobId: string }>('POST', '/_local/jobs', {
    actionTypeId: action.type,
    configuration,
    inputArtifacts: sent ? [{ name: action.inputs.names?.[0] ?? 'Source', path: sent.path }] : [],
    outputArtifacts: outputNames(action.outputs),
    actionName: action.type.provider,
  });
  return jobId;
}

const outputNames = ({ maximum, names = [] }: ArtifactFacts) =>
  Array.from({ length: maximum }, (_, index) => names[index] ?? (index === 0 ? 'Report' : `Report${index + 1}`));

/** A property that was emptied is left out; a secret one that was left empty stays. */
export async function runAgain(
  jobId: string,
  values: Readonly<Record<string, string>>,
  before: MadeEvent | undefined,
): Promise<string> {
  const changes = Object.entries(values).flatMap(([name, value]): [string, string | null][] => {
    if (value !== '') return [[name, value]];
    return before && name in before.configuration && !before.secrets.includes(name) ? [[name, null]] : [];
  });
  const answer = await change<{ jobId: string }>('POST', `/_local/jobs/${jobId}/again`, {
    configuration: Object.fromEntries(changes),
  });
  return answer.jobId;
}
