/** What is shown in the place of a secret. */
export const MASK = '***';

/** A shorter value, in characters, is not hidden: it is in a text by chance, and everything else would be hidden with it. */
export const MIN_SECRET = 4;
