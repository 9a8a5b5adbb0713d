/** The fields of every line of a log, or a function that is asked for them at each line. */
export type BoundFields = Record<string, unknown> | (() => Record<string, unknown>);

export const fieldsOf = (bound: BoundFields): Record<string, unknown> =>
  typeof bound === 'function' ? bound() : bound;
