import { type ActionOwner, actionTypeName } from '../../model/action-type.ts';
import { LOCAL_REGION } from '../../model/local/services.ts';
import { summaryOf } from './action-types/declaration.ts';
import { ApiError } from './api-error.ts';
import type { JobStore } from './jobs/job-store.ts';
import { checkInput } from './validate.ts';

interface Input {
  actionOwnerFilter?: ActionOwner;
  nextToken?: string;
  regionFilter?: string;
}

/** Answers the action types that are known here, page by page, without those of AWS itself. */
export function listActionTypes(store: JobStore, body: unknown): object {
  const {
    actionOwnerFilter: owner,
    nextToken,
    regionFilter = LOCAL_REGION,
  } = checkInput<Input>('ListActionTypes', body);
  const last = nextToken === undefined ? '' : readToken(nextToken);
  const { all, size } = store.work(({ actionTypes, settings }) => ({
    all: actionTypes.all(),
    size: settings.actionTypesPerPage,
  }));
  const wanted = all.filter(
    ({ id }) => regionFilter === LOCAL_REGION && (owner ?? id.owner) === id.owner && actionTypeName(id) > last,
  );
  const page = wanted.slice(0, size);
  const end = page.at(-1);
  return {
    actionTypes: page.map(summaryOf),
    ...(end && wanted.length > size && { nextToken: createToken(actionTypeName(end.id)) }),
  };
}

/** Opaque to the caller: the name that the page ended with. */
const createToken = (name: string) => Buffer.from(name).toString('base64url');

function readToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString();
  if (createToken(name) !== token || name.split('/').length !== 4) {
    throw new ApiError('InvalidNextTokenException', 'nextToken must be one that an earlier answer gave.');
  }
  return name;
}
