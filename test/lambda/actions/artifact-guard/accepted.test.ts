import { describe, expect, it } from 'vitest';
import { artifactGuard } from '../../../../lambda/actions/artifact-guard.ts';
import { runAction } from '../../../../testing/index.ts';
import { planted } from '../planted-credentials.ts';

const { slackToken, privateKey } = planted;

const scan = async (files: Record<string, string>, configuration: Record<string, string> = {}) =>
  (await runAction(artifactGuard, { inputs: { Source: files }, configuration })).outcome;

const on = (comment: string, text: string) => text.replace(slackToken.secret, `${slackToken.secret} ${comment}`);
const comment = (what: string) => `// ${'secretlint'}-${what}`;

const clean = { kind: 'succeeded', summary: expect.stringMatching(/: no leaked credentials, 1 accepted\.$/) };
const leaky = { kind: 'failed', message: expect.stringContaining('Found 1 leaked credential:') };

describe('a finding', () => {
  it.each([
    ['on its line', on(comment('disable-line'), slackToken.text)],
    ['on its line, with a reason', on(`${comment('disable-line')} slack -- opens nothing`, slackToken.text)],
    [
      'on its line, by the name that secretlint has for the rule',
      on(`/* ${'secretlint'}-disable-line @secretlint/secretlint-rule-slack */`, slackToken.text),
    ],
    [
      'on its line, by the name in the report',
      on(`${comment('disable-line')} github,slack/SLACK_TOKEN`, slackToken.text),
    ],
    ['on the line before', slackToken.text.replace('first line', comment('disable-next-line'))],
    ['around it', `${comment('disable')}\n${slackToken.text}\n${comment('enable')}\n`],
    ['before a key of many lines', privateKey.text.replace('first line', `# ${'secretlint'}-disable-next-line`)],
  ])('is accepted by a comment %s', async (_, text) => {
    expect(await scan({ 'a.ts': text })).toMatchObject(clean);
  });

  it.each([
    ['of another rule', on(`${comment('disable-line')} github`, slackToken.text)],
    ['on the line before its own', slackToken.text.replace('first line', comment('disable-line'))],
    ['two lines before', `${comment('disable-next-line')}\n${slackToken.text}`],
    ['that ends before it', `${comment('disable')}\n${comment('enable')}\n${slackToken.text}`],
    ['without an end', `${comment('disable')}\n${slackToken.text}`],
    ['of a word that only begins so', on(comment('disable-lines'), slackToken.text)],
  ])('is not accepted by a comment %s', async (_, text) => {
    expect(await scan({ 'a.ts': text })).toMatchObject(leaky);
  });

  it.each(['slack/SLACK_TOKEN', 'slack/*', 'github/*, slack/SLACK_TOKEN@src/**', '*/*@**/a.ts'])(
    'is accepted by Allow = %s',
    async (Allow) => {
      expect(await scan({ 'src/a.ts': slackToken.text }, { Allow })).toMatchObject(clean);
    },
  );

  it.each(['github/*', 'slack/SLACK_TOKEN@test/**', ''])('is not accepted by Allow = %s', async (Allow) => {
    expect(await scan({ 'src/a.ts': slackToken.text }, { Allow })).toMatchObject(leaky);
  });

  it.each(['slack/SLACK', 'SLACK_TOKEN', 'src/**'])(
    'cannot be accepted by a rule that there is not, %s',
    async (Allow) => {
      expect(await scan({}, { Allow })).toMatchObject({
        type: 'ConfigurationError',
        message: expect.stringContaining(`Property "Allow": no finding has the rule "${Allow}"`),
      });
    },
  );
});
