import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';

const ROOT = join(import.meta.dirname, '../..');
/** Made or fetched, and so not part of a clean clone. */
const NOT_CLONED = ['.git', 'node_modules', 'build', 'cdk.out', 'coverage', 'dist', '.local'];

/** The apps in `apps/`: each kind of project that may use the package. */
export const APPS = [
  { app: 'typescript', main: 'app.ts', actions: 'actions.ts' },
  { app: 'commonjs', main: 'app.js', actions: 'actions.mjs' },
  { app: 'javascript', main: 'app.js', actions: 'actions.js' },
] as const;
export const FOLDER_OF_APPS = join(import.meta.dirname, 'apps');

/** What `npm pack` says of the tarball. */
export interface Packed {
  readonly file: string;
  /** Bytes of the tarball. */
  readonly size: number;
  readonly unpackedSize: number;
  /** The paths in it. */
  readonly paths: readonly string[];
}

export const newFolder = (name: string) => mkdtemp(join(tmpdir(), `${name}-`));

/** Runs a program in a folder, and gives what it printed. @throws Error with all that it printed. */
export async function run(folder: string, file: string, args: readonly string[], variables = {}): Promise<string> {
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, ...variables };
  const { stdout } = await promisify(execFile)(file, args, { cwd: folder, env }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  return stdout;
}

/** Runs `npm pack` in a copy of this repository, as on a clean clone after `npm ci`. */
export async function packRepository(into: string): Promise<Packed> {
  const clone = join(into, 'clone');
  const isCloned = (path: string) => !NOT_CLONED.includes(relative(ROOT, path).split(sep)[0] ?? '');
  await cp(ROOT, clone, { recursive: true, filter: isCloned });
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  const printed = await run(clone, 'npm', ['pack', '--json', '--pack-destination', into]);
  // What its scripts print comes before it.
  const [{ filename, size, unpackedSize, files }] = JSON.parse(printed.slice(printed.indexOf('[\n')));
  await rm(clone, { recursive: true });
  return { file: join(into, filename), size, unpackedSize, paths: files.map(({ path }: { path: string }) => path) };
}

/**
 * Installs a tarball into a project, without a registry: its dependencies and the peers that npm installs with it are links to
 * those of this repository, and nothing leads to this repository's own source.
 * @param others Packages that the project itself asks for.
 */
export async function install({ file }: Packed, project: string, others: readonly string[]): Promise<void> {
  const modules = join(project, 'node_modules');
  const unpacked = join(project, 'unpacked');
  await pipeline(createReadStream(file), createGunzip(), unpackTar(unpacked));
  const manifest = JSON.parse(await readFile(join(unpacked, 'package/package.json'), 'utf8'));
  const { name, dependencies, peerDependencies, peerDependenciesMeta } = manifest;
  const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
  await cp(join(unpacked, 'package'), join(modules, name), { recursive: true });
  await rm(unpacked, { recursive: true });
  for (const dependency of [...Object.keys(dependencies), ...peers, ...others]) {
    await mkdir(dirname(join(modules, dependency)), { recursive: true });
    await symlink(join(ROOT, 'node_modules', dependency), join(modules, dependency));
  }
}
