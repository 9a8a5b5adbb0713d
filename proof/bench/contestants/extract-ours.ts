import { fileSource } from '../../../lambda/archive/bytes.ts';
import { openArchive } from '../../../lambda/archive/zip/open-archive.ts';
import { argument } from './argument.ts';

const source = fileSource(argument(0));
await openArchive(source).extract(argument(1));
await source.close();
