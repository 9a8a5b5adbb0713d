import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A way to get the archives of real packages: the ordinary client of their registry, as it is set up on this machine. */
interface Collector {
  client: string;
  /** Fetches into the folder, which is there. @throws Error when the client fails. */
  fetch(folder: string): Promise<void>;
}

/** Jars of many years and build tools, with all that they depend on. */
const JARS = [
  'com.amazonaws:aws-java-sdk-codepipeline:1.11.809',
  'commons-logging:commons-logging:1.2',
  'org.apache.commons:commons-lang3:3.1',
  'org.apache.hadoop:hadoop-client:3.3.6',
  'org.hibernate:hibernate-core:5.6.15.Final',
  'org.springframework.boot:spring-boot-starter-web:2.7.18',
];
/** Tools with many dependencies; each is fetched by itself, because they need not fit together. */
const PYTHON_PACKAGES = ['aws-sam-cli', 'cfn-lint', 'jupyterlab', 'mkdocs-material', 'moto[server]', 'sphinx'];
/** An archive of a kind that is not made today: with zeros behind the gzip data. */
const OLD_NPM_PACKAGES = ['is@0.0.7'];
const MAX_NPM_PACKAGES = 200;
const MODULES = 'node_modules/';

export const collectors: Readonly<Record<'maven' | 'npm' | 'pip', Collector>> = {
  maven: {
    client: 'mvn',
    async fetch(folder) {
      await writeFile(join(folder, 'pom.xml'), writePom(JARS));
      await runIn(folder, 'mvn', '--batch-mode', '--quiet', '-Dmaven.repo.local=repository', 'dependency:resolve');
    },
  },
  npm: {
    client: 'npm',
    fetch: async (folder) =>
      runIn(folder, 'npm', 'pack', '--loglevel=error', ...OLD_NPM_PACKAGES, ...(await listOwnPackages())),
  },
  pip: {
    client: 'pip',
    async fetch(folder) {
      for (const name of PYTHON_PACKAGES) {
        await runIn(folder, 'pip', 'download', '--quiet', '--prefer-binary', '--dest', '.', name);
      }
    },
  },
};

/** The archives below a folder, in a fixed order. */
export async function findArchives(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile() && /\.(jar|war|zip|whl|egg|tgz|tar|tar\.gz)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Fetches what is not there yet. @returns the folder. */
export async function collect(name: keyof typeof collectors, home: string): Promise<string> {
  const folder = join(home, name);
  const done = join(folder, 'complete');
  const isThere = await readFile(done).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  await mkdir(folder, { recursive: true });
  await collectors[name].fetch(folder);
  await writeFile(done, '');
  return folder;
}

async function runIn(folder: string, command: string, ...parameters: string[]): Promise<void> {
  await run(command, parameters, { cwd: folder, maxBuffer: MAX_OUTPUT_BYTES });
}

/** What this project itself is built of, in the versions of its lockfile; what came inside another package is not there by itself. */
async function listOwnPackages(): Promise<string[]> {
  const lockfile = JSON.parse(await readFile(join(import.meta.dirname, '../../../package-lock.json'), 'utf8'));
  const packages = Object.entries<{ version?: string; os?: string[]; inBundle?: boolean }>(lockfile.packages);
  const names = packages
    .filter(([path, { os, inBundle }]) => path.startsWith(MODULES) && os === undefined && !inBundle)
    .map(([path, { version }]) => `${path.slice(path.lastIndexOf(MODULES) + MODULES.length)}@${version}`);
  return [...new Set(names)].slice(0, MAX_NPM_PACKAGES);
}

function writePom(coordinates: readonly string[]): string {
  const dependencies = coordinates.map((each) => {
    const [group, artifact, version] = each.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.join('\n    ')}</dependencies>
</project>
`;
}
