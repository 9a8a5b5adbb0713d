import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Recorder } from '../../events/recorder.ts';
import type { Route } from './answer.ts';
import { listContents, readReports, readText } from './artifact-contents.ts';
import { readFindings } from './findings.ts';
import type { ArtifactView } from './job-view.ts';
import { BadRequest } from './json-request.ts';
import type { LocalJobs } from './local-jobs.ts';

/** What the artifacts of a job hold, and their bytes. Names in them are redacted like everything that is said of the job. */
export function createArtifactRoutes(jobs: LocalJobs, recorder: Recorder): Route[] {
  const find = async (jobId: string, direction: string, name: string) => {
    const { inputArtifacts, outputArtifacts } = await jobs.show(jobId);
    const all: ArtifactView[] = direction === 'input' ? inputArtifacts : outputArtifacts;
    const { path } = all.find((artifact) => artifact.name === name) ?? {};
    if (path === undefined) throw new BadRequest(404, 'There is no such artifact, or nothing was uploaded.');
    return path;
  };
  return [
    {
      path: /^\/_local\/jobs\/([^/]+)\/artifacts\/(input|output)\/([^/]+)\/contents$/,
      methods: {
        GET: async ([jobId = '', direction = '', name = '']) => {
          const { entries, ...rest } = await listContents(await find(jobId, direction, name));
          const shown = entries.map((entry) => ({ ...entry, path: recorder.redact(jobId, entry.path) }));
          return { status: 200, body: { entries: shown, ...rest } };
        },
      },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)\/artifacts\/(input|output)\/([^/]+)\/text$/,
      methods: {
        GET: async ([jobId = '', direction = '', name = ''], { url = '' }) => {
          const index = Number(new URLSearchParams(url.split('?')[1]).get('entry') ?? Number.NaN);
          const found = await readText(await find(jobId, direction, name), index);
          if (found === undefined) throw new BadRequest(404, 'The artifact has no such file.');
          return { status: 200, body: { ...found, text: recorder.redact(jobId, found.text) } };
        },
      },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)\/artifacts\/(input|output)\/([^/]+)$/,
      methods: {
        GET: async ([jobId = '', direction = '', name = '']) => {
          const path = await find(jobId, direction, name);
          return { write: (response) => sendFile(response, path, `${name}.zip`) };
        },
      },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)\/findings$/,
      methods: {
        GET: async ([jobId = '']) => {
          const { outputArtifacts } = await jobs.show(jobId);
          const reports = await Promise.all(
            outputArtifacts.map(({ path }) => (path ? readReports(path, '.sarif') : [])),
          );
          const findings = reports.flat().flatMap((report) => readFindings(recorder.redact(jobId, report)));
          return { status: 200, body: findings };
        },
      },
    },
  ];
}

/** As a file to keep and never as a page: a browser that shows it all the same runs nothing of it. */
async function sendFile(response: ServerResponse, path: string, fileName: string): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  await pipeline(createReadStream(path), response);
}
