import { existsSync, readFileSync } from 'node:fs';
import { Refusal, UsageError } from '../../command/command.ts';
import { actionTypeName } from '../../model/action-type.ts';
import { type Change, customChanges, partnerChanges } from './changes.ts';
import { type PublishedType, readPublishedTypes, UnreadableDocument } from './published-type.ts';

/**
 * Holds a document, which the service model takes, to what an earlier one says of the same action type.
 * @param given How the user named the file.
 * @param acceptAssumed Lets through what is only assumed to break pipelines.
 * @returns What there is to say of it.
 * @throws UsageError for a file that is of no use; Refusal with every change that may not be.
 */
export function checkSince(given: string, file: string, document: object, acceptAssumed: boolean): string[] {
  const earlier = readEarlier(given, file);
  return readPublishedTypes(document).flatMap((after) => compare(given, earlier, after, acceptAssumed));
}

function compare(
  given: string,
  earlier: readonly PublishedType[],
  after: PublishedType,
  acceptAssumed: boolean,
): string[] {
  const before = earlier.find(({ id }) => actionTypeName(id) === actionTypeName(after.id));
  if (!before) return [otherVersion(given, earlier, after)];
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

/** The action types of a file. @throws UsageError that shows nothing of what is in the file. */
function readEarlier(given: string, file: string): PublishedType[] {
  const refuse = (problem: string) => new UsageError(`--since ${given} cannot be taken: ${problem}.`);
  if (!existsSync(file)) throw refuse('there is no such file');
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw refuse('it is not JSON');
  }
  try {
    return readPublishedTypes(document);
  } catch (error) {
    throw error instanceof UnreadableDocument ? refuse(error.message) : error;
  }
}

const line = ({ what, source }: Change) => `  ${what} (${source ?? 'assumed'})`;

/** Another version is another action type, of which nothing is held to this one; anything else is a mistake. */
function otherVersion(given: string, earlier: readonly PublishedType[], { id }: PublishedType): string {
  const isOtherVersion = (one: PublishedType) =>
    actionTypeName({ ...one.id, version: id.version }) === actionTypeName(id);
  const versions = earlier.filter(isOtherVersion).map((one) => one.id.version);
  if (versions.length > 0) {
    return `${given} has version ${versions.join(', ')}; version ${id.version} is an action type of its own, and pipelines stay with theirs.`;
  }
  const names = earlier.map((one) => actionTypeName(one.id)).join(', ') || 'none';
  throw new UsageError(`--since ${given} says nothing of ${actionTypeName(id)}; it has ${names}.`);
}
