import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { argument } from './argument.ts';
import { listFiles } from './list-files.ts';

const folder = argument(0);
const archive = new ZipFile();
const written = pipeline(archive.outputStream, createWriteStream(argument(1)));
for (const path of listFiles(folder)) archive.addFile(join(folder, path), path);
archive.end();
await written;
