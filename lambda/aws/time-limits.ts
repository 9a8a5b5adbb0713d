const PERCENT = percentFrom(process.env['TIME_LIMITS_PERCENT'] ?? '100');

/**
 * Without limits the SDK waits for ever on a connection that has gone silent, while the lease is renewed. A call that is
 * tried three times comes to its end before the next renewal. Milliseconds.
 */
export const timeLimits = {
  requestHandler: {
    connectionTimeout: scaled(3_000),
    requestTimeout: scaled(10_000),
    socketTimeout: scaled(10_000),
    throwOnRequestTimeout: true,
  },
};

/**
 * The same for a call that must not be repeated: it never goes out on a connection that died while Lambda kept the
 * process frozen, where nobody could tell whether it arrived.
 */
export const onFreshConnection = {
  requestHandler: {
    ...timeLimits.requestHandler,
    httpAgent: { keepAlive: false },
    httpsAgent: { keepAlive: false },
  },
};

/** The same for calls that carry megabytes. */
export const transferTimeLimits = {
  requestHandler: {
    connectionTimeout: scaled(3_000),
    requestTimeout: scaled(60_000),
    socketTimeout: scaled(20_000),
    throwOnRequestTimeout: true,
  },
};

function scaled(milliseconds: number): number {
  return Math.ceil((milliseconds * PERCENT) / 100);
}

/** Below 100 in rehearsals only: where leases last seconds, nobody can wait as long for an answer. */
function percentFrom(text: string): number {
  if (/^[1-9]\d?$|^100$/.test(text)) return Number(text);
  throw new Error(`TIME_LIMITS_PERCENT must be a whole number from 1 to 100, got "${text}"`);
}
