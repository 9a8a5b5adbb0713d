import { expect, it } from 'vitest';
import { failed, succeeded } from '../../../lambda/action/outcome.ts';
import { captureLogLines } from '../../lambda/middleware/log-lines.ts';
import { createWorld, type ProbeJob } from '../../lambda/middleware/world.ts';
import { resources, synthesize } from '../synthesize.ts';

interface Query {
  Name: string;
  QueryString: string;
  LogGroupNames: string[];
}

const lines = captureLogLines();
const queries = Object.values(resources<Query>(synthesize(), 'AWS::Logs::QueryDefinition'));

/** Every way that a line names things: `result` and `result.type` of `{ result: { type } }`. */
const pathsOf = (value: object, before = ''): string[] =>
  Object.entries(value).flatMap(([name, part]) => {
    const path = `${before}${name}`;
    return [path, ...(typeof part === 'object' && part !== null ? pathsOf(part, `${path}.`) : [])];
  });

/** The fields of our own that a query reads. */
const fieldsOf = ({ QueryString }: Query): string[] => {
  const words = QueryString.replaceAll(/"[^"]*"/g, '').match(/@?[A-Za-z][\w.]*/g) ?? [];
  const ofTheLanguage =
    /^(fields|filter|sort|limit|stats|by|as|asc|desc|and|min|max|ispresent|began|ended|seconds|@.*)$/;
  return [...new Set(words.filter((word) => !ofTheLanguage.test(word)))];
};

it('come with the stack, over the logs of all three functions, in the folder of the worker', () => {
  expect(queries.map(({ Name }) => Name)).toEqual([
    "Stack/PartnerAction/a job's life",
    "Stack/PartnerAction/a client's last failures",
    'Stack/PartnerAction/slowest actions',
  ]);
  for (const { LogGroupNames } of queries) expect(LogGroupNames).toEqual(['PollerLog', 'WorkerLog', 'LastWordLog']);
});

it('read only fields that the worker writes, and find the failure of a client', async () => {
  const world = createWorld();
  const outcomes = [
    async () => succeeded(),
    async () => failed('JobFailed', 'findings'),
    async (job: ProbeJob) => {
      job.log.warn('slow', { error: new Error('of a service') });
      return succeeded();
    },
  ];
  for (const act of outcomes) {
    world.addJob({ outputArtifacts: [] });
    await world.poll();
    await world.deliver(world.worker(act));
  }
  const lost = world.addJob({ outputArtifacts: [] });
  await world.poll();
  world.codePipeline.acknowledgeElsewhere(lost);
  await world.deliver(world.worker(async () => succeeded()));

  const written = lines.map((line) => JSON.parse(line));
  const known = new Set(written.flatMap((line) => pathsOf(line)));
  for (const query of queries) {
    expect(fieldsOf(query).length, query.Name).toBeGreaterThan(1);
    expect([...known], query.Name).toEqual(expect.arrayContaining(fieldsOf(query)));
  }
  expect(written.filter(({ message, clientId }) => message === 'JobsFailed' && clientId)).toHaveLength(1);
});
