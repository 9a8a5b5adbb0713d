import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { type ActionTypeId, actionTypeName } from '../../../model/action-type.ts';
import type { RegisteredActionType } from './action-type.ts';

/** The action types that the control plane knows. */
export interface ActionTypeTable {
  /** Finds a type that can be used; a deleted one cannot. */
  find(id: ActionTypeId): RegisteredActionType | undefined;
  /** The same, deleted or not. */
  recall(id: ActionTypeId): RegisteredActionType | undefined;
  put(actionType: RegisteredActionType): void;
  /** Makes a type known by its name, unless it is known already. */
  register(id: ActionTypeId): void;
  /** The types that can be used, in order of name. */
  all(): RegisteredActionType[];
}

export function openActionTypeTable(database: DatabaseSync): ActionTypeTable {
  const put = database.prepare('INSERT OR REPLACE INTO action_types (name, action_type) VALUES (?, ?)');
  const select = database.prepare('SELECT action_type FROM action_types WHERE name = ?');
  const all = database.prepare('SELECT action_type FROM action_types ORDER BY name');
  const table: ActionTypeTable = {
    find: (id) => {
      const found = table.recall(id);
      return found?.isDeleted ? undefined : found;
    },
    recall: (id) => select.all(actionTypeName(id)).map(read)[0],
    put: (actionType) => void put.run(actionTypeName(actionType.id), JSON.stringify(actionType)),
    register: (id) => {
      if (table.find(id) === undefined) table.put({ id });
    },
    all: () =>
      all
        .all()
        .map(read)
        .filter(({ isDeleted }) => !isDeleted),
  };
  return table;
}

/** Only `put` writes this column. */
const read = ({ action_type }: Record<string, SQLOutputValue>): RegisteredActionType => JSON.parse(String(action_type));
