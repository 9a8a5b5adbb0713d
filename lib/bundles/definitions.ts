import type { Action } from '../../lambda/action/action.ts';
import type { ActionTypeId } from '../../model/action-type.ts';

/** What a stack has to know about an action. */
export interface Definition {
  readonly type: ActionTypeId;
  readonly properties: readonly PropertyDefinition[];
  readonly inputs: Count;
  readonly outputs: Count;
}

/** A property of an action's configuration. */
interface PropertyDefinition {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly key: boolean;
  readonly queryable: boolean;
}

/** How many artifacts an action takes or makes. */
export interface Count {
  readonly minimum: number;
  readonly maximum: number;
}

/** What a stack has to know about these actions. */
export const definitionsOf = (actions: readonly Action[]): Definition[] => actions.map(definitionOf);

function definitionOf({ type, configuration, inputs, outputs }: Action): Definition {
  const count = ({ minimum, maximum }: Count): Count => ({ minimum, maximum });
  const properties = Object.entries(configuration).map(([name, property]) => {
    const { description, required, secret, key, queryable } = property;
    return { name, description, required, secret, key, queryable };
  });
  return { type, properties, inputs: count(inputs), outputs: count(outputs) };
}
