import { parseArgs } from 'node:util';
import { actions } from '../lambda/actions/index.ts';
import { idleCost, type JobUsage, jobCost } from '../operate/cost/cost.ts';
import { costMarkdown, costTable, priceNotes } from '../operate/cost/cost-table.ts';
import { readStackFacts } from '../operate/cost/stack-facts.ts';

const help = `npm run cost -- [--jobs N] [--job-seconds N] [--artifact-mib N] [--memory-mib N] [--markdown]
What the stack costs in an idle month and for so many jobs, from its template and assumed prices.
--jobs is 1000 when left out, --job-seconds 20, --artifact-mib 50, --memory-mib what the template gives the worker.
--markdown prints the tables of the README.`;

try {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string', default: '1000' },
      'job-seconds': { type: 'string', default: '20' },
      'artifact-mib': { type: 'string', default: '50' },
      'memory-mib': { type: 'string' },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(help);
  else {
    const memory = values['memory-mib'];
    const usage = {
      jobs: numberOf('jobs', values.jobs, 1e9),
      jobSeconds: numberOf('job-seconds', values['job-seconds'], 900),
      artifactMib: numberOf('artifact-mib', values['artifact-mib'], 5 * 1024 * 1024),
      ...(memory === undefined ? {} : { memoryMib: numberOf('memory-mib', memory, 10_240) }),
    };
    await report(usage, values.markdown ? costMarkdown : costTable);
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
  process.exitCode = 2;
}

async function report(usage: JobUsage, print: typeof costTable): Promise<void> {
  for (const { stackName, facts } of await readStackFacts(actions.map(({ type }) => type))) {
    const [idle, jobs] = [idleCost(facts), jobCost(facts, usage)];
    console.log(print(`${stackName}: an idle month`, idle));
    console.log(print(`${stackName}: ${usage.jobs} jobs of ${usage.jobSeconds} seconds, beside that`, jobs));
    console.log(priceNotes([...idle, ...jobs]));
  }
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= most) return value;
  throw new Error(`--${name} is "${text}": allowed is a number from 0 to ${most}`);
}
