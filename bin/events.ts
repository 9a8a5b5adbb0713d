import { join } from 'node:path';
import { runProgram } from '../command/command.ts';
import { eventsCommand } from '../local/sam/events-command.ts';
import { actions } from './actions.ts';

/** `npm run events`: the events that `npm run invoke` takes, made from a real job. */
await runProgram(
  eventsCommand(
    join(import.meta.dirname, '../events'),
    actions.map(({ type }) => type),
  ),
);
