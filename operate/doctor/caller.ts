import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../../model/clock.ts';

/** The identity of the credentials, and how far the clock of this machine is from that of AWS. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  /** Milliseconds that this clock is ahead; undefined where AWS did not say what time it is. */
  readonly ahead: number | undefined;
}

/** Asks STS, which every credential may. @throws Error of the SDK where the credentials are missing, wrong or expired. */
export async function readCaller(region: string, clock: Clock): Promise<Caller> {
  const client = new STSClient({ region });
  let ahead: number | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAt = clock.now();
      const result = await next(args);
      const date = Date.parse(dateOf(result.response));
      // It is some moment between question and answer.
      if (!Number.isNaN(date)) ahead = (sentAt + clock.now()) / 2 - date;
      return result;
    },
    { step: 'deserialize', name: 'readDate' },
  );
  try {
    const { Account: account = '', Arn: arn = '' } = await client.send(new GetCallerIdentityCommand());
    return { account, arn, ahead };
  } finally {
    client.destroy();
  }
}

function dateOf(response: unknown): string {
  const { headers = {} } = Object(response) as { headers?: Readonly<Record<string, string>> };
  return headers['date'] ?? '';
}
