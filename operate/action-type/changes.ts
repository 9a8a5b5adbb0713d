import type { Counts, PublishedProperty, PublishedType } from './published-type.ts';

/** A change that must not be made to an action type that pipelines use. */
export interface Change {
  /** What changed, and why that is not allowed. */
  readonly what: string;
  /** Where AWS says so; undefined for a change that is only assumed to break pipelines. */
  readonly source?: string;
}

const PARTNER_SOURCE = 'AWS CodePipeline User Guide, "Working with action types"';
const CUSTOM_SOURCE = 'AWS CodePipeline API Reference, "DeleteCustomActionType"';

/** The changes to a partner's action type that AWS refuses, or that would break the pipelines that use it. */
export const partnerChanges = (before: PublishedType, after: PublishedType): Change[] => [
  ...after.properties.flatMap((property) => addedOrRequired(before, property)),
  ...before.properties.flatMap((property) => goneOrChanged(property, after)),
  ...narrowed('input artifact', before.inputs, after.inputs),
  ...narrowed('output artifact', before.outputs, after.outputs),
];

/**
 * Every change to a custom action type: nothing updates one (UpdateActionType takes the owners AWS and ThirdParty alone), and
 * under its version it can only be made again as it was.
 */
export function customChanges(before: PublishedType, after: PublishedType): Change[] {
  const parts = [partsOf(before), partsOf(after)] as const;
  const names = new Set(parts.flatMap((of) => [...of.keys()]));
  return [...names]
    .filter((name) => parts[0].get(name) !== parts[1].get(name))
    .map((name) => ({ what: `${name} changed, and a custom action type stays as it was made`, source: CUSTOM_SOURCE }));
}

/** The parts of a custom action type by their names, in a form that can be compared. */
const partsOf = ({ properties, inputs, outputs, links }: PublishedType): Map<string, string> =>
  new Map([
    ...properties.map((one) => [`the property ${one.name}`, comparable(one)] as const),
    ...Object.entries(links).map(([name, link]) => [`the link ${name}`, link] as const),
    ['the number of input artifacts', comparable(inputs)],
    ['the number of output artifacts', comparable(outputs)],
  ]);

const comparable = (value: object) =>
  JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));

function addedOrRequired(before: PublishedType, { name, required }: PublishedProperty): Change[] {
  const known = before.properties.find((property) => property.name === name);
  if (!required || known?.required) return [];
  const what = known ? 'was optional and cannot become required' : 'is new and must be optional';
  return [{ what: `the property ${name} ${what}`, source: PARTNER_SOURCE }];
}

const FACTS = [
  ['secret', 'secret'],
  ['key', 'part of the key'],
  ['queryable', 'queryable'],
] as const;

function goneOrChanged(before: PublishedProperty, { properties }: PublishedType): Change[] {
  const after = properties.find(({ name }) => name === before.name);
  if (!after) return [{ what: `the property ${before.name} is gone, and pipelines may hold a value for it` }];
  return FACTS.filter(([fact]) => before[fact] !== after[fact]).map(([fact, words]) => ({
    what: `the property ${before.name} ${before[fact] ? 'was' : 'was not'} ${words}, and pipelines rely on that`,
  }));
}

function narrowed(what: string, before: Counts, after: Counts): Change[] {
  return [
    ...(after.minimumCount > before.minimumCount
      ? [{ what: `at least ${amount(after.minimumCount, what)} where ${before.minimumCount} was enough` }]
      : []),
    ...(after.maximumCount < before.maximumCount
      ? [{ what: `at most ${amount(after.maximumCount, what)} where ${before.maximumCount} was allowed` }]
      : []),
  ];
}

const amount = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
