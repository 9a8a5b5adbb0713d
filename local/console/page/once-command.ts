/** The command that runs one job, in this repository or in a project with the package. */
export const onceCommand = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name=once-command]')?.content ?? '';
