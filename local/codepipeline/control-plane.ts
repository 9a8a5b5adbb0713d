import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from '../../lambda/index.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import { answerConsoleFile } from '../console/console-files.ts';
import { factsOf, type JobFacts, openRecorder, recordJobs } from '../events/job-events.ts';
import type { Recorder } from '../events/recorder.ts';
import { watchIssuer, watchPolls } from '../events/watch-handouts.ts';
import { watchPacking } from '../events/watch-packing.ts';
import type { Certificate } from '../http/certificate.ts';
import type { CredentialIssuer } from '../http/credentials.ts';
import { type LocalServer, listen } from '../http/loopback.ts';
import type { ArtifactStore } from '../s3/artifact-store.ts';
import { type CustomActionType, customActionTypeId } from './action-types/action-type.ts';
import { checkCustomActionType } from './action-types/check-custom-action-type.ts';
import { answerAwsJson } from './aws-json.ts';
import { createCalls } from './calls.ts';
import { openJobStore } from './jobs/job-store.ts';
import type { JobWork } from './jobs/job-work.ts';
import { createLocalApi, createRoutes } from './local-api/answer-local-api.ts';
import type { Controls } from './local-api/controls.ts';
import { createLocalJobs, type LocalJobs } from './local-api/local-jobs.ts';
import { openPage } from './local-api/open-page.ts';
import { createSubmitAgain } from './local-api/submit-again.ts';
import type { Settings } from './rules.ts';
import { serveActions } from './served-actions.ts';
import { changeSettings, createBorrowing } from './settings.ts';
import { checkInput } from './validate.ts';

export interface ControlPlaneOptions {
  /** 0 takes any free port. */
  port: number;
  /** The file that keeps jobs and clients over a restart; in memory when absent. It holds client tokens in clear. */
  file?: string;
  /** The clock of jobs and credentials. Signatures use this machine's clock, as the programs that sign do. */
  clock?: Clock;
  issuer: CredentialIssuer;
  artifacts: Pick<ArtifactStore, 'seed' | 'find'> & Partial<Pick<ArtifactStore, 'followRules'>>;
  /** Known from the start; the first is that of a job which names none. Others become known with their first job. */
  actionTypes?: readonly ActionTypeId[];
  /** Custom action types that exist from the start, in the place of those that the file has of the same version. */
  customActionTypes?: readonly CustomActionType[];
  /** The actions behind the types: the page makes a form of them, and their secret properties are known. */
  actions?: readonly Action[];
  /** Changes of the assumed rules. They are not kept over a restart. */
  settings?: Partial<Settings>;
  /** Has the port take https beside http. */
  certificate?: Certificate | undefined;
  /** Gets every client: those in the file at the start, and each one that is put, before it is stored. */
  onClient?: (clientId: string, clientToken: string) => Promise<void>;
  /** Gets errors inside the control plane. */
  onError?: (error: unknown) => void;
}

/** CodePipeline's calls on jobs and action types, `/_local/` and the console on one port of this machine. */
export interface ControlPlane extends LocalServer {
  readonly jobs: LocalJobs;
  /** Everything that happens is recorded here. */
  readonly recorder: Recorder;
  readonly facts: JobFacts;
  /** Sets rules until the next call, which restores the values that they had before. @throws InvalidSettings */
  borrowSettings(changes: Partial<Settings>): void;
  /** Checks jobs and forms against these actions from now on. Their custom action types replace those of before. */
  replaceActions(actions: readonly Action[], customActionTypes: readonly CustomActionType[]): void;
  /** Lets a person at the page do things to the functions and to time. */
  attach(controls: Controls): void;
}

/** @throws PortInUse, InvalidSettings, ApiError for a custom action type that AWS would not take, or Error when the file was written by another version. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const {
    artifacts,
    issuer,
    certificate,
    actionTypes = [],
    customActionTypes = [],
    onClient = async () => {},
    onError = () => {},
  } = options;
  const clock = options.clock ?? systemClock;
  const store = openJobStore(options.file ?? ':memory:', clock, changeSettings(options.settings ?? {}));
  artifacts.followRules?.(() => store.settings);
  const actions = serveActions(options.actions ?? []);
  const recorder = openRecorder(store, clock, actions);
  const closing = new AbortController();
  const tellClient = async (clientId: string, clientToken: string) => {
    recorder.hide(undefined, [clientToken]);
    recorder.record({ kind: 'client', clientId });
    await onClient(clientId, clientToken);
  };
  const defaultActionTypeId = actionTypes[0] ?? customActionTypes.map(customActionTypeId)[0];
  const jobs = createLocalJobs({
    store,
    artifacts,
    defaultActionTypeId,
    onClient: tellClient,
    onPacking: watchPacking(recorder),
    closed: closing.signal,
  });
  const calls = watchPolls(recorder, createCalls(store, watchIssuer(issuer, recorder), artifacts));
  const page = openPage({ actions, recorder, jobs, submitAgain: createSubmitAgain(store, artifacts, jobs) });
  const answerLocalApi = createLocalApi([...createRoutes(store, jobs), ...page.routes], page.changeToken);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path.startsWith('/_local/')) await answerLocalApi(request, response, path);
    else if (request.method === 'POST' && path === '/') {
      await answerAwsJson(request, response, { calls, onError });
    } else await answerConsoleFile(request, response, path, page.changeToken);
  };
  try {
    const clients = store.work((work) => {
      for (const actionType of actionTypes) work.actionTypes.register(actionType);
      putCustom(work, customActionTypes);
      return work.clients.all();
    });
    for (const { clientId, clientToken } of clients) await tellClient(clientId, clientToken);
    recordJobs(recorder, actions, store);
    const server = await listen(handle, options.port, onError, { certificate });
    return {
      ...server,
      jobs,
      recorder,
      facts: factsOf(store, actions),
      borrowSettings: createBorrowing(store),
      replaceActions(next, custom) {
        store.work((work) => putCustom(work, custom));
        actions.replace(next);
      },
      attach: page.attach,
      close: async () => {
        closing.abort();
        await jobs.settle();
        await server.close();
        await page.close();
        store.close();
      },
    };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** @throws ApiError for one that AWS would not take; none is put then. */
function putCustom({ actionTypes }: JobWork, given: readonly CustomActionType[]): void {
  const checked = given.map((one) => checkInput<CustomActionType>('CreateCustomActionType', one));
  checked.forEach(checkCustomActionType);
  for (const custom of checked) actionTypes.put({ id: customActionTypeId(custom), custom });
}
