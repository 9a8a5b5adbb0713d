import { describe, expect, it } from 'vitest';
import { artifactGuard } from '../../../../lambda/actions/artifact-guard.ts';
import { runAction } from '../../../../testing/index.ts';
import { archiveOf, memoryInput } from '../../../memory/artifacts.ts';
import { planted } from '../planted-credentials.ts';
import { json, startServer } from '../recording-server.ts';

const REPORT_TOKEN = 'report-token-value';
const inNames = [planted.githubToken, planted.slackToken, planted.awsKeyId, planted.stripeTestKey];

async function guard(files: Record<string, string>, FailOn: string, more: Record<string, string> = {}) {
  await using server = await startServer(json({ id: 'report-17' }));
  const trial = await runAction(artifactGuard, {
    inputs: { Source: memoryInput(archiveOf(files)) },
    outputs: ['Report'],
    surroundings: { local: true },
    configuration: { FailOn, ReportUrl: server.url, ReportToken: REPORT_TOKEN, ...more },
  });
  const report = trial.outputs['Report'];
  const written = report?.paths.map(report.text) ?? [];
  const sent = server.requests.map(({ body }) => body);
  return {
    ...trial,
    said: [JSON.stringify(trial.outcome), ...written, ...sent, ...trial.log.map((line) => JSON.stringify(line))].join(
      '\n',
    ),
  };
}

describe('the name of a file', () => {
  it.each(['warning', 'never'])('shows no credential anywhere with FailOn %s', async (FailOn) => {
    const secrets = [...inNames.map(({ secret }) => secret), REPORT_TOKEN];
    const files = Object.fromEntries(
      secrets.flatMap((secret) => [
        [`a/${secret}/b.txt`, 'text'],
        [`a/b-${secret}.txt`, planted.githubToken.text],
        [`a\n${secret}.bin`, '\0'],
      ]),
    );

    const { said } = await guard(files, FailOn);

    expect(secrets.filter((secret) => said.includes(secret) || said.includes(encodeURIComponent(secret)))).toEqual([]);
    expect(said).toContain('b-***.txt');
  });

  it('is told of when it holds a credential, as what lies in the file is', async () => {
    const { outcome } = await guard({ [`keys/${planted.githubToken.secret}.txt`]: 'text' }, 'error');

    expect(outcome).toMatchObject({
      kind: 'failed',
      message: 'Found 1 leaked credential: keys/***.txt:1 (github/GITHUB_TOKEN).',
    });
  });

  it.each([
    ['Exclude', 'keys/**'],
    ['Allow', 'github/*@keys/**'],
  ])('is not told of with %s, and shows nothing all the same', async (name, value) => {
    const { secret } = planted.githubToken;

    const { outcome, said } = await guard({ [`keys/${secret}.txt`]: 'text' }, 'error', { [name]: value });

    expect(outcome.kind).toBe('succeeded');
    expect(said).not.toContain(secret);
  });

  it('is shown as it is when it holds none', async () => {
    const path = 'src/components/a-rather-long-name-of-a-component/index: copy.test.ts';

    const { said } = await guard({ [path]: 'text' }, 'error');

    expect(said).toContain(path);
  });
});
