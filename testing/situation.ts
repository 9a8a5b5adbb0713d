import type { HandedOnBy } from '../lambda/action/action.ts';
import type { PipelineContext } from '../lambda/action/job.ts';
import type { Outcome, Variables } from '../lambda/action/outcome.ts';
import type { Surroundings } from '../lambda/action/parser.ts';
import type { Integration } from '../model/integration.ts';
import type { ManualClock } from './manual-clock.ts';
import type { LogLine } from './memory-log.ts';
import type { TestArtifact } from './test-artifact.ts';
import type { WrittenArtifact } from './written-artifact.ts';

/**
 * What an action finds when it runs. Everything is optional.
 *
 * @example
 * const situation: Situation = { configuration: { Page: 'index.html' }, inputs: { Site: { 'index.html': '' } } };
 */
export interface Situation<A = unknown> {
  /** The texts that the customer enters; the action's own parsers read them. */
  configuration?: Readonly<Record<string, string>> | undefined;
  /** The input artifacts by their names. */
  inputs?: Readonly<Record<string, TestArtifact>> | undefined;
  /** The revisions that input artifacts were made from, by the artifacts' names. */
  revisions?: Readonly<Record<string, string>> | undefined;
  /** The names of the output artifacts. By default those of the definition, or as many as its minimum. */
  outputs?: readonly string[] | undefined;
  /** What an earlier round handed to `continues`; in the first round there is none. */
  state?: HandedOnBy<A> | undefined;
  /** What an earlier attempt at this job remembered. */
  remembered?: Readonly<Record<string, string>> | undefined;
  /** The number of this run on the job: 1, 2 or 3. @default 1 */
  attempt?: number | undefined;
  /**
   * How the worker meets CodePipeline. Only a custom action has output variables, a pipeline ARN and a pipeline execution.
   * @default custom for an action whose owner is Custom, third-party for any other
   */
  integration?: Integration | undefined;
  /** @default a fixed UUID */
  jobId?: string | undefined;
  pipeline?: PipelineContext | undefined;
  /** Where the worker runs. A local one reaches the services of this machine. @default { local: false } */
  surroundings?: Omit<Surroundings, 'fetch'> | undefined;
  /** Answers the requests of `publicFetch` instead of the network. */
  fetch?: Surroundings['fetch'];
  /** When it fires, the time that the worker has for one job is up. */
  signal?: AbortSignal | undefined;
  /** The worker's clock, which moves only when the test moves it; by default a clock of its own. */
  clock?: ManualClock | undefined;
}

/**
 * What became of a job, and everything that its action did with it.
 *
 * @example
 * const told = ({ outcome, log }: Trial) => `${outcome.kind} after ${log.length} lines`;
 */
export interface Trial<A = unknown> {
  /** As it would be reported to CodePipeline: texts are within its limits and free of secrets. */
  outcome: Outcome<string, Variables>;
  /** The output artifacts by their names, each once it was finished. */
  outputs: Readonly<Record<string, WrittenArtifact>>;
  /** The state for the next round, when there is one. */
  state: HandedOnBy<A> | undefined;
  progress: readonly { percentComplete: number | undefined; summary: string | undefined }[];
  /** Every line of the job, free of secrets. */
  log: readonly LogLine[];
  /** Everything that another attempt would find, including `remembered` of the situation. */
  remembered: Readonly<Record<string, string>>;
  /** What the action threw, if it did. The customer reads only `outcome`. */
  thrown: unknown;
}
