/** What can be read; undefined where a getter, a proxy or a conversion throws. */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
