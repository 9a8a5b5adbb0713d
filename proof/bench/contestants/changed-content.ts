/** Every hundredth file of an archive is replaced. */
export const isChanged = (index: number) => index % 100 === 0;

/** The content that takes the place of every hundredth file of an archive. */
export const changedContent = (path: string) => Buffer.from(`${path} was changed\n`.repeat(500));
