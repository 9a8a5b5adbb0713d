import { Refusal } from '../../command/command.ts';

/** This Region does not have what was asked for. If another Region has it, that is not a failure. */
export class NotHere extends Refusal {}
