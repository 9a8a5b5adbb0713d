import { fileURLToPath } from 'node:url';

export { actions } from '../lambda/actions/index.ts';

/** The module that lists the actions of this repository: the one place that says which they are. */
export const actionsModule = fileURLToPath(import.meta.resolve('../lambda/actions/index.ts'));
