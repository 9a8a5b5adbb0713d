import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { JobView } from '../../local/codepipeline/local-api/job-view.ts';
import { printOutcome } from '../../local/program/print-outcome.ts';

/** A carriage return and an erased line, then a title for the window: what is left looks like another line. */
const REWRITES = 'bad\r\u001b[2K  Succeeded\u001b]0;owned\u0007';

const job: JobView = {
  jobId: '6f1a2c52-8f6e-4f5e-9c9b-0d7f5a3b1e11',
  clientId: 'c',
  status: 'Failed',
  actionTypeId: { category: 'Test', owner: 'ThirdParty', provider: 'Scan', version: '1' },
  pipelineName: 'shop',
  stageName: 'Check',
  actionName: 'Guard',
  transitions: [],
  inputArtifacts: [],
  outputArtifacts: [],
};

async function linesOf(view: Partial<JobView>): Promise<string[]> {
  const lines: string[] = [];
  await printOutcome({ ...job, ...view }, (line) => lines.push(line));
  return lines;
}

describe('what is told of a job in the terminal', () => {
  it.each<[string, Partial<JobView>]>([
    ['a message', { failureDetails: { type: 'JobFailed', message: REWRITES } }],
    ['a summary', { executionDetails: { summary: REWRITES } }],
    ['an output variable', { status: 'Succeeded', outputVariables: { Report: REWRITES } }],
    ['an ID', { executionDetails: { summary: 'fine', externalExecutionId: REWRITES } }],
  ])('cannot be rewritten by %s', async (_, view) => {
    const text = (await linesOf(view)).join('\n');

    expect(text).toContain('bad\\u000d\\u001b[2K  Succeeded\\u001b]0;owned\\u0007');
    for (const order of ['\r', '\u0007', '\u001b]', '\u001b[2K']) expect(text).not.toContain(order);
  });

  it('shows a name with an override of direction as it was written', async () => {
    const [, line] = await linesOf({ failureDetails: { type: 'JobFailed', message: 'Found txt.\u202egnp:1' } });

    expect(stripVTControlCharacters(line ?? '')).toBe('  Failed  JobFailed: Found txt.\\u202egnp:1');
  });

  it('indents further lines of a message, so that none passes for a line of its own', async () => {
    const message = 'first\n  Succeeded  all is well';

    const lines = (await linesOf({ failureDetails: { type: 'JobFailed', message } })).join('\n').split('\n');

    expect(lines.at(-1)).toBe('        Succeeded  all is well');
  });

  it('names the output variables, the first of many and the beginning of a long one', async () => {
    const few = { ReportUrl: 'https://reports.example', Long: 'x'.repeat(120_000) };
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`Variable${index}`, '1']));

    const ofFew = await linesOf({ status: 'Succeeded', outputVariables: few });
    const ofMany = await linesOf({ status: 'Succeeded', outputVariables: many });

    expect(ofFew.slice(2)).toEqual([
      '  output variable ReportUrl = https://reports.example',
      `  output variable Long = ${'x'.repeat(200)}…`,
    ]);
    expect(ofMany.at(-1)).toBe('  and 2 more output variables');
  });
});
