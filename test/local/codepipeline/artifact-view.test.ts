import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildZip, type EntryPlan } from '../../lambda/archive/zip/build-zip.ts';
import { acknowledged, details } from './call-as-worker.ts';
import { startPlane } from './start-plane.ts';

/** Too short for a piece of it to be known as one. */
const SECRET = 'open-sesame!';
const KIB = 1024;

/** A job with this archive as its input and its output. */
async function viewOf(entries: EntryPlan[], secret = SECRET) {
  const plane = await startPlane();
  const path = join(plane.folder, 'any.zip');
  await writeFile(path, buildZip(entries));
  const jobId = await plane.submit({
    configuration: { Token: secret },
    inputArtifacts: [{ name: 'Source', path }],
    outputArtifacts: ['Report'],
  });
  await acknowledged(plane.client, jobId);
  const [report] = (await details(plane.client, jobId)).data?.outputArtifacts ?? [];
  const { bucketName = '', objectKey = '' } = report?.location?.s3Location ?? {};
  await plane.artifacts.seed(bucketName, objectKey, path);
  return async (rest: string) => {
    const response = await fetch(`${plane.url}/_local/jobs/${jobId}/${rest}`);
    const body = (await response.json()) as { text: string; size: number; problem?: string };
    return { status: response.status, body };
  };
}

const sarif = (...results: object[]): EntryPlan => ({
  name: 'findings.sarif',
  content: JSON.stringify({ runs: [{ results }] }),
});

describe('the text of a file in an artifact', () => {
  it.each([1, 4, 11])('shows no half of a secret where it is cut (%i characters)', async (before) => {
    const shown = 256 * KIB;
    const content = `${'.'.repeat(shown - before)}${SECRET}${'.'.repeat(shown)}`;
    const read = await viewOf([{ name: 'a.txt', content }]);

    const { status, body } = await read('artifacts/input/Source/text?entry=0');

    expect({ status, size: body.size, length: body.text.length > shown - KIB }).toEqual({
      ...{ status: 200, size: content.length, length: true },
    });
    expect(body.text.replaceAll(/[.*]/g, '')).toBe('');
  });

  it('says what is wrong with a file that cannot be read, without what is secret', async () => {
    const name = `${SECRET}.txt`;
    const read = await viewOf([{ name, content: 'plain', crc: 1 }]);

    const { status, body } = await read('artifacts/input/Source/text?entry=0');

    expect({ status, body }).toEqual({
      ...{ status: 409, body: { message: expect.stringMatching(/^This file cannot be read: .*\*\*\*\.txt/) } },
    });
  });

  it('says what is wrong with an archive without what is secret', async () => {
    const read = await viewOf([{ name: `../${SECRET}.txt`, content: 'plain' }]);

    const { status, body } = await read('artifacts/input/Source/contents');

    expect(status).toBe(200);
    expect(body.problem).toContain('***.txt');
  });
});

describe('the findings of an artifact', () => {
  it('show no half of a secret where they are cut, in any of their texts', async () => {
    const text = `${'.'.repeat(495)}${SECRET}`;
    const place = { physicalLocation: { artifactLocation: { uri: text } } };
    const read = await viewOf([sarif({ level: text, ruleId: text, message: { text }, locations: [place] })]);

    const { body } = await read('findings');

    const cut = `${'.'.repeat(495)}***`;
    expect(body).toEqual([{ level: cut, rule: cut, message: cut, file: cut, line: 0 }]);
  });

  it('are read although a secret is a word that every report has', async () => {
    const read = await viewOf([sarif({ message: { text: 'bad results' } })], 'results');

    expect((await read('findings')).body).toMatchObject([{ message: 'bad ***' }]);
  });

  it('are at most as many as the page takes, however many reports have them', async () => {
    const report = sarif(...Array.from({ length: 4_000 }, () => ({ message: { text: 'bad' } })));
    const read = await viewOf(Array.from({ length: 4 }, (_, index) => ({ ...report, name: `${index}.sarif` })));

    expect((await read('findings')).body).toHaveLength(10_000);
  });
});
