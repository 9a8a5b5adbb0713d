/** The environment of a program that is to see nothing of this one: where Node is, and where it keeps what it compiles. */
export const bareEnvironment = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
} as const;
