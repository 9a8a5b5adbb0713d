import { describeAction, httpsUrl, type JobOf, type Outcome, optional, secret, text } from '../../lambda/index.ts';
import { runAction, type Situation } from '../../testing/index.ts';

export const facts = describeAction({
  type: { category: 'Test', provider: 'Probe', version: '1' },
  description: 'Does what a test wants.',
  configuration: {
    Note: optional(text, { description: 'Says anything.' }),
    Password: optional(secret, { description: 'Lets the action in.' }),
    Url: optional(httpsUrl, { description: 'The URL of a service.' }),
  },
  inputs: { minimum: 0, maximum: 2 },
  outputs: { minimum: 0, maximum: 2 },
});
export type ProbeJob = JobOf<typeof facts>;

export type ProbeSituation = Situation<ReturnType<typeof facts.runs>>;

/** Runs an action that does this. */
export const tryWith = (run: (job: ProbeJob) => Promise<Outcome>, situation: ProbeSituation = {}) =>
  runAction(facts.runs(run), situation);
