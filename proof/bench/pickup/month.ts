import { actionsModule } from '../../../bin/actions.ts';
import cdk from '../../../cdk.json' with { type: 'json' };
import { idleCost, sumOf } from '../../../operate/cost/cost.ts';
import { polledEvery } from '../../../operate/cost/polling-cost.ts';
import { readTemplate } from '../../../operate/cost/template-facts.ts';

/** What an idle month costs at list price by how often the worker polls: itself, and Lambda's asking of its queues. */
export async function readMonths(): Promise<(pollEvery: number) => { itself: number; withQueues: number }> {
  // The help text of the bench loads this file too, and needs no CDK.
  const { synthesizeStacks } = await import('../../../lib/app/synthesize-stacks.ts');
  const [stack] = synthesizeStacks({ actions: actionsModule }, cdk.context);
  if (stack === undefined) throw new Error('The app has no stack');
  const facts = readTemplate(stack.template);
  return (pollEvery) => {
    const lines = idleCost(polledEvery(facts, pollEvery));
    return { itself: sumOf(lines, 'worker'), withQueues: sumOf(lines, 'worker', 'empty receives') };
  };
}
