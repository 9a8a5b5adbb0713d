import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { PartnerActionStack } from '../../lib/app/partner-action-stack.ts';
import { timeLimit } from '../time-limit.ts';
import { synthesize } from './synthesize.ts';
import { type Variant, variants } from './variants.ts';

const missing = hasCfnLint() ? '' : ' (skipped: needs cfn-lint on the PATH, pip install cfn-lint)';

function hasCfnLint(): boolean {
  try {
    execFileSync('cfn-lint', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What cfn-lint says of the templates, by name; nothing when it has nothing to say. */
async function lint(templates: Record<string, object>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'));
  try {
    const files = Object.entries(templates).map(([name, template]) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(template));
      return file;
    });
    const options = ['--regions', 'us-east-1', '--format', 'parseable'];
    const failed = (error: { stdout: string; stderr: string }) => error;
    const { stdout, stderr } = await promisify(execFile)('cfn-lint', [...options, '--', ...files]).catch(failed);
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(missing !== '')(`cfn-lint${missing}`, { timeout: timeLimit(300_000) }, () => {
  it('finds nothing in the template, whatever prop is set', async () => {
    const varied = (Object.keys(variants) as Variant[]).map((prop) => [prop, synthesize(variants[prop]).toJSON()]);

    const findings = await lint({ default: synthesize().toJSON(), ...Object.fromEntries(varied) });

    expect(findings).toBe('');
  });

  it('finds nothing in the template of custom actions', async () => {
    const outdir = mkdtempSync(join(tmpdir(), 'lint-custom-'));
    try {
      const stack = new PartnerActionStack(new App({ context: cdk.context, outdir }), 'Custom', {
        integration: 'custom',
        actions: join(import.meta.dirname, '../package/apps/typescript/actions.ts'),
        links: { Greeter: { entityUrlTemplate: 'https://greeter.example/{Config:Name}' } },
      });

      expect(await lint({ custom: Template.fromStack(stack).toJSON() })).toBe('');
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });

  it('finds a property that does not exist', async () => {
    const findings = await lint({
      wrong: { Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { No: 1 } } } },
    });

    expect(findings).toContain('E3002');
  });
});
