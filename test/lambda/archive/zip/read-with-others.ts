import { execFile, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { pack } from './build-zip.ts';
import type { ExpectedEntry } from './generate-archive.ts';

const run = promisify(execFile);
/** Names are UTF-8 whatever the machine is set to. */
const env = { ...process.env, LC_ALL: 'C.UTF-8' };

/** Each archive comes behind its length; each answer is one line. */
const PYTHON = `import hashlib, io, json, struct, sys, zipfile
while head := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(struct.unpack('<I', head)[0])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        print(json.dumps([{'name': info.filename, 'digest': hashlib.sha256(archive.read(info)).hexdigest()}
                          for info in archive.infolist()]))`;

/** What Python's zipfile reads from each of these archives, in one process. @throws Error with what it printed when it refuses one. */
export async function readWithPython(zips: readonly Buffer[]): Promise<ExpectedEntry[][]> {
  const child = spawn('python3', ['-c', PYTHON]);
  const [lines, errors] = [text(child.stdout), text(child.stderr)];
  child.stdin.on('error', () => undefined); // It ends early when it refuses an archive, which stderr explains.
  for (const zip of zips) child.stdin.write(Buffer.concat([pack([zip.length, 4]), zip]));
  child.stdin.end();
  const answers = (await lines).trimEnd().split('\n');
  if (answers.length !== zips.length)
    throw new Error(`Python read ${answers.length} of ${zips.length}: ${await errors}`);
  return answers.map((line) => JSON.parse(line) as ExpectedEntry[]);
}

/** How a tool unpacks the archive "$zip" into the folder "$folder", as the shell takes it. */
export const UNPACKING = {
  unzip: 'unzip -q -o "$zip" -d "$folder"',
  bsdtar: 'bsdtar -xf "$zip" -C "$folder"',
};

/** What lies in the folder into which the tool unpacked each archive. @throws Error when it refuses one. */
export async function unpackWith(tool: keyof typeof UNPACKING, zips: readonly Buffer[]): Promise<ExpectedEntry[][]> {
  const home = await mkdtemp(join(tmpdir(), 'unpack-with-'));
  try {
    for (const [index, zip] of zips.entries()) {
      await writeFile(join(home, `${index}.zip`), zip);
      await mkdir(join(home, `${index}`));
    }
    const loop = `for zip in *.zip; do folder="\${zip%.zip}"; ${UNPACKING[tool]} || exit 1; done`;
    await run('sh', ['-c', loop], { cwd: home, env });
    return await Promise.all(zips.map((_, index) => listFolder(join(home, `${index}`))));
  } finally {
    await rm(home, { recursive: true });
  }
}

async function listFolder(folder: string): Promise<ExpectedEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    found.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path);
      if (entry.isDirectory()) return { name: `${name}/`, digest: hash('sha256', '') };
      return { name, digest: hash('sha256', entry.isSymbolicLink() ? await readlink(path) : await readFile(path)) };
    }),
  );
}
