import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import cdk from '../../../cdk.json' with { type: 'json' };
import { createStacks } from '../../../lib/app/create-stacks.ts';
import { servicesOn } from '../../../local/sam/local-services.ts';
import {
  type FunctionName,
  findFunction,
  functionNames,
  localVariables,
  logicalIds,
} from '../../../local/sam/local-template.ts';
import { prepareFunctions } from '../../../local/sam/prepare-functions.ts';
import type { Engine } from '../../../local/sam/requirements.ts';
import { type Resource, readTemplates } from '../../../local/sam/synthesize.ts';
import { actionType, writeBundles } from '../../lib/synthesize.ts';
import { temporaryFolder } from '../lambda/bundles.ts';

/** What the CDK's command line sets in every app that it runs. */
const METADATA = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
const HERE: Engine = { architecture: 'x86_64', isVirtual: false };
const services = servicesOn({ codepipeline: 4510, s3: 4511, sqs: 4512, dynamodb: 4513 });

let parent: string;
/** The stacks by default, of which each test reads. */
let byDefault: Awaited<ReturnType<typeof synthesize>>;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'local-template-'));
  byDefault = await synthesize();
});
afterAll(() => rm(parent, { recursive: true }));

/** The stacks that bin/app.ts makes, with small bundles. */
async function synthesize(context: Record<string, unknown> = {}) {
  const folder = await mkdtemp(join(parent, 'app-'));
  const synthesized = join(folder, 'cdk.out');
  const settings = { ...cdk.context, ...METADATA, ...context };
  const app = new App({ context: settings, outdir: synthesized, builtinCloudFormationValidation: false });
  createStacks(app, { actionTypes: [actionType], bundles: writeBundles(folder) });
  app.synth();
  return { synthesized, templates: await readTemplates(synthesized) };
}

/** The files that sam is given for functions. */
async function prepare(engine: Engine, names: readonly FunctionName[] = functionNames) {
  const { synthesized, templates } = byDefault;
  const found = names.map((name) => findFunction(templates, name));
  const folder = await temporaryFolder();
  const prepared = await prepareFunctions(found, { services, engine, synthesized, folder });
  onTestFinished(() => prepared.close());
  const template = JSON.parse(readFileSync(prepared.template, 'utf8'));
  return {
    template,
    found,
    folder: dirname(prepared.template),
    local: (name: FunctionName) => template.Resources[logicalIds[name]].Properties,
    variables: JSON.parse(readFileSync(prepared.variables, 'utf8')),
    config: readFileSync(join(dirname(prepared.template), 'samconfig.toml'), 'utf8'),
    file: prepared.variables,
  };
}

