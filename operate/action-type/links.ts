import { UsageError } from '../../command/command.ts';
import type { Properties } from '../../lambda/action/configuration.ts';

/** The links that CodePipeline shows with an action; each at most 2,048 characters. */
export interface Links {
  /** Where the customer configures the action at the partner's. */
  configuration?: string | undefined;
  /** Templates: the thing that the action works on, one run of it, and a revision. */
  entity?: string | undefined;
  execution?: string | undefined;
  revision?: string | undefined;
}

const PLACEHOLDER = /\{([^{}]*)\}/g;

/**
 * Checks the placeholders of the templates: `{ExternalExecutionId}` and `{Config:Name}`, the latter for properties that are
 * always there and not secret. Source: AWS CodePipeline User Guide, "Create and add a custom action".
 * @throws UsageError naming the placeholder and those that are allowed.
 */
export function checkLinks({ entity, execution, revision }: Links, properties: Properties): void {
  const usable = Object.entries(properties).filter(([, { required, secret }]) => required && !secret);
  const allowed = ['ExternalExecutionId', ...usable.map(([name]) => `Config:${name}`)];
  for (const template of [entity, execution, revision]) {
    for (const [placeholder, name = ''] of (template ?? '').matchAll(PLACEHOLDER)) {
      if (allowed.includes(name)) continue;
      const known = allowed.map((one) => `{${one}}`).join(', ');
      throw new UsageError(`The placeholder ${placeholder} of a link is not known; this action has ${known}.`);
    }
  }
}

/** The templates as both documents name them. */
export const templatesOf = ({ entity, execution, revision }: Links) => ({
  entityUrlTemplate: entity,
  executionUrlTemplate: execution,
  revisionUrlTemplate: revision,
});
