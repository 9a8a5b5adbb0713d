import { maxWaitOf } from '../../../model/integration.ts';
import type { Redactor } from '../../../model/redaction/redactor.ts';
import type { ThirdPartyJobs } from '../../aws/codepipeline/third-party-jobs.ts';
import type { Clients } from '../../aws/dynamodb/clients.ts';
import { keyFrom } from '../../job/continuation.ts';
import type { JobSource, Unreportable } from '../../job/job-source.ts';
import { hideCredentials } from '../hide-credentials.ts';

interface ThirdPartyPorts {
  jobs: ThirdPartyJobs;
  clients: Clients;
}

/**
 * The jobs of a partner's customers. Each call carries the client token of the job's customer. When the token is refused, it
 * is looked up once more, because it may have been rotated since this worker read it, and the call is made again.
 */
export function thirdPartySource({ jobs, clients }: ThirdPartyPorts): JobSource {
  return {
    async open({ clientId, jobId }, redactor) {
      if (clientId === undefined) return { unreportable: 'unknown' };
      const opened = await openToken(clients, clientId, redactor);
      if ('unreportable' in opened) return opened;
      return {
        takesVariables: false,
        maxWait: maxWaitOf['third-party'],
        sealingKey: (use) => keyFrom(opened.token(), use),
        details: async () => hideCredentials(await opened.call((token) => jobs.details(jobId, token)), redactor),
        acknowledge: (nonce) => opened.call((token) => jobs.acknowledge(jobId, nonce, token)),
        succeed: (result) => opened.call((token) => jobs.putSuccess(jobId, token, result)),
        fail: (failure) => opened.call((token) => jobs.putFailure(jobId, token, failure)),
      };
    },
  };
}

const TOKEN_REFUSED = 'token-refused';

/** A customer's client token, and the one way to make calls with it. */
interface GoodToken {
  token(): string;
  call<T>(make: (token: string) => Promise<T | 'token-refused'>): Promise<T | Unreportable>;
}

async function openToken(clients: Clients, clientId: string, redactor: Redactor): Promise<GoodToken | Unreportable> {
  const look = async (fresh: boolean) => {
    const client = await clients.token(clientId, { fresh });
    if (typeof client === 'string') return { unreportable: client };
    redactor.add(client.token);
    return client;
  };
  const first = await look(false);
  if ('unreportable' in first) return first;
  let { token } = first;
  return {
    token: () => token,
    async call(make) {
      const answer = await make(token);
      if (answer !== TOKEN_REFUSED) return answer;
      const newest = await look(true);
      if ('unreportable' in newest) return newest;
      token = newest.token;
      const second = await make(token);
      return second === TOKEN_REFUSED ? { unreportable: TOKEN_REFUSED } : second;
    },
  };
}
