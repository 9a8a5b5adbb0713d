import type { Action } from '../../../lambda/index.ts';
import { answerEvents } from '../../events/answer-events.ts';
import type { Recorder } from '../../events/recorder.ts';
import type { ServedActions } from '../served-actions.ts';
import type { LocalApiRoute } from './answer.ts';
import { checkConfiguration } from './check-configuration.ts';
import type { Controls } from './controls.ts';
import type { Drops } from './drops.ts';
import { BadRequest, readJsonObject } from './json-request.ts';
import type { LocalJobs } from './local-jobs.ts';
import type { SubmitAgain } from './submit-again.ts';

/** The clock is put forward by a week at most, in milliseconds. */
const MAX_FORWARD = 7 * 24 * 3600 * 1000;

export interface PageRouteOptions {
  actions: ServedActions;
  recorder: Recorder;
  jobs: LocalJobs;
  drops: Drops;
  submitAgain: SubmitAgain;
  controls(): Controls;
}

/** What the page reads, and what a person does there. */
export function createPageRoutes(options: PageRouteOptions): LocalApiRoute[] {
  const { actions, recorder, jobs, drops, submitAgain, controls } = options;
  let clockAhead = 0;
  const tellControls = () => recorder.record({ kind: 'controls', faults: [...controls().faultsOn()], clockAhead });
  return [
    {
      path: /^\/_local\/events$/,
      methods: { GET: async (_, request) => ({ write: (response) => answerEvents(recorder, request, response) }) },
    },
    {
      path: /^\/_local\/actions$/,
      methods: { GET: async () => ({ status: 200, body: actions.all().map(describeAction) }) },
    },
    {
      path: /^\/_local\/configuration$/,
      methods: {
        POST: async (_, request) => {
          await checkConfiguration(actions.all(), await readJsonObject(request));
          return { status: 200, body: {} };
        },
      },
    },
    {
      path: /^\/_local\/drops$/,
      ofPage: true,
      methods: { POST: async (_, request) => ({ status: 201, body: await drops.receive(request) }) },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)\/again$/,
      ofPage: true,
      methods: {
        POST: async ([jobId = ''], request) => ({
          status: 201,
          body: await submitAgain(jobId, await readJsonObject(request)),
        }),
      },
    },
    {
      path: /^\/_local\/jobs\/([^/]+)\/kill$/,
      ofPage: true,
      methods: {
        POST: async ([jobId = '']) => {
          await jobs.show(jobId);
          if (!(await controls().kill(jobId))) throw new BadRequest(409, 'No process works on this job right now.');
          return { status: 200, body: {} };
        },
      },
    },
    {
      path: /^\/_local\/faults$/,
      ofPage: true,
      methods: {
        GET: async () => ({ status: 200, body: controls().faults }),
        PUT: async (_, request) => {
          controls().setFaults(readNames(await readJsonObject(request)));
          tellControls();
          return { status: 200, body: controls().faultsOn() };
        },
      },
    },
    {
      path: /^\/_local\/clock$/,
      ofPage: true,
      methods: {
        POST: async (_, request) => {
          const milliseconds = readMinutes(await readJsonObject(request)) * 60_000;
          controls().forward(milliseconds);
          clockAhead += milliseconds;
          tellControls();
          // The next call on the jobs applies what is due by now.
          await jobs.list();
          return { status: 200, body: { clockAhead } };
        },
      },
    },
  ];
}

/** What a form for the action needs to know. */
const describeAction = ({ type, description, configuration, inputs, outputs }: Action) => ({
  type,
  description,
  inputs,
  outputs,
  properties: Object.entries(configuration).map(([name, property]) => ({
    name,
    description: property.description,
    required: property.required,
    secret: property.secret,
    ...(property.asks && { asks: property.asks }),
  })),
});

function readNames(body: object): string[] {
  const on: unknown = 'on' in body ? body.on : undefined;
  if (!Array.isArray(on) || !on.every((name) => typeof name === 'string')) {
    throw new BadRequest(400, 'The body must have the member "on", a list of names of faults.');
  }
  return on;
}

function readMinutes(body: object): number {
  const minutes = 'minutes' in body ? body.minutes : undefined;
  if (typeof minutes !== 'number' || !(minutes > 0 && minutes * 60_000 <= MAX_FORWARD)) {
    throw new BadRequest(400, 'The body must have the member "minutes", a number above 0 and up to 10080.');
  }
  return minutes;
}
