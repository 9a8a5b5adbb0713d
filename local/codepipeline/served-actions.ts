import type { Action } from '../../lambda/index.ts';
import type { ActionTypeId } from '../../model/action-type.ts';

/** The actions that are served, as their author has saved them last. */
export interface ServedActions {
  all(): readonly Action[];
  /** Serves these actions from now on. */
  replace(actions: readonly Action[]): void;
  /** Whether the values of a property are secret: when any edition so far has said so, or when none knows the action. */
  isSecret(type: ActionTypeId, property: string): boolean;
}

export function serveActions(actions: readonly Action[]): ServedActions {
  let current = actions;
  const secrets = new Set<string>();
  const learn = () => {
    for (const { type, configuration } of current) {
      for (const [name, { secret }] of Object.entries(configuration)) if (secret) secrets.add(keyOf(type, name));
    }
  };
  learn();
  return {
    all: () => current,
    replace(next) {
      current = next;
      learn();
    },
    isSecret(type, property) {
      const action = current.find((one) => keyOf(one.type, '') === keyOf(type, ''));
      return secrets.has(keyOf(type, property)) || (action?.configuration[property]?.secret ?? true);
    },
  };
}

/** Whoever owns the action type: one action may be served as a partner's and as a custom one. */
const keyOf = ({ category, provider, version }: ActionTypeId, property: string) =>
  [category, provider, version, property].join(' ');
