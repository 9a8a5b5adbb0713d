import cdk from '../cdk.json' with { type: 'json' };
import { runProgram } from '../command/command.ts';
import { actions } from '../lambda/actions/index.ts';
import { synthesizeStacks } from '../lib/app/synthesize-stacks.ts';
import { costCommand } from '../operate/cost/cost-command.ts';

/** `npm run cost`: what the stack costs, from its own template. */
await runProgram(
  costCommand(() =>
    synthesizeStacks(
      actions.map(({ type }) => type),
      cdk.context,
    ),
  ),
);
