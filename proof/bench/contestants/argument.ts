/** An argument of this process, by its index. @throws Error when it is missing. */
export function argument(index: number): string {
  const value = process.argv[index + 2];
  if (value === undefined) throw new Error(`Argument ${index + 1} is missing`);
  return value;
}
