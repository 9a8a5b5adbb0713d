import { callOf } from '../../command/call.ts';
import { localPorts } from '../../model/local/services.ts';
import { quoteForShell } from '../../model/shell.ts';
import type { ActionFacts } from '../actions/action-facts.ts';
import type { StartOptions } from './command-line.ts';

/** A start that is up, and the action that it ran. */
export interface Started {
  given: Pick<StartOptions, 'actions' | 'integration'>;
  action: ActionFacts;
  /** Whether a command that names no action chooses this one. */
  isFirst: boolean;
  /** Of the control plane. */
  port: number;
}

/** What to type next for the action that was run: whole commands, in which only PATH, VALUE and FILE are to be replaced. */
export function nextSteps({ given, action, isFirst, port }: Started): string {
  const { properties, inputs } = action;
  const paths = inputs.maximum === 0 ? [] : Array.from({ length: Math.max(1, inputs.minimum) }, () => 'PATH');
  const chosen = isFirst ? [] : ['--action', action.name];
  const settings = properties
    .filter(({ required }) => required)
    .flatMap(({ name, secret }) => ['--set', `${name}=${secret ? '@FILE' : 'VALUE'}`]);
  const submit = [
    ...paths,
    ...chosen,
    ...settings,
    ...(port === localPorts.codepipeline.standard ? [] : ['--port', String(port)]),
  ];
  const once = [
    '--once',
    ...(given.actions === undefined ? [] : ['--actions', quoteForShell(given.actions)]),
    ...(given.integration === 'custom' ? ['--integration', 'custom'] : []),
    ...paths.flatMap((path) => ['--artifact', path]),
    ...chosen,
    ...settings,
  ];
  return `
  ${paths.length === 0 ? 'Submit another job:' : 'Submit an artifact, a folder, zip, tar or tar.gz of yours:'}

    ${callOf('submit', submit.join(' '))}

  or, for one job and an exit code: ${callOf('start', once.join(' '))}
  Ctrl-C ends it.`;
}
