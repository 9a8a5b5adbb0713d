import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin, stop } from 'esbuild';
import { findPackages, type Package, writeLicenses } from './licenses.ts';

export const bundleNames = ['poller', 'worker', 'last-word'] as const;
export type BundleName = (typeof bundleNames)[number];

/**
 * The most bytes that the minified code of a function may have. Its size is cold-start time: every byte is read, parsed
 * and compiled. That of the worker is split between two threads, which start side by side and load half and four fifths of it.
 */
export const bundleBudget = 640_000;

/** One Lambda function as it is deployed and as it runs locally: the same bytes. */
export interface Bundle {
  name: BundleName;
  /** Holds index.mjs, what it loads, their source maps and THIRD-PARTY-LICENSES.txt; the handler is `index.handler`. */
  folder: string;
  /** The path of index.mjs. */
  file: string;
  /** The size of all code. */
  bytes: number;
  /** The npm packages whose code is in it. */
  packages: Package[];
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

/**
 * Bundles `lambda/entry/<name>.ts`, the AWS SDK included, into `<folder>/<name>/`.
 * @param actions The path of the module whose `actions` the worker serves.
 * @throws Error of esbuild naming the file and line that do not build; nothing is written then.
 */
export async function bundle(name: BundleName, folder: string, actions = NO_ACTIONS): Promise<Bundle> {
  const target = resolve(folder, name);
  const file = join(target, 'index.mjs');
  const { metafile } = await build({
    ...bundleSettings,
    absWorkingDir: root,
    entryPoints: entryPointsOf(name),
    outdir: target,
    outExtension: { '.js': '.mjs' },
    // What the worker and its thread both need is in the asset once.
    splitting: name === 'worker',
    chunkNames: 'shared-[hash]',
    external: BROWSERS_ONLY,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [generateThread(actions), nameAndVersionOnly],
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'lambda/aws/environment-credentials.ts'),
      // Its main module chooses between browsers and Node when it runs.
      debug: 'debug/src/node.js',
    },
  });
  const outputs = Object.keys(metafile.outputs)
    .filter((path) => path.endsWith('.mjs'))
    .flatMap((path) => metafile.outputs[path] ?? []);
  removeOthers(
    target,
    Object.keys(metafile.outputs).map((path) => basename(path)),
  );
  const packages = findPackages(root, ...outputs);
  writeLicenses(join(target, 'THIRD-PARTY-LICENSES.txt'), packages);
  const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
  return { name, folder: target, file, bytes, packages };
}

/** Shared code is in files that are named by their content, so that those of an earlier bundling would stay. */
function removeOthers(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    if (!kept.includes(name)) rmSync(join(folder, name));
  }
}

/** The modules of `lambda/` that a function starts from, by the name of the file that each becomes. */
const entryPointsOf = (name: BundleName): Record<string, string> => ({
  index: join(root, 'lambda/entry', `${name}.ts`),
  ...(name === 'worker' ? { 'action-thread': GENERATED } : {}),
});

/** What only the worker has. */
const NO_ACTIONS = '';
/** The entry of the action's thread is generated, because it names the author's own module. */
const GENERATED = 'generated:action-thread';

const generateThread = (actions: string): Plugin => ({
  name: 'generate-thread',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^generated:/ }, ({ path }) => ({ path, namespace: 'generated', sideEffects: true }));
    onLoad({ filter: /./, namespace: 'generated' }, () => ({
      resolveDir: root,
      contents: `import { serveActions } from ${JSON.stringify(join(root, 'lambda/entry/action-thread.ts'))};
        import { actions } from ${JSON.stringify(actions)};
        serveActions(actions);`,
    }));
  },
});

/** The SDK's clients import their package.json for the user agent, and would bring along the scripts that built them. */
const nameAndVersionOnly: Plugin = {
  name: 'name-and-version-only',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/** Bundles the three functions into `<folder>/poller`, `<folder>/worker` and `<folder>/last-word`. */
export async function bundleAll(folder: string, actions: string): Promise<Record<BundleName, Bundle>> {
  const [poller, worker, lastWord] = await Promise.all([
    bundle('poller', folder),
    bundle('worker', folder, resolve(actions)),
    bundle('last-word', folder),
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
