import { describe, expect, it } from 'vitest';
import { artifactGuard } from '../../../../lambda/actions/artifact-guard.ts';
import { runAction, type Situation } from '../../../../testing/index.ts';
import { memoryInput } from '../../../memory/artifacts.ts';
import { planted } from '../planted-credentials.ts';
import { json, startServer } from '../recording-server.ts';

const TOKEN = 'report-token-value';
const JOB_ID = '6f1a2c52-8f6e-4f5e-9c9b-0d7f5a3b1e11';
const PIPELINE = { pipelineName: 'shop', stageName: 'Check', actionName: 'Guard' };

const guard = (ReportUrl: string, text: string, situation: Situation = {}) =>
  runAction(artifactGuard, {
    inputs: { Source: { 'a.txt': text } },
    jobId: JOB_ID,
    pipeline: PIPELINE,
    surroundings: { local: true },
    ...situation,
    configuration: { ReportUrl, ReportToken: TOKEN, ...situation.configuration },
  });

describe('sending the report', () => {
  it('posts the findings without the secret and keeps the id that comes back', async () => {
    await using server = await startServer(json({ id: 'report-17' }));

    const { outcome, remembered } = await guard(`${server.url}/reports?tenant=7`, planted.githubToken.text);

    const [request] = server.requests;
    expect(server.requests).toHaveLength(1);
    expect(request).toMatchObject({
      method: 'POST',
      url: '/reports?tenant=7',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        'idempotency-key': JOB_ID,
      },
    });
    expect(request?.body).not.toContain(planted.githubToken.secret);
    expect(JSON.parse(request?.body ?? '')).toEqual({
      jobId: JOB_ID,
      pipeline: PIPELINE,
      files: { total: 1, bytes: planted.githubToken.text.length, scanned: 1, binary: 0, 'too large': 0, excluded: 0 },
      errors: 1,
      warnings: 0,
      findings: [expect.objectContaining({ path: 'a.txt', line: 2, rule: 'github/GITHUB_TOKEN', level: 'error' })],
      findingsLeftOut: 0,
    });
    expect(outcome).toMatchObject({ kind: 'failed', externalExecutionId: 'report-17' });
    expect(remembered).toEqual({ reportId: 'report-17' });
  });

  it('gives the id to a succeeding action too', async () => {
    await using server = await startServer(json({ id: 'report-18' }));

    const { outcome } = await guard(server.url, 'text');

    expect(outcome).toMatchObject({ kind: 'succeeded', externalExecutionId: 'report-18' });
  });

  it('sends nothing again in a second attempt', async () => {
    await using server = await startServer(json({ id: 'report-20' }));

    const { outcome } = await guard(server.url, 'text', { remembered: { reportId: 'report-19' } });

    expect(outcome).toMatchObject({ externalExecutionId: 'report-19' });
    expect(server.requests).toEqual([]);
  });

  it('finishes no output artifact when the report is refused', async () => {
    await using server = await startServer(json({ error: 'no' }, 422));

    const { outcome, outputs } = await guard(`${server.url}/?key=hidden`, 'text', { outputs: ['Report'] });

    expect(outcome).toEqual({
      kind: 'failed',
      type: 'JobFailed',
      message: `The service at ${server.host} answered 422.`,
    });
    expect(outputs).toEqual({});
  });

  it.each([
    [{ ReportUrl: 'https://reports.example.com' }, 'Property "ReportToken": it is required with ReportUrl.'],
    [{ ReportToken: TOKEN }, 'Property "ReportToken": it is allowed only with ReportUrl.'],
  ])('refuses %o before any work', async (configuration, message) => {
    const entries = () => {
      throw new Error('the input artifact was read');
    };
    const inputs = { Source: { ...memoryInput(new Map()), entries } };

    const { outcome } = await runAction(artifactGuard, { inputs, configuration });

    expect(outcome).toEqual({ kind: 'failed', type: 'ConfigurationError', message });
  });
});
