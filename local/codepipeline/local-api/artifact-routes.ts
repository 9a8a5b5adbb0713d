import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ArchiveError } from '../../../lambda/archive/archive-error.ts';
import type { Recorder } from '../../events/recorder.ts';
import type { LocalApiRoute } from './answer.ts';
import { listContents, readReports, readText } from './artifact-contents.ts';
import { type FindingView, MAX_FINDINGS, readFindings } from './findings.ts';
import type { ArtifactView } from './job-view.ts';
import { BadRequest } from './json-request.ts';
import type { LocalJobs } from './local-jobs.ts';

/** The content of a job's artifacts, and their bytes. Names in them are redacted like everything else about the job. */
export function createArtifactRoutes(jobs: LocalJobs, recorder: Recorder): LocalApiRoute[] {
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
          const { entries, more, problem } = await listContents(await find(jobId, direction, name));
          const shown = entries.map((entry) => ({ ...entry, path: recorder.redact(jobId, entry.path) }));
          const told = problem !== undefined && { problem: recorder.redact(jobId, problem) };
          return { status: 200, body: { entries: shown, more, ...told } };
        },
      },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)\/artifacts\/(input|output)\/([^/]+)\/text$/,
      methods: {
        GET: async ([jobId = '', direction = '', name = ''], { url = '' }) => {
          const index = Number(new URLSearchParams(url.split('?')[1]).get('entry') ?? Number.NaN);
          const redact = (text: string) => recorder.redact(jobId, text);
          const found = await readText(await find(jobId, direction, name), index, redact).catch((error: unknown) => {
            if (!(error instanceof ArchiveError)) throw error;
            throw new BadRequest(409, `This file cannot be read: ${redact(error.message)}`);
          });
          if (found === undefined) throw new BadRequest(404, 'The artifact has no such file.');
          return { status: 200, body: found };
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
          const findings: FindingView[] = [];
          // One after the other, because all of them together may not fit into memory.
          for (const { path } of outputArtifacts) {
            const reports = path === undefined ? [] : await readReports(path, '.sarif');
            for (const report of reports) {
              if (findings.length < MAX_FINDINGS) {
                findings.push(...readFindings(report, (text) => recorder.redact(jobId, text)));
              }
            }
          }
          return { status: 200, body: findings.slice(0, MAX_FINDINGS) };
        },
      },
    },
  ];
}

/** Sends a file as a download and never as a page; if a browser shows it anyway, it runs no code of it. */
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
