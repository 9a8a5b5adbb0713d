/**
 * A variable that the stack sets.
 * @throws Error naming the variable when it is missing.
 */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}
