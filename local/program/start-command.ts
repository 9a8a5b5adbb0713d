import { type Command, UsageError, withHelp } from '../../command/command.ts';
import type { Interruption } from '../../command/interruption.ts';
import { startUntil } from '../../command/starting.ts';
import { InvalidSubmission } from '../codepipeline/local-api/submission.ts';
import { NoCertificate } from '../http/certificate.ts';
import { PortInUse } from '../http/loopback.ts';
import { parseCommandLine, startHelp } from './command-line.ts';

/**
 * `partner-action start`: the local services, the functions on them, and a job. What is started is loaded only when the
 * command line can be followed.
 * @param standard The module that lists the actions where none is named.
 */
export const startCommand =
  (standard: string | undefined) =>
  (interruption: Interruption): Command =>
    withHelp(startHelp(standard), async (args, { environment, exitWith }) => {
      const options = parseCommandLine(args, environment);
      const starting = startUntil(interruption);
      try {
        const { prepare } = await interruption.race(import('./prepare.ts'));
        const prepared = await prepare(options, { environment, standard, interruption, starting });
        const { start } = await interruption.race(import('./start.ts'));
        exitWith(await start(prepared, interruption, starting));
      } catch (error) {
        const isTold = [PortInUse, NoCertificate, InvalidSubmission].some((told) => error instanceof told);
        if (!isTold) throw error;
        throw new UsageError((error as Error).message);
      } finally {
        await starting[Symbol.asyncDispose]();
      }
    });