describe('the function that is invoked', () => {
  it.each([
    ['poller', 'Polls CodePipeline for partner jobs and queues them'],
    ['worker', 'Claims one partner job, runs its action and reports the outcome'],
    ['last-word', 'Reports a failure for a partner job whose worker kept dying'],
  ] as const)('is the %s of the stack', (name, description) => {
    const { properties, stack } = findFunction(byDefault.templates, name);

    expect(properties).toMatchObject({ Description: description });
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
    'has each function as it is deployed, but for %s here',
    async (architecture) => {
      const { template, found, local, folder } = await prepare({ ...HERE, architecture });

      expect(Object.keys(template.Resources)).toEqual(['Poller', 'Worker', 'LastWord']);
      for (const { name, properties } of found) {
        const { Architectures, CodeUri, Handler, Environment, LoggingConfig, ...others } = local(name);
        expect({ Architectures, Handler }).toEqual({ Architectures: [architecture], Handler: 'container.handler' });
        expect(properties).toMatchObject({ ...others, LoggingConfig });
        expect(others).toMatchObject({ Runtime: 'nodejs24.x', Timeout: expect.any(Number) });
        expect(readdirSync(join(folder, CodeUri))).toEqual(
          expect.arrayContaining(['index.mjs', 'container.mjs', '4510.sock']),
        );
      }
    },
  );

  it('refers to nothing that only a deployment knows', async () => {
    const { template } = await prepare(HERE);

    const values = Object.values<Resource>(template.Resources).flatMap(({ Properties = {} }) => leavesOf(Properties));
    expect(values.length).toBeGreaterThan(30);
    expect(values.filter(([path]) => /Ref|Fn::/.test(path))).toEqual([]);
    expect(values.filter(([, value]) => /\$\{Token|^AWS::/.test(value))).toEqual([]);
  });

  it('gives each function its queue, the services and what the stack tells it, and no name that Lambda reserves', async () => {
    const { local, variables, config, file } = await prepare(HERE);

    const given = (name: FunctionName) => local(name).Environment.Variables;
    expect(given('poller')).toEqual({
      ACTION_TYPES: JSON.stringify([actionType]),
      AWS_ENDPOINT_URL_CODEPIPELINE: 'http://127.0.0.1:4510',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4511',
      AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:4512',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4513',
      CLIENTS_TABLE: 'clients',
      INTEGRATION: 'third-party',
      LEDGER_TABLE: 'ledger',
      LOCAL_SERVICES: expect.stringContaining('/var/task/4510.sock'),
      METRIC_NAMESPACE: 'PartnerAction/PartnerAction',
      NODE_OPTIONS: '--enable-source-maps',
      QUEUE_URL: 'http://127.0.0.1:4512/000000000000/partner-action-jobs',
    });
    expect(given('worker')).toMatchObject({ MAX_ROUNDS: '3000', QUEUE_URL: given('poller').QUEUE_URL });
    expect(given('last-word')).toMatchObject({
      QUEUE_URL: `${given('poller').QUEUE_URL}-dead`,
      LEDGER_TABLE: 'ledger',
    });
    expect(variables).toEqual({ Poller: given('poller'), Worker: given('worker'), LastWord: given('last-word') });
    expect(config).toContain(`[default.local_invoke.parameters]\nenv_vars = ${JSON.stringify(file)}\n`);
  });

  it('has the functions of custom actions meet CodePipeline as those', () => {
    const properties = { Environment: { Variables: { INTEGRATION: 'custom' } } };
    const of = (name: FunctionName) => localVariables({ name, stack: 'Stack', properties, asset: 'asset' }, services);

    expect(of('poller')).toMatchObject({ INTEGRATION: 'custom', DEAD_LETTER_QUEUE_URL: services.deadLetterQueueUrl });
    for (const name of functionNames) expect(of(name)).not.toHaveProperty('CLIENTS_TABLE');
    for (const name of ['worker', 'last-word'] as const) expect(of(name)).not.toHaveProperty('DEAD_LETTER_QUEUE_URL');
  });

  it('prefers a local variable to that of the stack, and leaves out what only a deployment knows', () => {
    const Variables = { LEDGER_TABLE: 'deployed', KEPT: 'kept', TOPIC: { Ref: 'Topic' }, PAUSED: 'true' };
    const properties = { Environment: { Variables } };

    const variables = localVariables({ name: 'worker', stack: 'Stack', properties, asset: 'asset' }, services);

    expect(variables).toMatchObject({ KEPT: 'kept', LEDGER_TABLE: 'ledger' });
    expect(variables).not.toHaveProperty('TOPIC');
    expect(variables).not.toHaveProperty('PAUSED');
  });

  it('leads to Unix sockets on Linux, and out of a virtual machine by name', async () => {
    const linux = await prepare(HERE, ['worker']);
    const desktop = await prepare({ ...HERE, isVirtual: true }, ['worker']);

    expect(JSON.parse(linux.variables.Worker.LOCAL_SERVICES)[4513]).toEqual({ path: '/var/task/4513.sock' });
    expect(JSON.parse(desktop.variables.Worker.LOCAL_SERVICES)[4513]).toEqual({
      host: 'host.docker.internal',
      port: 4513,
    });
    expect(readdirSync(join(desktop.folder, 'worker')).filter((name) => name.endsWith('.sock'))).toEqual([]);
  });

  it('is written again where an earlier one was left behind, and not where the path of a socket has no room', async () => {
    const { synthesized, templates } = byDefault;
    const found = [findFunction(templates, 'worker')];
    const folder = await temporaryFolder();
    const again = async (into: string) => {
      const prepared = await prepareFunctions(found, { services, engine: HERE, synthesized, folder: into });
      await prepared.close();
    };
    mkdirSync(join(folder, 'worker'));
    writeFileSync(join(folder, 'worker', '4510.sock'), '');

    await again(folder);
    await expect(again(join(folder, 'x'.repeat(100)))).rejects.toThrow(/can have 103 bytes, .* see --output/);
  });
});

/** Each value with the way to it. */
function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, `${path}/${name}`));
}
