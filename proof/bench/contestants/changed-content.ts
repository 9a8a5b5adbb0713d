/** Every hundredth file of an archive is replaced. */
export const isChanged = (index: number) => index % 100 === 0;

/** What it is replaced by. */
export const changedContent = (path: string) => Buffer.from(`${path} was changed\n`.repeat(500));
