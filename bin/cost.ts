import cdk from '../cdk.json' with { type: 'json' };
import { runProgram } from '../command/command.ts';
import { synthesizeStacks } from '../lib/app/synthesize-stacks.ts';
import { costCommand } from '../operate/cost/cost-command.ts';
import { actions, actionsModule } from './actions.ts';

/** `npm run cost`: what the stack costs, from its own template. */
await runProgram(
  costCommand(() =>
    synthesizeStacks(
      actions.map(({ type }) => type),
      actionsModule,
      cdk.context,
    ),
  ),
);
