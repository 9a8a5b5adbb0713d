import { existsSync } from 'node:fs';
import type { ParseArgsOptionsConfig } from 'node:util';
import { UsageError } from '../../command/command.ts';
import { helpRows } from '../../command/text.ts';

/** A job as a command line describes it, before it is known what its action takes. */
export interface JobWish {
  /** The name of the action; the first that is listed when left out. */
  action: string | undefined;
  /** Each `PATH` or `NAME=PATH`. */
  artifacts: readonly string[];
  /** Each `NAME=VALUE` or `NAME=@FILE`. */
  settings: readonly string[];
  /** Whether what git ignores is part of a folder. */
  all: boolean;
  /** Where to copy the output artifacts. */
  output: string | undefined;
}

/** A variable whose name begins so gives a property of the configuration its value. */
export const SETTING_VARIABLE = 'PARTNER_ACTION_SET_';

export const jobFlags = {
  action: { type: 'string' },
  artifact: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  all: { type: 'boolean' },
  output: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig;

/** The width of the names of flags in these help texts. */
export const FLAGS_WIDTH = 32;

/** The part of a help text that says how the action is configured and where its output goes. */
export const settingHelp = `  --set NAME=VALUE                 a property of the action configuration; may be repeated
  --set NAME=@FILE                 the same, with the content of a file as the value (@@ for a value that begins with @)
${helpRows([[`${SETTING_VARIABLE}NAME`, 'an environment variable that does the same, and keeps a secret out of the list of processes']], { width: FLAGS_WIDTH })}
  --output PATH                    copies the output artifact there: a file, or a folder that exists`;

export const allHelp = '  --all                            includes what git ignores in a folder';

/** The part of a help text that says how a job is described. */
export const jobHelp = `  --action NAME                    the action, by the name of its provider; the first of the list by default
  --artifact [NAME=]PATH           an input artifact: a zip, tar or tar.gz, or a folder (without .git, node_modules, links
                                   out of it, and what git ignores); may be repeated
${allHelp}
${settingHelp}`;

/** What these flags say. */
export const readJobWish = (values: {
  action?: string | undefined;
  artifact?: string[] | undefined;
  set?: string[] | undefined;
  all?: boolean | undefined;
  output?: string | undefined;
}): JobWish => ({
  action: values.action,
  artifacts: values.artifact ?? [],
  settings: values.set ?? [],
  all: values.all ?? false,
  output: values.output,
});

const NAMED = /^([A-Za-z0-9_-]{1,100})=(.+)$/s;

/** An artifact's name, if it is given, and its path. A path that is there is one, whatever characters it has. */
export function readArtifact(text: string, find: (path: string) => string): { name?: string; path: string } {
  const [, name, path] = NAMED.exec(text) ?? [];
  if (name === undefined || path === undefined || existsSync(find(text))) return { path: find(text) };
  return { name, path: find(path) };
}

/** A property's name, and its value as it was given. @throws UsageError, which does not show the value: it may be a secret. */
export function splitSetting(text: string): [name: string, value: string] {
  const [name, ...rest] = text.split('=');
  if (!name || rest.length === 0) {
    throw new UsageError('--set takes NAME=VALUE or NAME=@FILE: a property of the action configuration.');
  }
  return [name, rest.join('=')];
}
