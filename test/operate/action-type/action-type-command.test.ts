import { describe, expect, it } from 'vitest';
import type { Action } from '../../../lambda/action/action.ts';
import { required } from '../../../lambda/action/configuration.ts';
import { text } from '../../../lambda/action/parsers.ts';
import { actions } from '../../../lambda/actions/index.ts';
import { actionTypeCommand } from '../../../operate/action-type/action-type-command.ts';
import { runCommand } from '../run-command.ts';
import { define, run } from './load-test.ts';

describe('npm run action-type', () => {
  it('prints the input of UpdateActionType, its properties as a list', async () => {
    const accounts = ['--polling-account', '111122223333', '--polling-account', '444455556666'];

    const ended = await run(define(), ...accounts);

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(ended.output)).toEqual({
      actionType: {
        description: 'Tests under load.',
        executor: {
          type: 'JobWorker',
          configuration: { jobWorkerExecutorConfiguration: { pollingAccounts: ['111122223333', '444455556666'] } },
        },
        id: { category: 'Test', owner: 'ThirdParty', provider: 'Load-Test', version: '1' },
        inputArtifactDetails: { minimumCount: 1, maximumCount: 2 },
        outputArtifactDetails: { minimumCount: 0, maximumCount: 10 },
        properties: [
          {
            name: 'Suite',
            optional: false,
            key: true,
            noEcho: false,
            queryable: true,
            description: 'The suite to run.',
          },
          {
            name: 'Password',
            optional: false,
            key: false,
            noEcho: true,
            queryable: false,
            description: 'Lets the test in.',
          },
          { name: 'Note', optional: true, key: false, noEcho: false, queryable: false, description: 'Says anything.' },
        ],
      },
    });
  });

  it('prints the input of CreateCustomActionType with --custom, and says what serves it', async () => {
    const action = define({ outputs: { minimum: 0, maximum: 0 } });

    const ended = await run(action, '--custom', '--json', '--configuration-url', 'https://partner.example/connect');

    expect(ended.output.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(ended.output)).toEqual({
      category: 'Test',
      provider: 'Load-Test',
      version: '1',
      settings: { thirdPartyConfigurationUrl: 'https://partner.example/connect' },
      configurationProperties: [
        { name: 'Suite', required: true, key: true, secret: false, queryable: true, description: 'The suite to run.' },
        {
          name: 'Password',
          required: true,
          key: false,
          secret: true,
          queryable: false,
          description: 'Lets the test in.',
        },
        { name: 'Note', required: false, key: false, secret: false, queryable: false, description: 'Says anything.' },
      ],
      inputArtifactDetails: { minimumCount: 1, maximumCount: 2 },
      outputArtifactDetails: { minimumCount: 0, maximumCount: 0 },
    });
    expect(ended.errors).toContain("integration: 'custom'");
  });

  it('puts the links into the document', async () => {
    const ended = await run(
      define(),
      ...['--configuration-url', 'https://partner.example/connect'],
      ...['--entity-url-template', 'https://partner.example/{Config:Suite}'],
      ...['--execution-url-template', 'https://partner.example/{Config:Suite}/{ExternalExecutionId}'],
      ...['--revision-url-template', 'https://partner.example/revisions'],
    );

    expect(JSON.parse(ended.output).actionType.urls).toEqual({
      configurationUrl: 'https://partner.example/connect',
      entityUrlTemplate: 'https://partner.example/{Config:Suite}',
      executionUrlTemplate: 'https://partner.example/{Config:Suite}/{ExternalExecutionId}',
      revisionUrlTemplate: 'https://partner.example/revisions',
    });
  });

  it.each([
    ['a description over 1,024 characters', { description: 'x'.repeat(1025) }, 'actionType.description'],
    ['a version with a dot', { type: { ...define().type, version: '1.0' } }, 'actionType.id.version'],
  ] satisfies [string, Partial<Action>, string][])('refuses %s with exit code 1', async (_what, changes, member) => {
    const ended = await run({ ...define(), ...changes });

    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(`Value at '${member}'`) });
  });

  it('refuses with --custom what only a partner action may have', async () => {
    const long = { Suite: required(text, { description: 'x'.repeat(161) }) };

    const ended = await run(define({ configuration: long }), '--custom');

    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain('2 validation errors');
    expect(ended.errors).toContain("Value at 'configurationProperties.1.member.description'");
    expect(ended.errors).toContain("Value at 'outputArtifactDetails.maximumCount'");
  });

  it.each([
    ['an account that is not one', ['--polling-account', '123'], "Value at 'pollingAccounts.1.member'"],
    [
      'a polling account of a custom action',
      ['--custom', '--polling-account', '111122223333'],
      'has no --polling-account',
    ],
    ['a URL over 2,048 characters', ['--configuration-url', 'x'.repeat(2049)], "Value at 'configurationUrl'"],
    [
      'a secret property in a link',
      ['--entity-url-template', 'https://x/{Config:Password}'],
      '{Config:Password} of a link',
    ],
    [
      'an optional property in a link',
      ['--revision-url-template', 'https://x/{Config:Note}'],
      '{Config:Note} of a link',
    ],
    [
      'another placeholder',
      ['--execution-url-template', 'https://x/{JobId}'],
      'this action has {ExternalExecutionId}, {Config:Suite}.',
    ],
  ])('refuses %s with exit code 2', async (_what, flags, message) => {
    const ended = await run(define(), ...flags);

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(message) });
  });

  it.each(['artifact-guard', 'Remote-Run'])('knows the action %s and can register it in both ways', async (name) => {
    const asPartner = await runCommand(
      actionTypeCommand(async () => ({ actions })),
      [name, '--polling-account', '111122223333'],
    );
    const asCustom = await runCommand(
      actionTypeCommand(async () => ({ actions })),
      [name, '--custom'],
    );

    expect([asPartner.code, asCustom.code]).toEqual([0, 0]);
  });

  it('names the actions there are to whoever asks for another', async () => {
    const nameOf = ({ type }: Action) => type.provider.toLowerCase();

    const ended = await runCommand(
      actionTypeCommand(async () => ({ actions })),
      ['scan'],
    );

    expect(ended).toEqual({
      code: 2,
      output: '',
      errors: `There is no action "scan"; there are ${actions.map(nameOf).join(', ')}.\n`,
    });
  });
});
