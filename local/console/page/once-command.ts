/** What a person types to run one job, there where the page was served: in a repository, or in a project with the package. */
export const onceCommand = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name=once-command]')?.content ?? 'npm start -- --once';
