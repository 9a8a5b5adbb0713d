import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, context, stop } from 'esbuild';
import { modulePath } from '../../model/module-path.ts';
import { bundlers, inputsOf } from './build-inputs.ts';
import { type Build, buildOnce } from './kept-builds.ts';
import { LICENSES, licenseFiles, licensesOf } from './licenses.ts';
import { type Part, partsOf } from './parts.ts';
import {
  debugForNode,
  generateThread,
  httpAlone,
  nameAndVersionOnly,
  ownFrontDoor,
  schemasOfCalls,
  THREAD,
} from './plugins.ts';
import { projectOf } from './source-maps.ts';
import { type BundleFiles, writeBundle } from './write-bundle.ts';

export const bundleNames = ['poller', 'worker', 'last-word'] as const;
export type BundleName = (typeof bundleNames)[number];

/** One Lambda function as it is deployed and as it runs locally: the same bytes. */
export interface Bundle extends Part {
  name: BundleName;
  /** Holds index.mjs, what it loads, their source maps and THIRD-PARTY-LICENSES.txt; the handler is `index.handler`. */
  folder: string;
  /** The path of index.mjs. */
  file: string;
  /** What of it is loaded for every job, whatever its action. */
  start: Part;
}

/** How code becomes one ES module for Lambda's Node, whatever package it comes from. */
export const bundleSettings = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  // CommonJS packages in an ES module still ask for Node's own modules through require.
  banner: { js: "import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);" },
} as const satisfies BuildOptions;

/** What the SDK imports in code for browsers, which is left out: splitting would keep it as a file that nobody loads. */
const BROWSERS_ONLY = ['bowser'];

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a function is bundled with. */
interface BundleOptions {
  /** The path of the module whose `actions` the worker serves. */
  readonly actions?: string | undefined;
  /**
   * Source maps name each source by its path from the author's project, so that the bytes are the same wherever they are
   * written. Otherwise they lead to the files on this machine.
   */
  readonly portable?: boolean;
  /** A folder where bundles are kept, to be taken again as long as nothing that they are made of has changed. */
  readonly kept?: string | undefined;
}

/** What a function is made of, wherever it is written to. */
interface Built extends BundleFiles {
  readonly all: Part;
  readonly start: Part;
}

/** A function that can be bundled again and again, each time of the sources as they are by then. */
export interface Bundling {
  /**
   * Bundles into `<folder>/<name>/`. What did not change since the last time is not read again.
   * @throws Error of esbuild naming the file and line that do not build; nothing is written then.
   */
  write(folder: string): Promise<Bundle>;
  close(): void;
}

/** Bundles a module of `lambda/entry/`, the AWS SDK included, into `<folder>/<name>/`. @throws as `Bundling.write` does */
export async function bundle(name: BundleName, folder: string, options: BundleOptions = {}): Promise<Bundle> {
  const built = await buildOnce(options.kept, [name, options.actions, bundleSettings], async () => {
    const building = await openBuilding(name, options.actions);
    try {
      return await building.build();
    } finally {
      building.close();
    }
  });
  return place(name, built, { folder, ...options });
}

/** Prepares the bundling of a module of `lambda/entry/`. */
export async function openBundling(name: BundleName, options: Omit<BundleOptions, 'kept'> = {}): Promise<Bundling> {
  const { build, close } = await openBuilding(name, options.actions);
  return { write: async (folder) => place(name, (await build()).value, { folder, ...options }), close };
}

function place(name: BundleName, built: Built, options: BundleOptions & { folder: string }): Bundle {
  const { all, start, outdir } = built;
  const target = resolve(options.folder, name);
  writeBundle(target, built, options.portable ? join(outdir, '../..') : target);
  return { name, folder: target, file: join(target, 'index.mjs'), ...all, start };
}

async function openBuilding(name: BundleName, actions: string | undefined) {
  const project = actions === undefined ? root : projectOf(actions);
  // Nothing is written there. The names of shared files follow from it, which must not change with the target.
  const outdir = join(project, 'bundle', name);
  const building = await context({
    ...bundleSettings,
    absWorkingDir: project,
    entryPoints: entryPointsOf(name),
    outdir,
    outExtension: { '.js': '.mjs' },
    // What the worker and its thread both need is in the asset once.
    splitting: name === 'worker',
    chunkNames: 'shared-[hash]',
    external: BROWSERS_ONLY,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [generateThread(actions), ownFrontDoor, nameAndVersionOnly, schemasOfCalls, debugForNode, httpAlone],
    alias: {
      '@aws-sdk/credential-provider-node': modulePath(import.meta.url, '../../lambda/aws/environment-credentials'),
      'mnemonist/lru-cache': modulePath(import.meta.url, '../../lambda/aws/dynamodb/endpoint-memory'),
    },
  });
  return {
    async build(): Promise<Build<Built>> {
      const { metafile, outputFiles } = await building.rebuild();
      const parts = partsOf(project, metafile);
      const { packages } = parts.all;
      const texts = outputFiles.map(({ path, text }) => [basename(path), text] as const);
      return {
        value: { ...parts, outdir, texts: new Map([...texts, [LICENSES, licensesOf(packages)]]) },
        inputs: () => inputsOf(project, metafile, [...packages.flatMap(licenseFiles), ...bundlers()]),
      };
    },
    // Nobody waits for it: where all bundling was broken off, it does not come to an end.
    close: () => void building.dispose(),
  };
}

/** The modules of `lambda/` that a function starts from, by the name of the file that each becomes. */
const entryPointsOf = (name: BundleName): Record<string, string> => ({
  index: modulePath(import.meta.url, `../../lambda/entry/${name}`),
  ...(name === 'worker' ? { 'action-thread': THREAD } : {}),
});

/** Bundles the three functions into `<folder>/poller`, `<folder>/worker` and `<folder>/last-word`. */
export async function bundleAll(
  folder: string,
  actions: string,
  options: Pick<BundleOptions, 'portable' | 'kept'> = {},
): Promise<Record<BundleName, Bundle>> {
  const [poller, worker, lastWord] = await Promise.all([
    bundle('poller', folder, options),
    bundle('worker', folder, { ...options, actions: resolve(actions) }),
    bundle('last-word', folder, options),
  ]);
  return { poller, worker, 'last-word': lastWord };
}

/** Breaks off all bundling that is on its way. Nobody is to wait for it any more: it may never settle. */
export const stopBundling = (): void => void stop();

/** The folder of each bundle, as the stack takes them. */
export const foldersOf = (bundles: Record<BundleName, Bundle>): Record<BundleName, string> => ({
  poller: bundles.poller.folder,
  worker: bundles.worker.folder,
  'last-word': bundles['last-word'].folder,
});
