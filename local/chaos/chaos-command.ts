import { type Command, withHelp } from '../../command/command.ts';
import { chaosHelp, parseChaosOptions } from './chaos-options.ts';

/**
 * `npm run chaos`: kills the functions at every point of a job's road and judges what became of every job. What is started is
 * loaded only when the command line can be followed.
 * @param standard The module that lists the actions where none is named.
 */
export const chaosCommand = (standard: string | undefined): Command =>
  withHelp(chaosHelp, async (args, surroundings) => {
    const options = parseChaosOptions(args);
    const { playSeeds } = await import('./play-seeds.ts');
    await playSeeds(options, standard, surroundings);
  });
