import { Refusal, UsageError } from '../../command/command.ts';
import type { Action } from '../../lambda/action/action.ts';
import { quote } from '../../model/escape.ts';

/**
 * The action with this provider, in whatever case, or the first that fits a trial.
 * @param whyUnfit Gives the reason in the words that follow the action's name, or undefined for an action that fits.
 * @throws UsageError saying which actions there are; Refusal saying why none of them, or not this one, fits.
 */
export function chooseAction(
  actions: readonly Action[],
  name: string | undefined,
  whyUnfit: (action: Action) => string | undefined,
): Action {
  const nameOf = ({ type }: Action) => type.provider.toLowerCase();
  const wanted = name === undefined ? actions : actions.filter((action) => nameOf(action) === name.toLowerCase());
  if (wanted.length === 0) {
    throw new UsageError(`There is no action ${quote(name ?? '')}; there are ${actions.map(nameOf).join(', ')}.`);
  }
  const fitting = wanted.find((action) => whyUnfit(action) === undefined);
  if (fitting) return fitting;
  const reasons = wanted.map((action) => `${nameOf(action)}: ${whyUnfit(action)}.`);
  throw new Refusal(['No action fits the trial.', ...reasons].join('\n  '));
}
