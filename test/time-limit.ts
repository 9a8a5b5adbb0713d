/** The limit of a test, a hook or a wait on this machine, from the milliseconds that are enough on an ordinary one. */
export const timeLimit = (milliseconds: number): number =>
  Math.ceil(milliseconds * Number(process.env['TEST_SLOWNESS'] ?? 1));
