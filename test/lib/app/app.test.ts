import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleNames } from '../../../lib/bundles/bundles.ts';
import { timeLimit } from '../../time-limit.ts';

const root = join(import.meta.dirname, '../../..');
let output: string;

beforeAll(() => {
  output = mkdtempSync(join(tmpdir(), 'synth-'));
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  execFileSync(process.execPath, [cdk, 'synth', '--quiet', '--output', output], {
    cwd: root,
    // test/lib/nag.test.ts has the templates validated, with every prop.
    env: { PATH: process.env['PATH'], HOME: output, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false' },
    stdio: 'pipe',
  });
}, timeLimit(60_000));
afterAll(() => rmSync(output, { recursive: true }));

describe('cdk synth', () => {
  it('needs no AWS account, Region or credentials', () => {
    const template = readFileSync(join(output, 'PartnerAction.template.json'), 'utf8');

    expect(template).toContain('AWS::Lambda::Function');
  });

  it('bundles into its own output, so that several can run side by side', () => {
    const bundled = bundleNames.map((name) => existsSync(join(output, 'bundles/1', name, 'index.mjs')));

    expect(bundled).toEqual([true, true, true]);
  });

  it('refuses context that nobody reads', () => {
    // As the CDK's command line runs it for `-c alarmEmial=you@example.com`.
    const CDK_CONTEXT_JSON = JSON.stringify({ alarmEmial: 'you@example.com' });
    const env = { PATH: process.env['PATH'], HOME: output, CDK_OUTDIR: join(output, 'refused'), CDK_CONTEXT_JSON };
    const { status, stderr } = spawnSync(process.execPath, ['bin/app.ts'], { cwd: root, env, encoding: 'utf8' });

    expect(status).not.toBe(0);
    expect(stderr).toContain(
      'the context alarmEmial is not known: allowed are regions, workers, alarmEmail, firstDeploy, clientsTable,',
    );
  });

  it('offers the actions in lambda/actions and ships a bundle for each function', () => {
    const { Resources } = JSON.parse(readFileSync(join(output, 'PartnerAction.template.json'), 'utf8'));
    const functions = Object.values<Resource>(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');

    const actionTypes = functions.map(({ Properties }) => Properties.Environment.Variables['ACTION_TYPES']);
    expect(actionTypes.filter((list) => list?.includes('"provider":"Artifact-Guard"'))).toHaveLength(1);
    expect(functions).toHaveLength(3);
    for (const { Metadata } of functions) {
      expect(existsSync(join(output, Metadata['aws:asset:path'], 'index.mjs'))).toBe(true);
    }
  });
});

interface Resource {
  Type: string;
  Properties: { Environment: { Variables: Record<string, string | undefined> } };
  Metadata: { 'aws:asset:path': string };
}
