import { actionTypeName } from '../../model/action-type.ts';
import type { PolledActionType } from '../../model/integration.ts';
import { ownValue } from '../../model/own-value.ts';
import type { Definition } from '../bundles/definitions.ts';
import type { CompleteProps } from './partner-action-worker-props.ts';

/** The pattern of a query value in the PollForJobs model. */
const QUERY_VALUE = /^[a-zA-Z0-9_-]{1,50}$/;

/** Checks the props that belong to one integration only. @throws Error saying which one is wrong and what is allowed. */
export function checkIntegration(props: CompleteProps): void {
  const { integration, definitions, links, queryValues, scopeToActionTypes } = props;
  if (integration === 'third-party') {
    if (Object.keys(links).length > 0) {
      throw new Error('links is of custom actions: `partner-action action-type` takes those of a third-party action');
    }
    if (Object.keys(queryValues).length > 0) {
      throw new Error('queryValues is of custom actions: no poll for third-party jobs takes one');
    }
    return;
  }
  if (definitions.length === 0) {
    throw new Error('integration is custom: name the module of the actions, whose action types the stack is to make');
  }
  if (props.clientsTable !== undefined) {
    throw new Error('clientsTable is of third-party actions: custom ones have no clients');
  }
  if (scopeToActionTypes) {
    throw new Error('scopeToActionTypes is of third-party actions: polls for custom actions are always scoped');
  }
  checkProviders('links', links, definitions);
  checkProviders('queryValues', queryValues, definitions);
  for (const definition of definitions) checkQuery(definition, ownValue(queryValues, definition.type.provider));
}

function checkProviders(
  prop: string,
  given: Readonly<Record<string, unknown>>,
  definitions: readonly Definition[],
): void {
  for (const provider of Object.keys(given)) {
    if (definitions.some(({ type }) => type.provider === provider)) continue;
    const known = definitions.map(({ type }) => actionTypeName(type)).join(', ');
    throw new Error(`${prop} names the provider "${provider}": it must be that of an action of ${known}`);
  }
}

function checkQuery({ type, properties }: Definition, value: string | undefined): void {
  const queryable = properties.find((property) => property.queryable)?.name;
  if (queryable === undefined && value === undefined) return;
  const name = actionTypeName(type);
  if (queryable === undefined) throw new Error(`queryValues has one for ${name}, which has no queryable property`);
  if (value !== undefined && QUERY_VALUE.test(value)) return;
  throw new Error(
    `queryValues has ${value === undefined ? 'none' : `"${value}"`} for ${name}: its property ${queryable} is queryable, ` +
      'so allowed are 1 to 50 characters of a-z, A-Z, 0-9, _ and -',
  );
}

/** The action types in the form of the poller. */
export function polledTypes({ actionTypes, definitions, queryValues }: CompleteProps): PolledActionType[] {
  return actionTypes.map(({ category, owner, provider, version }) => {
    const own = definitions.find(
      ({ type }) => actionTypeName(type) === actionTypeName({ category, owner, provider, version }),
    );
    const queryable = own?.properties.find((property) => property.queryable)?.name;
    const value = ownValue(queryValues, provider);
    const query = queryable !== undefined && value !== undefined && { queryParam: { [queryable]: value } };
    return { category, owner, provider, version, ...query };
  });
}
