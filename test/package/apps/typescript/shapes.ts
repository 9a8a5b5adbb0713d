import { continues, describeAction, type JobOf, optional, secret, succeeded, text } from 'codepipeline-partner-action';

/** What an author may export, so that each type of ours that shows in a declaration has a name. */
export const facts = describeAction({
  type: { category: 'Build', owner: 'Custom', provider: 'Shapes', version: '1' },
  description: 'Has every form.',
  configuration: { Name: optional(text, { description: 'A name.' }), Key: optional(secret, { description: 'A key.' }) },
  inputs: ['Source'],
  outputs: { minimum: 0, maximum: 2 },
  state: (value: unknown) => ({ round: Number(value) }),
});
export const helper = (job: JobOf<typeof facts>) => job.input('Source');
export const shapes = facts.runs(async (job) => (job.state === undefined ? continues({ round: 2 }) : succeeded()));
