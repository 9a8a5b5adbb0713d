import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JobStore } from '../jobs/job-store.ts';
import { changeSettings, InvalidSettings, listRules } from '../settings.ts';
import { checkClient, InvalidClient } from './client.ts';
import { UnknownJob } from './find-job.ts';
import { BadRequest, readJsonObject, refuseOtherOrigins } from './json-request.ts';
import type { LocalJobs } from './local-jobs.ts';
import { InvalidSubmission } from './submission.ts';

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Answers a method on a path whose variable part, if it has one, is `id`. */
type Method = (id: string, request: IncomingMessage) => Promise<Answer>;

interface Route {
  path: RegExp;
  methods: Readonly<Record<string, Method>>;
}

export type AnswerLocalApi = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

/** Answers the plain-JSON calls below `/_local/`; a refusal is `{ "message": … }` and shows no secret. */
export function createLocalApi(store: JobStore, jobs: LocalJobs): AnswerLocalApi {
  const routes = createRoutes(store, jobs);
  return async (request, response, path) => {
    const { status, body, headers } = await run(routes, request, path).catch(refusalOf);
    const text = JSON.stringify(body);
    // Part of an oversized body may not have been read.
    if (status === 413) response.setHeader('connection', 'close');
    response.writeHead(status, {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(text);
  };
}

function createRoutes(store: JobStore, jobs: LocalJobs): Route[] {
  return [
    {
      path: /^\/_local\/clients\/([^/]+)$/,
      methods: {
        PUT: async (clientId, request) => {
          const { clientToken } = checkClient({ ...(await readJsonObject(request)), clientId });
          await jobs.putClient(clientId, clientToken);
          return { status: 200, body: { clientId } };
        },
      },
    },
    {
      path: /^\/_local\/jobs$/,
      methods: {
        GET: async () => ({ status: 200, body: await jobs.list() }),
        POST: async (_, request) => {
          const job = await jobs.submit(await readJsonObject(request));
          return { status: 201, body: job, headers: { location: `/_local/jobs/${job.jobId}` } };
        },
      },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)$/,
      methods: { GET: async (jobId) => ({ status: 200, body: await jobs.show(jobId) }) },
    },
    {
      path: /^\/_local\/settings$/,
      methods: {
        GET: async () => ({ status: 200, body: listRules(store.settings) }),
        PUT: async (_, request) => {
          store.settings = changeSettings(await readJsonObject(request), store.settings);
          return { status: 200, body: listRules(store.settings) };
        },
      },
    },
  ];
}

async function run(routes: Route[], request: IncomingMessage, path: string): Promise<Answer> {
  refuseOtherOrigins(request);
  const route = routes.find((candidate) => candidate.path.test(path));
  if (route === undefined) throw new BadRequest(404, 'There is nothing here.');
  const method = route.methods[request.method ?? ''];
  if (method === undefined) {
    const allow = Object.keys(route.methods).join(', ');
    return { status: 405, body: { message: `Allowed here: ${allow}.` }, headers: { allow } };
  }
  return await method(route.path.exec(path)?.[1] ?? '', request);
}

function refusalOf(error: unknown): Answer {
  if (error instanceof BadRequest) return { status: error.status, body: { message: error.message } };
  if (error instanceof UnknownJob) return { status: 404, body: { message: `${error.message}.` } };
  if (error instanceof InvalidSubmission || error instanceof InvalidClient || error instanceof InvalidSettings) {
    return { status: 400, body: { message: `${error.message}.` } };
  }
  throw error;
}
