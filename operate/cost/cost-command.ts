import { actionsFlag } from '../../command/actions-flag.ts';
import { callOf } from '../../command/call.ts';
import { type Command, type CommandSurroundings, UsageError, withHelp } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { deploymentFileNames } from '../../model/deployment-outline.ts';
import { idleCost, jobCost } from './cost.ts';
import { costMarkdown, costTable, pollingTable, priceNotes } from './cost-table.ts';
import { pollingCosts } from './polling-cost.ts';
import { readTemplate, type TemplateWithResources } from './template-facts.ts';

const help = `${callOf('cost', '[--jobs N] [--job-seconds N] [--artifact-mib N] [--memory-mib N] [--waits N] [--markdown]')}
Prints what the stack costs in an idle month and for a number of jobs, from its template and assumed prices.
Defaults: --jobs 1000, --job-seconds 20, --artifact-mib 50, --memory-mib what the template gives the worker, --waits 0.
--waits is how many of the jobs are rounds that wait for a moment (notBefore) before they start.
--markdown prints the tables of the docs. --actions PATH is the module that exports \`actions\`, deployed as one stack;
without it, the stacks of ${deploymentFileNames[0]}, or the actions that start takes.`;

/** Gives the template of each stack with the actions of a module, or of the one that is taken where none is named. */
type Synthesize = (
  actions: string | undefined,
  environment: CommandSurroundings['environment'],
) => Promise<{ stackName: string; template: TemplateWithResources }[]>;

/** `partner-action cost`, on the templates that are given. */
export const costCommand = (synthesize: Synthesize): Command =>
  withHelp(help, async (args, { printText, environment }) => {
    const { values } = parseFlags(args, {
      ...actionsFlag,
      jobs: { type: 'string', default: '1000' },
      'job-seconds': { type: 'string', default: '20' },
      'artifact-mib': { type: 'string', default: '50' },
      'memory-mib': { type: 'string' },
      waits: { type: 'string', default: '0' },
      markdown: { type: 'boolean', default: false },
    });
    const memory = values['memory-mib'];
    const jobs = readNumber('jobs', values.jobs, 1e9);
    const usage = {
      jobs,
      waits: readNumber('waits', values.waits, jobs),
      jobSeconds: readNumber('job-seconds', values['job-seconds'], 900),
      artifactMib: readNumber('artifact-mib', values['artifact-mib'], 5 * 1024 * 1024),
      ...(memory === undefined ? {} : { memoryMib: readNumber('memory-mib', memory, 10_240) }),
    };
    const layout = values.markdown ? costMarkdown : costTable;
    for (const { stackName, template } of await synthesize(values.actions, environment)) {
      const facts = readTemplate(template);
      const [idle, ofJobs] = [idleCost(facts), jobCost(facts, usage)];
      const title = `${stackName}: ${usage.jobs} jobs of ${usage.jobSeconds} seconds, beside that`;
      const text = [
        layout(`${stackName}: an idle month`, idle),
        layout(title, ofJobs),
        pollingTable(pollingCosts(facts), values.markdown),
        priceNotes([...idle, ...ofJobs]),
      ];
      printText(text.join('\n'));
    }
  });

/** A number, whole or not. @throws UsageError */
function readNumber(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= max) return value;
  throw new UsageError(`--${flag} is "${text}": allowed is a number from 0 to ${max}. See --help.`);
}
