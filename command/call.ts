/** Whether this program runs from its sources: in its repository or a fork, and not from an installed package. */
export const runsFromSource = import.meta.filename.endsWith('.ts');

/** What a person types to run a command here, such as `npm run jobs -- list` or `npx partner-action jobs list`. */
export function callOf(command: string, words = ''): string {
  const call = !runsFromSource
    ? `npx partner-action ${command}`
    : command === 'start'
      ? 'npm start'
      : `npm run ${command}`;
  if (words === '') return call;
  return runsFromSource ? `${call} -- ${words}` : `${call} ${words}`;
}
