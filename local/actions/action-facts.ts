import { UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/index.ts';
import type { ActionTypeId } from '../../model/action-type.ts';

/** The artifacts that an action takes or makes. */
export interface ArtifactFacts {
  readonly minimum: number;
  readonly maximum: number;
  /** The names that the action gives them, if it does. */
  readonly names: readonly string[];
}

/** A property of an action's configuration. */
export interface PropertyFacts {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly secret: boolean;
}

/** What is needed to submit a job for an action. */
export interface ActionFacts {
  /** The name by which a command line chooses it. */
  readonly name: string;
  readonly actionTypeId: ActionTypeId;
  readonly properties: readonly PropertyFacts[];
  readonly inputs: ArtifactFacts;
  readonly outputs: ArtifactFacts;
}

export const factsOf = ({ type, configuration, inputs, outputs }: Action): ActionFacts => ({
  name: type.provider.toLowerCase(),
  actionTypeId: type,
  properties: Object.entries(configuration).map(([property, { description, required, secret }]) => ({
    ...{ name: property, description, required, secret },
  })),
  inputs: { ...inputs, names: inputs.names ?? [] },
  outputs: { ...outputs, names: outputs.names ?? [] },
});

/** The action of this name, or the first one where none is given. @throws UsageError saying which there are. */
export function chooseAction<A extends { readonly name: string }>(actions: readonly A[], name: string | undefined): A {
  const chosen = name === undefined ? actions[0] : actions.find((one) => one.name === name.toLowerCase());
  if (chosen !== undefined) return chosen;
  throw new UsageError(`There is no action "${name}"; there are ${actions.map((one) => one.name).join(', ')}.`);
}
