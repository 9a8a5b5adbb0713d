import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** Where a probe of each room stands, and where whoever imports the room finds it. */
const ROOMS = {
  model: 'model/probe.ts',
  'model/local': 'model/local/probe.ts',
  command: 'command/probe.ts',
  action: 'lambda/action/probe.ts',
  archive: 'lambda/archive/zip/probe.ts',
  job: 'lambda/job/probe.ts',
  workplace: 'lambda/workplace/probe.ts',
  sources: 'lambda/sources/third-party/probe.ts',
  aws: 'lambda/aws/s3/probe.ts',
  middleware: 'lambda/middleware/probe.ts',
  actions: 'lambda/actions/probe.ts',
  'front doors': 'lambda/index.ts',
  entry: 'lambda/entry/probe.ts',
  lib: 'lib/worker/probe.ts',
  bundles: 'lib/bundles/probe.ts',
  local: 'local/program/probe.ts',
  operate: 'operate/jobs/probe.ts',
  release: 'release/probe.ts',
  testing: 'testing/probe.ts',
  test: 'test/probe.ts',
} as const;
type Room = keyof typeof ROOMS;

/** Which rooms each room may import; all others are closed to it. */
const OPEN: Partial<Record<Room, readonly Room[]>> = {
  model: [],
  command: ['model', 'model/local'],
  action: ['model'],
  archive: ['model'],
  job: ['model', 'action'],
  workplace: ['model', 'action', 'job'],
  sources: ['model', 'action', 'job', 'aws'],
  aws: ['model', 'action', 'job'],
  middleware: ['model', 'action', 'job'],
  actions: ['front doors'],
  'front doors': ['model', 'action', 'archive', 'job', 'workplace', 'sources', 'aws', 'middleware'],
  entry: ['model', 'front doors', 'sources', 'aws', 'archive'],
  testing: ['model', 'action', 'archive', 'job', 'workplace', 'front doors'],
  lib: ['model', 'action', 'bundles'],
  local: ['model', 'model/local', 'command', 'front doors', 'archive', 'bundles'],
  operate: ['model', 'model/local', 'command', 'action', 'job', 'sources', 'aws'],
  release: ['model', 'command'],
};

/** Packages that only some rooms may import. */
const PACKAGES: Readonly<Record<string, readonly Room[]>> = {
  '@aws-sdk/client-s3': ['aws', 'local', 'operate'],
  '@middy/core': ['middleware', 'front doors'],
  'aws-cdk-lib': ['lib'],
  'csv-parse/sync': ['operate'],
  'modern-tar': [],
  esbuild: ['lib', 'local', 'release'],
};

/** Libraries that stand for any other: an action and the local services may import those. */
const OF_ANYBODY = ['csv-parse/sync', 'modern-tar'];

const doors = Object.entries(OPEN).flatMap(([room, open]) => [
  ...(Object.keys(ROOMS) as Room[])
    .filter((other) => other !== room && !(room === 'model' && other === 'model/local'))
    .map((other) => ({ room: room as Room, to: other as string, allowed: open.includes(other) })),
  ...Object.entries(PACKAGES)
    .filter(
      ([name]) =>
        !(name === 'esbuild' && room === 'actions') &&
        !(OF_ANYBODY.includes(name) && ['actions', 'local'].includes(room)),
    )
    .map(([name, rooms]) => ({ room: room as Room, to: name, allowed: rooms.includes(room as Room) })),
]);

let folder: string;
let complaints: Set<string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walls-'));
  for (const file of ['biome.json', 'walls.json']) await cp(join(ROOT, file), join(folder, file));
  await Promise.all(
    doors.map(({ room, to }) => write(probeOf(room, to), `import '${specifier(probeOf(room, to), to)}';\n`)),
  );
  await write('lambda/job/circle-a.ts', "import type { B } from './circle-b.ts';\nexport interface A extends B {}\n");
  await write('lambda/job/circle-b.ts', "import type { A } from './circle-a.ts';\nexport interface B extends A {}\n");
  await write('lambda/job/long.ts', 'export {};\n'.repeat(201));
  await write('test/long.test.ts', 'export {};\n'.repeat(301));
  await write('lambda/job/many.ts', 'export const many = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];\n');
  await write('lambda/archive/tar/of-zip.ts', "import '../zip/probe.ts';\n");
  await write('lambda/archive/zip/of-tar.ts', "import '../tar/probe.ts';\n");
  complaints = await lint();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the check', () => {
  it.each(doors.filter(({ allowed }) => !allowed))('fails when $room imports $to', ({ room, to }) => {
    expect(complaints).toContain(`${probeOf(room, to)} noRestrictedImports`);
  });

  it.each(doors.filter(({ allowed }) => allowed))('lets $room import $to', ({ room, to }) => {
    expect(complaints).not.toContain(`${probeOf(room, to)} noRestrictedImports`);
  });

  it.each([
    ['a tar reader that leans on the zip reader', 'lambda/archive/tar/of-zip.ts noRestrictedImports'],
    ['a zip reader that leans on the tar reader', 'lambda/archive/zip/of-tar.ts noRestrictedImports'],
    ['a circle of types alone', 'lambda/job/circle-a.ts noImportCycles'],
    ['a file of more than 200 lines', 'lambda/job/long.ts noExcessiveLinesPerFile'],
    ['a test of more than 300 lines', 'test/long.test.ts noExcessiveLinesPerFile'],
    ['a function of five parameters', 'lambda/job/many.ts useMaxParams'],
  ])('fails for %s', (_, complaint) => {
    expect(complaints).toContain(complaint);
  });
});

function probeOf(room: Room, to: string): string {
  const name = to.replaceAll(/[^a-z0-9]+/g, '-').replace(/^-/, '');
  return posix.join(posix.dirname(ROOMS[room]), `knocks-at-${name}.ts`);
}

function specifier(from: string, to: string): string {
  const room = ROOMS[to as Room];
  return room ? posix.relative(posix.dirname(from), room).replace(/^(?!\.)/, './') : to;
}

async function write(file: string, text: string): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The errors that the linter finds in all probes at once, each as `FILE RULE`. */
function lint(): Promise<Set<string>> {
  const args = [BIOME, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout, stderr) => {
      try {
        const { diagnostics } = JSON.parse(stdout) as Report;
        const errors = diagnostics.filter(({ severity }) => severity === 'error');
        resolve(new Set(errors.map(({ category, location }) => `${location.path} ${category.split('/').at(-1)}`)));
      } catch {
        reject(new Error(`the linter printed no report: ${stderr}`));
      }
    });
  });
}

interface Report {
  diagnostics: { category: string; severity: string; location: { path: string } }[];
}
