/** Whether whole lists and long searches run: `npm run test:all` asks for that, and so does a run that names a room or a file. */
export const isAll = Boolean(process.env['TEST_ALL']);

/** The first cases of a long list, which `npm test` tries. */
export const few = <Case>(count: number, cases: readonly Case[]): readonly Case[] =>
  isAll ? cases : cases.slice(0, count);
