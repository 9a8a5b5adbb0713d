import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { artifactGuard } from '../../../../lambda/actions/artifact-guard.ts';
import { runAction } from '../../../../testing/index.ts';
import { archiveOf, memoryInput } from '../../../memory/artifacts.ts';
import { planted } from '../planted-credentials.ts';

async function sarifOf(files: Record<string, string>) {
  const { outputs } = await runAction(artifactGuard, {
    inputs: { Source: memoryInput(archiveOf(files)) },
    outputs: ['Report'],
    configuration: { FailOn: 'never' },
  });
  return JSON.parse(outputs['Report']?.text('findings.sarif') ?? '');
}

/** The schema is written in draft 4 but uses nothing that means something else in the drafts that ajv knows. */
async function createValidator() {
  const file = new URL('../../../fixtures/sarif-2.1.0.schema.json', import.meta.url);
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(await readFile(file, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

const allPlanted = () =>
  Object.fromEntries(Object.values(planted).map(({ text }, index) => [`src/${index}.txt`, text]));

describe('findings.sarif', () => {
  it.each([
    ['with every kind of finding', allPlanted()],
    ['without findings', { 'a.txt': 'text' }],
    ['with a path that no URI may hold', { 'a b/ü#?%.txt': planted.githubToken.text }],
  ])('is valid against the SARIF 2.1.0 schema %s', async (_, files) => {
    const validate = await createValidator();

    const sarif = await sarifOf(files);

    validate(sarif);
    expect(validate.errors).toBeNull();
  });

  it('is held against a schema that refuses a wrong region', async () => {
    const validate = await createValidator();
    const sarif = await sarifOf({ 'a.txt': planted.githubToken.text });

    sarif.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0;

    expect(validate(sarif)).toBe(false);
  });

  it('places a finding by line and column and names a rule that it describes', async () => {
    const sarif = await sarifOf({ 'a b/#.txt': planted.githubToken.text });

    const { secret } = planted.githubToken;
    const [run] = sarif.runs;
    expect(run.results).toEqual([
      {
        ruleId: 'github/GITHUB_TOKEN',
        level: 'error',
        message: { text: 'Found GitHub Token.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20b/%23.txt' },
              region: { startLine: 2, startColumn: 8, endLine: 2, endColumn: 8 + secret.length },
            },
          },
        ],
      },
    ]);
    const rule = run.tool.driver.rules.find(({ id }: { id: string }) => id === 'github/GITHUB_TOKEN');
    expect(rule).toMatchObject({
      shortDescription: { text: 'Found GitHub Token' },
      help: { text: expect.stringContaining('Revoke') },
      helpUri: expect.stringContaining('https://'),
      defaultConfiguration: { level: 'error' },
    });
  });

  it('says how many findings it leaves out', async () => {
    const sarif = await sarifOf({
      'a.txt': planted.githubToken.text.repeat(1_200) + planted.awsKeyId.text.repeat(1_100),
    });

    const [run] = sarif.runs;
    expect(run.results).toHaveLength(2_000);
    expect(run.properties).toEqual({ filesScanned: 1, findingsLeftOut: 300 });
  });
});
