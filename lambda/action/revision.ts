/**
 * The revision that a Source action has found or made.
 * Source of the limits: `CurrentRevision` of the service model.
 *
 * @example
 * const revision: CurrentRevision = { revision: '4f3c2a1', changeIdentifier: 'main' };
 */
export interface CurrentRevision {
  /** 1 to 1,500 characters, such as a commit ID. */
  revision: string;
  /** 1 to 100 characters: what tells the change from others, such as the name of a branch. */
  changeIdentifier: string;
  created?: Date | undefined;
  /** At most 2,048 characters; a longer one is cut. */
  revisionSummary?: string | undefined;
}
