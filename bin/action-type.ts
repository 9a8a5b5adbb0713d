import { runProgram } from '../command/command.ts';
import { actionTypeCommand } from '../operate/action-type/action-type-command.ts';
import { actions } from './actions.ts';

/** `npm run action-type`: the registration of an action. */
await runProgram(actionTypeCommand(actions));
