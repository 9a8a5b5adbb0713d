import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callOf } from '../../command/call.ts';
import { createClosingStack } from '../../command/closing-stack.ts';
import { type Command, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import type { Interruption } from '../../command/interruption.ts';
import { pathsOf } from '../../command/paths.ts';
import { dropInherited } from '../../model/local/environment.ts';
import { quoteForShell } from '../../model/shell.ts';
import { findLocalServices } from './local-services.ts';
import { findFunction, functionNames, logicalIds } from './local-template.ts';
import { prepareFunctions } from './prepare-functions.ts';
import { findEvent } from './read-invocation.ts';
import { guessEngine } from './requirements.ts';
import { synthesize } from './synthesize.ts';

const help = `${callOf('sam', '[--output FOLDER] [--stack NAME]')}

Synthesizes the stack, writes a template of all its functions for sam local invoke, with this machine's architecture and
the variables of the local services, and prints a command line for each function. You can add any flag of sam.
On Linux it runs until Ctrl-C, because the containers reach the services through it. Start the services in another
terminal: ${callOf('start', '--services-only')}.

  --output FOLDER   another folder than .local/sam/
  --stack NAME      which stack, if cdk.json has several`;

/** `npm run sam`, into this folder unless another one is named, with the events of these folders. */
export const samCommand =
  (standard: string, eventFolders: readonly string[]) =>
  ({ signal }: Interruption): Command =>
    withHelp(help, async (args, { environment, print, note }) => {
      const { values } = parseFlags(args, { output: { type: 'string' }, stack: { type: 'string' } });
      const folder = values.output === undefined ? standard : pathsOf(environment).place(values.output);
      const services = findLocalServices(environment);
      const isolated = { ...environment };
      dropInherited(isolated);
      const engine = await guessEngine(isolated);

      await using closing = createClosingStack();
      const synthesized = await mkdtemp(join(tmpdir(), 'sam-'));
      closing.defer(() => rm(synthesized, { recursive: true, force: true }));
      const templates = await synthesize(synthesized, isolated);
      const functions = functionNames.map((name) => findFunction(templates, name, values.stack));
      const prepared = await prepareFunctions(functions, { services, engine, synthesized, folder });
      closing.defer(() => prepared.close());

      for (const name of functionNames) {
        const files = ['-t', prepared.template, '-e', findEvent(eventFolders, name)];
        print(['sam', 'local', 'invoke', logicalIds[name], ...files].map(quoteForShell).join(' '));
      }
      if (engine.isVirtual) return;
      note('The containers reach the local services while this runs. Ctrl-C ends it.');
      if (!signal.aborted) await once(signal, 'abort');
    });
