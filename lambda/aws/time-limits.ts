/** Without limits the SDK waits for ever on a connection that has gone silent, while the lease is renewed. */
export const timeLimits = {
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    socketTimeout: 10_000,
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
    connectionTimeout: 3_000,
    requestTimeout: 60_000,
    socketTimeout: 20_000,
    throwOnRequestTimeout: true,
  },
};
