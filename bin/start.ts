import { runStart } from '../local/program/start.ts';
import { actions, actionsModule } from './actions.ts';

/** `npm start`: the local services, the functions on them, and a job. */
process.exitCode = await runStart({ actions, module: actionsModule }, process.argv.slice(2));
