/** The fields of every line of a log, or what gives them anew for each. */
export type BoundFields = Record<string, unknown> | (() => Record<string, unknown>);

export const fieldsOf = (bound: BoundFields): Record<string, unknown> =>
  typeof bound === 'function' ? bound() : bound;
