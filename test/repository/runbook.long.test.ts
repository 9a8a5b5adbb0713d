import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { ROOT } from './documents.ts';
import { linesRunBy } from './runbook-lines.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line as a reader does, in a shell of this repository. @throws Error when it fails. */
async function runLine(line: string): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: folder, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const { stdout } = await promisify(execFile)('sh', ['-euc', line], { cwd: ROOT, env });
  return stdout;
}

/** A line, and what keeps it short or out of the folder of the repository. */
const withFlags = (line: string, flags: string) => `${line}${line.includes(' -- ') ? '' : ' --'} ${flags}`;

const ofShell = linesRunBy('shell');
const linesOf = (script: string) => ofShell.filter((line) => line.startsWith(script));
const SHORT = '--jobs 1 --faults none';
/** A rehearsal takes as long as it takes to get over its kills, each of which costs a wait: from twenty seconds to a minute and a half. */
const REHEARSAL = 240_000;

describe('a line that asks nothing of AWS', { timeout: timeLimit(180_000) }, () => {
  it.each(linesOf('npm start'))('%s', async (line) => {
    expect(await runLine(withFlags(line, '--once'))).toMatch(/Succeeded/);
  });

  it.each(linesOf('npm run synth'))('%s', async (line) => {
    const output = join(folder, 'cdk.out');

    await runLine(withFlags(line, `--output ${output}`));

    expect(existsSync(join(output, 'PartnerAction.template.json'))).toBe(true);
  });

  it.each(linesOf('npm run chaos'))('%s', { timeout: timeLimit(2 * REHEARSAL) }, async (line) => {
    const kept = join(folder, 'kept');
    await runLine(`npm run chaos -- --keep-bundles ${kept} ${SHORT}`);

    const said = await runLine(withFlags(line.replace('DIR', kept), SHORT));

    expect(said).toMatch(/[1-9]\d* on the other release.* right/);
  });

  it('is one of those three', () => {
    expect([...linesOf('npm start'), ...linesOf('npm run synth'), ...linesOf('npm run chaos')].toSorted()).toEqual(
      ofShell.toSorted(),
    );
  });
});
