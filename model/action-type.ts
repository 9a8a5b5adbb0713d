/** The categories of the API. */
export const actionCategories = ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'] as const;

/**
 * One of the categories of the API. A pipeline shows an action under its category.
 *
 * @example
 * const category: ActionCategory = 'Deploy';
 */
export type ActionCategory = (typeof actionCategories)[number];

/** The owners of the API. */
export const actionOwners = ['ThirdParty', 'AWS', 'Custom'] as const;

/**
 * Who made an action type: AWS, a registered partner, or the owner of the account.
 *
 * @example
 * const owner: ActionOwner = 'Custom';
 */
export type ActionOwner = (typeof actionOwners)[number];

/** Names an action type: the four parts that CodePipeline knows it by. */
export interface ActionTypeId {
  readonly category: ActionCategory;
  readonly owner: ActionOwner;
  /** 1 to 35 characters of `[0-9A-Za-z_-]`. */
  readonly provider: string;
  /** 1 to 9 characters of `[0-9A-Za-z_-]`. */
  readonly version: string;
}

/**
 * An action type as its author names it. The owner may be left out: the deployment says whose the action is.
 *
 * @example
 * const type: ActionType = { category: 'Test', provider: 'Smoke', version: '1' };
 */
export type ActionType = Omit<ActionTypeId, 'owner'> & { readonly owner?: ActionOwner };

/** The one text that stands for an action type: in a metric's dimension, in log lines and in messages. */
export const actionTypeName = ({ category, owner, provider, version }: ActionTypeId): string =>
  `${category}/${owner}/${provider}/${version}`;
