import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it, onTestFinished } from 'vitest';
import cdk from '../../../cdk.json' with { type: 'json' };
import { createStacks } from '../../../lib/app/create-stacks.ts';
import { servicesOn } from '../../../local/sam/local-services.ts';
import { type FunctionName, findFunction, localVariables } from '../../../local/sam/local-template.ts';
import { prepareFunction } from '../../../local/sam/prepare-function.ts';
import type { Engine } from '../../../local/sam/requirements.ts';
import { type Resource, readTemplates } from '../../../local/sam/synthesize.ts';
import { actionType, writeBundles } from '../../lib/synthesize.ts';
import { temporaryFolder } from '../lambda/bundles.ts';

/** What the CDK's command line sets in every app that it runs. */
const METADATA = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
const HERE: Engine = { architecture: 'x86_64', isVirtual: false };
const services = servicesOn({ codepipeline: 4510, s3: 4511, sqs: 4512, dynamodb: 4513 });

/** The stacks that bin/app.ts makes, with small bundles. */
async function synthesize(context: Record<string, unknown> = {}) {
  const folder = await temporaryFolder();
  const synthesized = join(folder, 'cdk.out');
  const app = new App({ context: { ...cdk.context, ...METADATA, ...context }, outdir: synthesized });
  createStacks(app, { actionTypes: [actionType], bundles: writeBundles(folder) });
  app.synth();
  return { synthesized, templates: await readTemplates(synthesized) };
}

/** The files that sam is given for a function. */
async function prepare(name: FunctionName, engine: Engine) {
  const { synthesized, templates } = await synthesize();
  const found = findFunction(templates, name);
  const folder = await temporaryFolder();
  const prepared = await prepareFunction(found, { services, engine, synthesized, folder });
  onTestFinished(() => prepared.close());
  const { Resources } = JSON.parse(readFileSync(prepared.template, 'utf8'));
  const variables = JSON.parse(readFileSync(prepared.variables, 'utf8'))[found.logicalId];
  return {
    Resources,
    deployed: found.template.Resources?.[found.logicalId]?.Properties,
    local: Resources[found.logicalId],
    variables,
  };
}

describe('the function that is invoked', () => {
  it.each([
    ['poller', 'Polls CodePipeline for partner jobs and queues them'],
    ['worker', 'Claims one partner job, runs its action and reports the outcome'],
  ] as const)('is the %s of the stack', async (name, description) => {
    const { templates } = await synthesize();

    const { template, logicalId, stack } = findFunction(templates, name);

    expect(template.Resources?.[logicalId]?.Properties).toMatchObject({ Description: description });
    expect(stack).toBe('PartnerAction');
  });

  it('must be named by its stack where there are several', async () => {
    const { templates } = await synthesize({ regions: ['us-east-1', 'eu-west-1'] });

    expect(findFunction(templates, 'worker', 'PartnerAction-eu-west-1').stack).toBe('PartnerAction-eu-west-1');
    expect(() => findFunction(templates, 'worker')).toThrow('PartnerAction-eu-west-1, PartnerAction-us-east-1');
    expect(() => findFunction(templates, 'worker', 'PartnerAction')).toThrow('--stack must name one stack');
  });
});

describe('the template for sam', () => {
  it.each(['x86_64', 'arm64'] as const)(
    'changes code, variables and the architecture, here to %s',
    async (architecture) => {
      const { deployed, local } = await prepare('worker', { ...HERE, architecture });

      const { Code, Environment, Architectures, ...others } = local.Properties;
      expect(Architectures).toEqual([architecture]);
      expect(deployed).toMatchObject(others);
      expect(readdirSync(Code)).toEqual(expect.arrayContaining(['index.mjs', 'reach-services.mjs', '4510.sock']));
    },
  );

  it('gives a function the variables of the stack and the local ones, all in the file for --env-vars', async () => {
    const { local, variables } = await prepare('poller', HERE);

    expect(variables).toMatchObject({
      ACTION_TYPES: JSON.stringify([actionType]),
      AWS_ACCESS_KEY_ID: 'test',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4512',
      QUEUE_URL: 'http://127.0.0.1:4512/000000000000/partner-action-jobs',
      LEDGER_TABLE: 'ledger',
      NODE_OPTIONS: '--enable-source-maps --import=/var/task/reach-services.mjs',
    });
    expect(local.Properties.Environment.Variables).toEqual(variables);
  });

  it('holds no other function and no metadata, which sam would warn of', async () => {
    const { Resources } = await prepare('worker', HERE);

    const resources = Object.values<Resource>(Resources);
    expect(resources.filter(({ Type }) => Type === 'AWS::Lambda::Function')).toHaveLength(1);
    expect(resources.filter(({ Metadata }) => Metadata !== undefined)).toEqual([]);
  });

  it('prefers a local variable to that of the stack, and leaves out what only a deployment knows', () => {
    const Variables = { LEDGER_TABLE: 'deployed', KEPT: 'kept', TOPIC: { Ref: 'Topic' } };
    const Properties = { Environment: { Variables } };
    const template = { Resources: { Worker: { Type: 'AWS::Lambda::Function', Properties } } };
    const found = { stack: 'Stack', template, logicalId: 'Worker', asset: 'asset' };

    const variables = localVariables(found, { LEDGER_TABLE: 'ledger' }, '/preload.mjs');

    expect(variables).toEqual({ KEPT: 'kept', LEDGER_TABLE: 'ledger', NODE_OPTIONS: '--import=/preload.mjs' });
  });

  it('leads to Unix sockets on Linux, and out of a virtual machine by name', async () => {
    const linux = await prepare('worker', HERE);
    const desktop = await prepare('worker', { ...HERE, isVirtual: true });

    expect(JSON.parse(linux.variables.LOCAL_SERVICES)[4513]).toEqual({ path: '/var/task/4513.sock' });
    expect(JSON.parse(desktop.variables.LOCAL_SERVICES)[4513]).toEqual({ host: 'host.docker.internal', port: 4513 });
    expect(readdirSync(desktop.local.Properties.Code).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });
});
