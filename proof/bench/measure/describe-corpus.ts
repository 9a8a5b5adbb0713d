import type { Corpus } from '../corpus/corpora.ts';

/** What a corpus is, for the reader of the figures. */
export const describeCorpus = ({ files, bytes, zipBytes }: Corpus) => ({
  files,
  uncompressed: `${(bytes / 1e6).toFixed(1)} MB`,
  archive: `${(zipBytes / 1e6).toFixed(1)} MB`,
});
