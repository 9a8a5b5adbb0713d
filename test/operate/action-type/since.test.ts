import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Action } from '../../../lambda/action/action.ts';
import { optional, required } from '../../../lambda/action/configuration.ts';
import { secret, text } from '../../../lambda/action/parsers.ts';
import { define, run } from './load-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'since-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file that says this. */
function fileOf(content: string): string {
  const file = join(folder, 'earlier.json');
  writeFileSync(file, content);
  return file;
}

/** A file with what the command printed of an action. */
async function printed(action: Action, ...flags: string[]): Promise<string> {
  const { code, output } = await run(action, ...flags);
  expect(code).toBe(0);
  return fileOf(output);
}

const before = define({ outputs: { minimum: 0, maximum: 2 } });
const properties = before.configuration as Record<
  'Suite' | 'Password' | 'Note',
  ReturnType<typeof required<typeof text>>
>;
const { Suite, Password, Note } = properties;
const GUIDE = '(AWS CodePipeline User Guide, "Working with action types")';
const facts = { description: 'Says more.' };
const changed = (changes: Partial<Action>): Action => ({ ...before, ...changes });

describe('action-type NAME --since FILE, for a partner action', () => {
  it.each([
    ['nothing', before],
    ['a new optional property', changed({ configuration: { ...properties, More: optional(text, facts) } })],
    [
      'a property that becomes optional',
      changed({ configuration: { ...properties, Suite: { ...Suite, required: false } } }),
    ],
    [
      'other descriptions',
      changed({ description: 'Other.', configuration: { ...properties, Suite: { ...Suite, ...facts } } }),
    ],
    ['wider counts', changed({ inputs: { minimum: 0, maximum: 3 }, outputs: { minimum: 0, maximum: 9 } })],
    ['another order', changed({ configuration: { Note, Password, Suite } })],
  ])('lets through %s', async (_what, after) => {
    const file = await printed(before);

    const ended = await run(after, '--polling-account', '111122223333', '--since', file);

    expect(ended).toMatchObject({ code: 0, errors: '' });
  });

  it.each([
    [
      'a new required property',
      { configuration: { ...properties, More: required(text, facts) } },
      'More is new and must be optional',
    ],
    [
      'a property that becomes required',
      { configuration: { ...properties, Note: { ...Note, required: true } } },
      'Note was optional and cannot become required',
    ],
  ])('refuses %s, with the place where AWS says so', async (_what, changes, message) => {
    const file = await printed(before);

    const ended = await run(changed(changes), '--since', file, '--accept-assumed');

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain(`Test/ThirdParty/Load-Test/1 may not change so from what ${file} says:\n`);
    expect(ended.errors).toContain(`the property ${message} ${GUIDE}\n`);
  });

  it.each([
    ['a property that is gone', { configuration: { Suite, Password } }, 'the property Note is gone'],
    [
      'a secret that is shown',
      { configuration: { ...properties, Password: { ...Password, secret: false } } },
      'the property Password was secret',
    ],
    [
      'a text that becomes secret',
      { configuration: { ...properties, Note: optional(secret, facts) } },
      'the property Note was not secret',
    ],
    [
      'another key',
      { configuration: { ...properties, Suite: { ...Suite, key: false } } },
      'the property Suite was part of the key',
    ],
    [
      'a property that is no longer queryable',
      { configuration: { ...properties, Suite: { ...Suite, queryable: false } } },
      'the property Suite was queryable',
    ],
    ['more inputs at least', { inputs: { minimum: 2, maximum: 2 } }, 'at least 2 input artifacts where 1 was enough'],
    ['fewer inputs at most', { inputs: { minimum: 1, maximum: 1 } }, 'at most 1 input artifact where 2 was allowed'],
    ['more outputs at least', { outputs: { minimum: 1, maximum: 2 } }, 'at least 1 output artifact where 0 was enough'],
    ['fewer outputs at most', { outputs: { minimum: 0, maximum: 1 } }, 'at most 1 output artifact where 2 was allowed'],
  ])('refuses %s as assumed, and lets it through with --accept-assumed', async (_what, changes, message) => {
    const file = await printed(before);

    const refused = await run(changed(changes), '--since', file);
    const accepted = await run(changed(changes), '--since', file, '--accept-assumed');

    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toMatch(new RegExp(`^  ${message}.* \\(assumed\\)$`, 'm'));
    expect(accepted.code).toBe(0);
    expect(accepted.errors).toContain(`Let through, as assumed only: ${message}`);
  });

  it('takes another version for an action type of its own', async () => {
    const file = await printed(before);
    const after = changed({ type: { ...before.type, version: '2' }, configuration: {} });

    const ended = await run(after, '--since', file);

    expect(ended.code).toBe(0);
    expect(ended.errors).toContain('has version 1; version 2 is an action type of its own');
  });
});

