/** The categories of the API. A pipeline shows an action under its category. */
export type ActionCategory = 'Source' | 'Build' | 'Deploy' | 'Test' | 'Invoke' | 'Approval' | 'Compute';

/** Who made an action type: AWS, a registered partner, or the owner of the account. */
export type ActionOwner = 'ThirdParty' | 'AWS' | 'Custom';

/** Names an action type: the four parts that CodePipeline knows it by. */
export interface ActionTypeId {
  readonly category: ActionCategory;
  readonly owner: ActionOwner;
  /** 1 to 35 characters of `[0-9A-Za-z_-]`. */
  readonly provider: string;
  /** 1 to 9 characters of `[0-9A-Za-z_-]`. */
  readonly version: string;
}

/** The one text that stands for an action type: in a metric's dimension, in log lines and in messages. */
export const actionTypeName = ({ category, owner, provider, version }: ActionTypeId): string =>
  `${category}/${owner}/${provider}/${version}`;
