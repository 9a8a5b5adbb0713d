import type { IncomingMessage, ServerResponse } from 'node:http';
import { UnknownFault } from '../../faults/unknown-fault.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { changeSettings, InvalidSettings, listRules } from '../settings.ts';
import type { LocalApiAnswer, LocalApiRoute } from './answer.ts';
import { checkClient, InvalidClient } from './client.ts';
import { UnknownJob } from './find-job.ts';
import { BadRequest, readJsonObject, refuseOtherOrigins, refuseWithoutToken } from './json-request.ts';
import type { LocalJobs } from './local-jobs.ts';
import { InvalidSubmission } from './submission.ts';

type AnswerLocalApi = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

/** Answers the calls below `/_local/`; a refusal is `{ "message": … }` and shows no secret. */
export function createLocalApi(routes: readonly LocalApiRoute[], changeToken: string): AnswerLocalApi {
  return async (request, response, path) => {
    const answer = await run({ routes, changeToken }, request, path).catch(refusalOf);
    if ('write' in answer) await answer.write(response);
    else send(answer, response);
  };
}

function send({ status, body, headers }: Extract<LocalApiAnswer, { status: number }>, response: ServerResponse): void {
  const text = JSON.stringify(body);
  // Part of an oversized body may not have been read.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(text);
}

/** Clients, jobs and rules, for any program on this machine. */
export function createRoutes(store: JobStore, jobs: LocalJobs): LocalApiRoute[] {
  return [
    {
      path: /^\/_local\/clients\/([^/]+)$/,
      methods: {
        PUT: async ([clientId = ''], request) => {
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
      methods: { GET: async ([jobId = '']) => ({ status: 200, body: await jobs.show(jobId) }) },
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

interface Api {
  routes: readonly LocalApiRoute[];
  changeToken: string;
}

async function run({ routes, changeToken }: Api, request: IncomingMessage, path: string): Promise<LocalApiAnswer> {
  refuseOtherOrigins(request);
  const route = routes.find((candidate) => candidate.path.test(path));
  if (route === undefined) throw new BadRequest(404, 'There is nothing here.');
  const method = route.methods[request.method ?? ''];
  if (method === undefined) {
    const allow = Object.keys(route.methods).join(', ');
    return { status: 405, body: { message: `Allowed here: ${allow}.` }, headers: { allow } };
  }
  if (request.method !== 'GET') refuseWithoutToken(request, changeToken, route.ofPage ?? false);
  return await method((route.path.exec(path) ?? []).slice(1).map(decode), request);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadRequest(400, 'The path is not valid: it has a % that is not followed by the code of a character.');
  }
}

function refusalOf(error: unknown): LocalApiAnswer {
  if (error instanceof BadRequest) return { status: error.status, body: { message: error.message } };
  if (error instanceof UnknownJob) return { status: 404, body: { message: `${error.message}.` } };
  if (error instanceof UnknownFault) return { status: 400, body: { message: error.message } };
  if (error instanceof InvalidSubmission || error instanceof InvalidClient || error instanceof InvalidSettings) {
    return { status: 400, body: { message: `${error.message}.` } };
  }
  throw error;
}
