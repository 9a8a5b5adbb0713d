import type { ActionOwner, ActionTypeId } from './action-type.ts';

/** The ways in which a worker meets CodePipeline; the deployment says which one. */
export const integrations = ['third-party', 'custom'] as const;
export type Integration = (typeof integrations)[number];

/** The owner of the action types of each. */
export const ownerOf: Readonly<Record<Integration, ActionOwner>> = { 'third-party': 'ThirdParty', custom: 'Custom' };

/** The longest time of one invocation, in milliseconds. Source: AWS Lambda Developer Guide, "Lambda quotas". */
export const MAX_INVOCATION = 900_000;

/**
 * How far ahead the start of an action's next round can be put off, in milliseconds, so that an invocation is left for its
 * work: a partner's job may last for 12 hours, if the jobTimeout of its action type says so, and a custom action for 24, all
 * rounds together. Source: AWS CodePipeline API Reference, ActionTypeExecutor, and User Guide, "Quotas in AWS CodePipeline".
 */
export const maxWaitOf: Readonly<Record<Integration, number>> = {
  'third-party': 12 * 3_600_000 - MAX_INVOCATION,
  custom: 24 * 3_600_000 - MAX_INVOCATION,
};

/** The variables by which a stack tells its functions of the integration. */
export const integrationVariables = {
  /** One of `integrations`; third-party when it is not set. */
  integration: 'INTEGRATION',
  /** The ARN of the secret that seals continuation state; of custom actions only. */
  sealingSecret: 'SEALING_SECRET',
} as const;

/** An action type as a poller is told of it. */
export interface PolledActionType extends ActionTypeId {
  /** One value of the queryable property, if the action type has one: only jobs that have it are handed out. */
  readonly queryParam?: Readonly<Record<string, string>>;
}

/** @throws Error saying which integrations there are. */
export function readIntegration(name = 'third-party'): Integration {
  const integration = integrations.find((one) => one === name);
  if (!integration) {
    throw new Error(`${integrationVariables.integration} must be ${integrations.join(' or ')}, got "${name}"`);
  }
  return integration;
}

/** The secret that seals the state of custom actions on a developer's machine; it is never shown, like a real one. */
export const localSealingSecret = 'the sealing secret of a local worker';
