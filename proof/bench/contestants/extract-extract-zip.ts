import { resolve } from 'node:path';
import extractZip from 'extract-zip';
import { argument } from './argument.ts';

await extractZip(argument(0), { dir: resolve(argument(1)) });
