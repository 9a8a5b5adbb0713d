import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipArchive } from 'archiver';
import { argument } from './argument.ts';
import { listFiles } from './list-files.ts';

const folder = argument(0);
const archive = new ZipArchive({ zlib: { level: 6 } });
const written = pipeline(archive, createWriteStream(argument(1)));
for (const path of listFiles(folder)) archive.file(join(folder, path), { name: path });
await archive.finalize();
await written;
