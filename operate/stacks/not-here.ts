import { Refusal } from '../../command/command.ts';

/** What was asked for is not in this Region. Where another Region has it, that is no failure. */
export class NotHere extends Refusal {}
