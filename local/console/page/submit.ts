import type { ActionTypeId } from '../../../model/action-type.ts';
import type { TextForm } from '../../../model/text-form.ts';
import type { MadeEvent } from '../../events/event.ts';
import { change } from './answers.ts';
import type { Dropped } from './dropped.ts';

/** The artifacts that an action takes or makes; some actions name them. */
export interface ArtifactFacts {
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
  /** Any text when left out. */
  asks?: TextForm;
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

/** What the pipeline calls an input artifact of the action, as a command line does that names none. */
export const inputName = ({ names = [] }: ArtifactFacts, index: number): string =>
  names[index] ?? (index === 0 ? 'Source' : `Source${index + 1}`);

/** Has the action look at its configuration, then sends the artifacts, and then the job. @returns its id. */
export async function submitNew(
  action: ActionForm,
  configuration: object,
  artifacts: readonly Dropped[],
): Promise<string> {
  await change('POST', '/_local/configuration', { actionTypeId: action.type, configuration });
  const inputArtifacts: { name: string; path: string }[] = [];
  for (const [index, { content }] of artifacts.entries()) {
    const { path } = await change<{ path: string }>('POST', '/_local/drops', content);
    inputArtifacts.push({ name: inputName(action.inputs, index), path });
  }
  const { jobId } = await change<{ jobId: string }>('POST', '/_local/jobs', {
    actionTypeId: action.type,
    configuration,
    inputArtifacts,
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
