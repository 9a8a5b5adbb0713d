import { lstat, readFile, stat } from 'node:fs/promises';
import { extname, relative } from 'node:path';
import { actionsFlag, findListFile } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, Refusal, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { quote } from '../../model/escape.ts';
import { quoteForShell } from '../../model/shell.ts';
import { identifierOf } from '../../model/source-text.ts';
import { addToList } from './list-entry.ts';
import { forkAt, type Project, projectOf } from './project.ts';
import { actionSource, EMPTY_LIST, type Names, testSource } from './templates.ts';
import { writeAll } from './write-all.ts';

/** The longest name of a provider in the service model (`ActionProvider`). */
const MAX_NAME_LENGTH = 35;
/** The extensions of modules that may `import`. */
const EXTENSIONS = ['.ts', '.mts', '.mjs', '.js'];
const NAME = /^[a-z][a-z\d]*(-[a-z\d]+)*$/;

const help = `Writes an action that does something small, a test of it, and its entry in the list of actions.

  ${callOf('new', 'NAME [--actions PATH]')}

  NAME                             lower case, with hyphens between words, such as word-count
  --actions PATH                   the module that lists the actions; created if there is none
  --help                           this text

  Existing files are not overwritten, except the list.
`;

/**
 * `partner-action new`: the first lines of an action.
 * @param root The repository that the program runs from; absent where it is an installed package.
 */
export const newCommand = (root: string | undefined): Command =>
  withHelp(help, async (args, { environment, print, note }) => {
    const { values, operands } = parseFlags(args, actionsFlag, ['NAME']);
    const names = namesOf(operands[0] ?? '');
    const own = values.actions !== undefined || root === undefined;
    const project = own ? projectOf(findListFile(values.actions, environment), names.name) : forkAt(root, names.name);
    const files = await contentsOf(project, names);
    await writeAll(files, project.listFile);
    for (const file of Object.keys(files)) print(`  wrote ${relative(process.cwd(), file)}`);
    const list = own && values.actions !== undefined ? ` --actions ${quoteForShell(values.actions)}` : '';
    print('');
    print(`  Test it:  ${project.test}`);
    print(`  Run it:   ${callOf('start', `--once --action ${names.name}${list}`)}`);
    if (project.hindrance !== undefined) note(`\n  ${project.hindrance}`);
  });

/** Every file with its content. @throws Refusal, before anything is written. */
async function contentsOf(project: Project, names: Names): Promise<Record<string, string>> {
  const { actionFile, testFile, listFile, imports, listed } = project;
  if (!EXTENSIONS.includes(extname(listFile))) {
    throw new UsageError(
      `The list of actions must be a file that ends in ${EXTENSIONS.join(', ')}, because the action is written beside it in the same language. Got ${quote(relative(process.cwd(), listFile))}.`,
    );
  }
  for (const file of [actionFile, testFile]) {
    // This includes a link to nowhere: writing through it would write to another place.
    const isThere = (await lstat(file).catch(() => undefined)) !== undefined;
    if (isThere || file === listFile) throw new Refusal(`${relative(process.cwd(), file)} is there already.`);
  }
  const list = await readList(listFile);
  if (new RegExp(`\\b${names.identifier}\\b`).test(list)) {
    throw new Refusal(
      `${relative(process.cwd(), listFile)} has a ${names.identifier} already, as the action ${names.name} would be called there: choose another name.`,
    );
  }
  const extended = addToList(list, names.identifier, listed);
  if (extended === undefined) {
    throw new Refusal(
      `${relative(process.cwd(), listFile)} has no line \`export const actions = [ … ];\` without comments in the brackets, to add the action to.`,
    );
  }
  return {
    [actionFile]: actionSource(names, imports),
    [testFile]: testSource(names, imports),
    [listFile]: extended,
  };
}

/** A list that cannot be read must not be taken for an empty one, because that would overwrite it. */
async function readList(file: string): Promise<string> {
  try {
    const found = await stat(file);
    // A pipe or a device might never come to an end.
    if (found.isFile() || found.isDirectory()) return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return EMPTY_LIST;
    throw new Refusal(`${relative(process.cwd(), file)} cannot be read: ${code}.`);
  }
  throw new Refusal(`${relative(process.cwd(), file)} is not a file.`);
}

/** @throws UsageError for a name of which no file, constant and provider can be made. */
function namesOf(name: string): Names {
  if (!NAME.test(name) || name.length > MAX_NAME_LENGTH) {
    throw new UsageError(
      `NAME must be in small letters and digits, with hyphens between words, and at most ${MAX_NAME_LENGTH} characters long: word-count, say. Got "${name.slice(0, 50)}".`,
    );
  }
  const words = name.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  return { name, provider: words.join('-'), identifier: identifierOf(name) };
}