describe('action-type NAME --since FILE, for a custom action', () => {
  it('lets through what stayed as it was, in whatever order', async () => {
    const file = await printed(before, '--custom');

    const ended = await run(changed({ configuration: { Note, Suite, Password } }), '--custom', '--since', file);

    expect(ended.code).toBe(0);
  });

  it.each([
    ['a new optional property', { configuration: { ...properties, More: optional(text, facts) } }, 'the property More'],
    ['another description', { configuration: { ...properties, Note: { ...Note, ...facts } } }, 'the property Note'],
    ['wider counts', { inputs: { minimum: 0, maximum: 2 } }, 'the number of input artifacts'],
  ])('refuses %s, for nothing updates one', async (_what, changes, part) => {
    const file = await printed(before, '--custom');

    const ended = await run(changed(changes), '--snippets', '--since', file);

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain(`  ${part} changed, and a custom action type stays as it was made (AWS `);
  });

  it('refuses another link', async () => {
    const file = await printed(before, '--custom', '--entity-url-template', 'https://partner.example/');

    const ended = await run(before, '--custom', '--since', file);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('the link entityUrlTemplate changed') });
  });

  it('finds it in the answer of ListActionTypes', async () => {
    const { output } = await run(before, '--custom');
    const { category, provider, version, configurationProperties, ...details } = JSON.parse(output);
    const id = { category, owner: 'Custom', provider, version };
    const listed = { id, actionConfigurationProperties: configurationProperties.toSpliced(2), ...details };
    const file = fileOf(JSON.stringify({ actionTypes: [{ ...listed, id: { ...id, version: '0' } }, listed] }));

    const ended = await run(before, '--custom', '--since', file);

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('the property Note changed') });
  });
});

describe('the file of --since', () => {
  it.each([
    ['is not there', undefined, 'there is no such file'],
    ['is not JSON', 'a secret', 'it is not JSON'],
    ['is another document', '{"a secret":1}', 'it is not one of these: the input of update-action-type'],
    ['breaks the service model', '{"actionType":{"id":{}}}', "Value at 'actionType."],
  ])('ends the command with exit code 2 when it %s', async (_what, content, message) => {
    const file = content === undefined ? join(folder, 'missing.json') : fileOf(content);

    const ended = await run(before, '--since', file);

    expect(ended).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringContaining(`--since ${file} cannot be taken: `),
    });
    expect(ended.errors).toContain(message);
    expect(ended.errors).not.toContain('a secret');
  });

  it.each([
    [['--custom'], [], 'says nothing of Test/ThirdParty/Load-Test/1; it has Test/Custom/Load-Test/1.'],
    [[], ['--custom'], 'says nothing of Test/Custom/Load-Test/1; it has Test/ThirdParty/Load-Test/1.'],
  ])('is of the same integration: printed with %j, held to with %j', async (first, later, message) => {
    const file = await printed(before, ...first);

    const ended = await run(before, ...later, '--since', file);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(message) });
  });

  it('is needed for --accept-assumed', async () => {
    expect(await run(before, '--accept-assumed')).toMatchObject({
      code: 2,
      errors: '--accept-assumed needs --since or --stack.\n',
    });
  });
});
