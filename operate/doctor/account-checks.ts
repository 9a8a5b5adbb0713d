import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { formatSpan } from '../../command/text.ts';
import { readStack } from '../stacks/read-stack.ts';
import type { Caller } from './caller.ts';
import { type Check, fault, ok, warning } from './check.ts';

/** Milliseconds. AWS refuses a signature that is older; source: IAM User Guide, "Troubleshoot Signature Version 4 API requests". */
const MAX_SKEW = 5 * 60_000;
/** Milliseconds: with a larger difference, the ages that the commands show mislead. */
const NOTABLE_SKEW = 30_000;
/** Of the stack that `cdk bootstrap` makes. Source: AWS CDK Developer Guide, "AWS CDK bootstrapping": what the default synthesizer asks for. */
const MIN_BOOTSTRAP_VERSION = 6;
/** The concurrency of the poller and the last word, besides that of the worker. */
const OTHERS = 3;

/** The clock of this machine beside that of AWS. */
export const clockCheck = ({ ahead }: Caller): Check => ({
  name: 'clock',
  look: async () => {
    if (ahead === undefined) return warning('AWS did not say what time it is.', 'Compare the clock by hand.');
    const off = Math.abs(ahead);
    const says = `This machine is ${formatSpan(off)} ${ahead < 0 ? 'behind' : 'ahead of'} AWS.`;
    if (off >= MAX_SKEW) return fault(says, 'Set the clock: AWS refuses what is signed more than 5 min off.');
    return off >= NOTABLE_SKEW ? warning(says, 'Set the clock: ages and leases are shown wrong by that.') : ok(says);
  },
});

/** @param maximumConcurrency What the worker takes at most. */
export const concurrencyCheck = (region: string, maximumConcurrency: number): Check => ({
  name: 'concurrency',
  look: async () => {
    const client = new LambdaClient({ region });
    try {
      const { AccountLimit = {} } = await client.send(new GetAccountSettingsCommand());
      const { ConcurrentExecutions: quota = 0, UnreservedConcurrentExecutions: free = quota } = AccountLimit;
      const says = `The quota is ${quota} concurrent executions, ${free} of them not reserved; the worker uses up to ${maximumConcurrency}.`;
      if (free >= maximumConcurrency + OTHERS) return ok(says);
      return warning(
        says,
        `Set maximumConcurrency to ${Math.max(2, free - OTHERS)} or less, or have Service Quotas raise the quota: throttled messages use up their 20 receives.`,
      );
    } finally {
      client.destroy();
    }
  },
});

/** @param isDeployed Whether the stack exists: then some bootstrap exists too, maybe under another name. */
export const bootstrapCheck = (region: string, account: string, isDeployed: boolean): Check => ({
  name: 'bootstrap',
  look: async () => {
    const todo = `npx cdk bootstrap aws://${account}/${region}`;
    const stack = await readStack('CDKToolkit', region);
    if (!stack) {
      const says = 'There is no stack CDKToolkit.';
      return isDeployed ? warning(says, 'Nothing, if you bootstrap under another name.') : fault(says, todo);
    }
    const version = Number(stack.outputs['BootstrapVersion'] ?? 0);
    const says = `CDKToolkit has version ${version}.`;
    return version >= MIN_BOOTSTRAP_VERSION ? ok(says) : fault(says, todo);
  },
});
