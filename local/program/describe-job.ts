import { UsageError } from '../../command/command.ts';
import type { ActionFacts, ArtifactFacts } from '../actions/action-facts.ts';
import type { JobSubmission } from '../codepipeline/local-api/submission.ts';

/** An input artifact on this machine. */
export interface GivenArtifact {
  readonly name?: string;
  readonly path: string;
}

/** The name of an artifact that neither the command line nor the action names. */
const INPUT = 'Source';
const OUTPUT = 'Report';

/**
 * A job for an action, with as many output artifacts as it makes at most.
 * @throws UsageError when the action takes fewer or more input artifacts, or one is named twice.
 */
export function describeJob(
  { name, actionTypeId, inputs, outputs }: ActionFacts,
  artifacts: readonly GivenArtifact[],
  configuration: Record<string, string>,
): JobSubmission {
  if (artifacts.length < inputs.minimum || artifacts.length > inputs.maximum) {
    throw new UsageError(`The action ${name} takes ${countOf(inputs)}, got ${artifacts.length}.`);
  }
  const inputArtifacts = nameAll(artifacts, inputs);
  const taken = inputArtifacts.map((artifact) => artifact.name);
  const repeated = taken.find((one, index) => taken.indexOf(one) !== index);
  if (repeated !== undefined)
    throw new UsageError(`Two input artifacts are called ${repeated}: give each a name of its own.`);
  return {
    actionTypeId,
    configuration,
    inputArtifacts,
    outputArtifacts: Array.from(
      { length: outputs.maximum },
      (_, index) => outputs.names[index] ?? numbered(OUTPUT, index),
    ),
    actionName: actionTypeId.provider,
  };
}

/** Artifacts without a name get the names that are left, in their order. */
function nameAll(artifacts: readonly GivenArtifact[], { names }: ArtifactFacts): { name: string; path: string }[] {
  const given = artifacts.map(({ name }) => name);
  const standard = [...names, ...artifacts.map((_, index) => numbered(INPUT, index))];
  const left = standard.filter((name) => !given.includes(name));
  return artifacts.map(({ name, path }) => ({ name: name ?? left.shift() ?? INPUT, path }));
}

const numbered = (name: string, index: number) => (index === 0 ? name : `${name}${index + 1}`);

function countOf({ minimum, maximum }: ArtifactFacts): string {
  const count = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  return `${count} input artifact${maximum === 1 ? '' : 's'}`;
}
