import { runUntilInterrupted } from '../command/interruption.ts';

/** `npm start`: the local services, the functions on them, and a job. */
await runUntilInterrupted(async (interruption) => {
  const loading = Promise.all([import('../local/program/start.ts'), import('./actions.ts')]);
  const [{ runStart }, { actions, actionsModule }] = await interruption.race(loading);
  return await runStart({ actions, module: actionsModule }, process.argv.slice(2), interruption);
});
