import { existsSync, readFileSync } from 'node:fs';
import { Refusal, UsageError } from '../../command/command.ts';
import { actionTypeName } from '../../model/action-type.ts';
import { type Change, customChanges, partnerChanges } from './changes.ts';
import { type PublishedType, readPublishedTypes, UnreadableDocument } from './published-type.ts';

/** The action types that were published, and where that is said. */
export interface Earlier {
  /** As it stands in a sentence. */
  readonly name: string;
  readonly types: readonly PublishedType[];
}

/**
 * Holds a document, which the service model takes, to what was published of the same action type.
 * @param acceptAssumed Lets through what is only assumed to break pipelines.
 * @returns What there is to say of it.
 * @throws UsageError where nothing is said of that action type; Refusal with every change that may not be.
 */
export function checkSince(earlier: Earlier, document: object, acceptAssumed: boolean): string[] {
  return readPublishedTypes(document).flatMap((after) => compare(earlier, after, acceptAssumed));
}

function compare(earlier: Earlier, after: PublishedType, acceptAssumed: boolean): string[] {
  const { name: given, types } = earlier;
  const before = types.find(({ id }) => actionTypeName(id) === actionTypeName(after.id));
  if (!before) return [otherVersion(earlier, after)];
  const changes = (after.id.owner === 'Custom' ? customChanges : partnerChanges)(before, after);
  const refused = changes.filter(({ source }) => source !== undefined || !acceptAssumed);
  if (refused.length === 0) return changes.map(({ what }) => `Let through, as assumed only: ${what}.`);
  throw new Refusal(
    [
      `${actionTypeName(after.id)} may not change so from what ${given} says:`,
      ...refused.map(line),
      'Undo this, or give the action another version, which is an action type of its own.',
    ].join('\n'),
  );
}

/**
 * The action types of a file.
 * @param given How the user named the file.
 * @throws UsageError that shows nothing of what is in the file.
 */
export function readEarlier(given: string, file: string): Earlier {
  const refuse = (problem: string) => new UsageError(`--since ${given} cannot be taken: ${problem}.`);
  if (!existsSync(file)) throw refuse('there is no such file');
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw refuse('it is not JSON');
  }
  try {
    return { name: given, types: readPublishedTypes(document) };
  } catch (error) {
    throw error instanceof UnreadableDocument ? refuse(error.message) : error;
  }
}

const line = ({ what, source }: Change) => `  ${what} (${source ?? 'assumed'})`;

/** Another version is another action type, which may differ in everything; any other difference of the name is a mistake. */
function otherVersion({ name: given, types }: Earlier, { id }: PublishedType): string {
  const isOtherVersion = (one: PublishedType) =>
    actionTypeName({ ...one.id, version: id.version }) === actionTypeName(id);
  const versions = types.filter(isOtherVersion).map((one) => one.id.version);
  if (versions.length > 0) {
    return `${given} has version ${versions.join(', ')}; version ${id.version} is an action type of its own, and pipelines stay with theirs.`;
  }
  const names = types.map((one) => actionTypeName(one.id)).join(', ') || 'none';
  throw new UsageError(`--since ${given} says nothing of ${actionTypeName(id)}; it has ${names}.`);
}
