/**
 * The value that an object itself has under a name. A property, a provider or a code from outside may be called as something
 * is that every object has, such as `constructor`.
 */
export const ownValue = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;
