import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib';
import cdk from '../cdk.json' with { type: 'json' };
import { actions } from '../lambda/actions/index.ts';
import { bundleAll, foldersOf } from '../lib/bundles.ts';
import { idleCost, type JobUsage, jobCost } from '../lib/cost.ts';
import { costTable, priceNotes } from '../lib/cost-table.ts';
import { createStacks } from '../lib/create-stacks.ts';
import { readTemplate } from '../lib/template-facts.ts';

const help = `npm run cost -- [--jobs N] [--job-seconds N] [--artifact-mib N] [--memory-mib N]
What the stack costs in an idle month and for so many jobs, from its template and assumed prices.`;

try {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string', default: '1000' },
      'job-seconds': { type: 'string', default: '20' },
      'artifact-mib': { type: 'string', default: '50' },
      'memory-mib': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(help);
  else {
    const memory = values['memory-mib'];
    await report({
      jobs: numberOf('jobs', values.jobs, 1e9),
      jobSeconds: numberOf('job-seconds', values['job-seconds'], 900),
      artifactMib: numberOf('artifact-mib', values['artifact-mib'], 5 * 1024 * 1024),
      ...(memory === undefined ? {} : { memoryMib: numberOf('memory-mib', memory, 10_240) }),
    });
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${help}`);
  process.exitCode = 2;
}

async function report(usage: JobUsage): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cost-'));
  try {
    const app = new App({ context: cdk.context, outdir: join(folder, 'cdk.out') });
    const types = actions.map(({ type }) => type);
    const bundles = foldersOf(await bundleAll(join(folder, 'build')));
    for (const { stackName, artifactId } of createStacks(app, types, bundles)) {
      const facts = readTemplate(app.synth().getStackArtifact(artifactId).template);
      const [idle, jobs] = [idleCost(facts), jobCost(facts, usage)];
      console.log(costTable(`${stackName}: an idle month`, idle));
      console.log(costTable(`${stackName}: ${usage.jobs} jobs of ${usage.jobSeconds} seconds, beside that`, jobs));
      console.log(priceNotes([...idle, ...jobs]));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function numberOf(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= most) return value;
  throw new Error(`--${name} is "${text}": allowed is a number from 0 to ${most}`);
}
