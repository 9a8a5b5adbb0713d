/** How long clients of the SDK wait, in the form of their configuration. Milliseconds. */
export interface TimeLimits {
  /** A call that is tried three times ends before the next renewal of the lease. */
  readonly calls: ClientLimits;
  /**
   * The same for a call that must not be repeated. It never uses a kept connection: one may have died while Lambda kept the
   * process frozen, and then nobody could tell whether the call arrived.
   */
  readonly sentOnce: ClientLimits;
  /** The same for calls that carry megabytes. */
  readonly transfers: ClientLimits;
}

interface ClientLimits {
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly socketTimeout: number;
    readonly throwOnRequestTimeout: true;
    readonly httpAgent?: { keepAlive: false };
    readonly httpsAgent?: { keepAlive: false };
  };
}

/** The configuration of an adapter: that of its client, and the time limits if they are not the usual ones. */
export type Limited<Config> = Config & { limits?: TimeLimits | undefined };

/**
 * The time limits of calls to AWS. Without them the SDK waits for ever on a connection that has gone silent, while the lease
 * is renewed.
 * @param percent Below 100 in rehearsals only: where a lease lasts seconds, the usual limits are longer than the lease.
 */
export function timeLimitsAt(percent: number): TimeLimits {
  const limit = (connect: number, request: number, socket: number): ClientLimits['requestHandler'] => ({
    connectionTimeout: Math.ceil((connect * percent) / 100),
    requestTimeout: Math.ceil((request * percent) / 100),
    socketTimeout: Math.ceil((socket * percent) / 100),
    throwOnRequestTimeout: true,
  });
  const ofCalls = limit(3_000, 10_000, 10_000);
  const ownConnection = { httpAgent: { keepAlive: false }, httpsAgent: { keepAlive: false } } as const;
  return {
    calls: { requestHandler: ofCalls },
    sentOnce: { requestHandler: { ...ofCalls, ...ownConnection } },
    transfers: { requestHandler: limit(3_000, 60_000, 20_000) },
  };
}

export const timeLimits = timeLimitsAt(100);
