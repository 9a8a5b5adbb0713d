import { actionTypeName } from '../../model/action-type.ts';
import type { AwsJsonOptions } from '../codepipeline/aws-json.ts';
import type { CredentialIssuer } from '../http/credentials.ts';
import { asJson } from './call-subject.ts';
import type { Recorder } from './recorder.ts';

/** The same issuer; what it issues is hidden from everything that is recorded of the job. */
export const watchIssuer = (issuer: CredentialIssuer, recorder: Recorder): CredentialIssuer => ({
  ...issuer,
  issue(scope, lifetimeSeconds) {
    const credentials = issuer.issue(scope, lifetimeSeconds);
    recorder.hide(scope.jobId, Object.values(credentials));
    return credentials;
  },
});

type Calls = AwsJsonOptions['calls'];

/** The same calls; every poll that is answered is recorded. */
export const watchPolls = (recorder: Recorder, calls: Calls): Calls => ({
  ...calls,
  PollForThirdPartyJobs: watched(recorder, calls.PollForThirdPartyJobs),
  PollForJobs: watched(recorder, calls.PollForJobs),
});

const watched =
  (recorder: Recorder, call: Calls['PollForJobs']): Calls['PollForJobs'] =>
  async (body) => {
    const answer = await call(body);
    recordPoll(recorder, body, answer ?? {});
    return answer ?? undefined;
  };

function recordPoll(recorder: Recorder, request: unknown, answer: object): void {
  const { category, owner, provider, version } = asJson(asJson(request)['actionTypeId']);
  const { jobs } = asJson(answer);
  const names = { category, owner, provider, version };
  if (!Object.values(names).every((name) => typeof name === 'string')) return;
  // Checked by the operation itself.
  const actionType = actionTypeName(names as Parameters<typeof actionTypeName>[0]);
  recorder.record({ kind: 'poll', actionType, jobs: Array.isArray(jobs) ? jobs.length : 0 });
}
