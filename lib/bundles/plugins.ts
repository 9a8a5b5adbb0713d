import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { modulePath } from '../../model/module-path.ts';

/** The entry of the action's thread is generated, because it names the author's own module. */
export const THREAD = 'generated:action-thread';

/** What an action imports. */
export const OWN_NAME = 'codepipeline-partner-action';

/** Generates the entry of the action's thread. @param actions The path of the author's module; without one there is no action. */
export const generateThread = (actions: string | undefined): Plugin => ({
  name: 'generate-thread',
  setup({ onResolve, onLoad }) {
    const entry = modulePath(import.meta.url, '../../lambda/entry/action-thread');
    const list = actions === undefined ? 'const actions = []' : `import { actions } from ${JSON.stringify(actions)}`;
    onResolve({ filter: /^generated:/ }, ({ path }) => ({ path, namespace: 'generated', sideEffects: true }));
    onLoad({ filter: /./, namespace: 'generated' }, () => ({
      resolveDir: dirname(actions ?? entry),
      // The call has a line of its own: in a source map its column must not change with the paths.
      contents: `import { serveActions } from ${JSON.stringify(entry)};\n${list};\nserveActions(actions);`,
    }));
  },
});

/**
 * Leads our own name to our own front door, whatever copy of the package the author's module would find. With two copies
 * there would be two classes JobFailure, and a failure of the one would be any other error to the other.
 */
export const ownFrontDoor: Plugin = {
  name: 'own-front-door',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^${OWN_NAME}(?:/|$)`) }, ({ path }) => {
      if (path === OWN_NAME) return { path: modulePath(import.meta.url, '../../lambda/index') };
      return { errors: [{ text: `An action runs in Lambda: it imports "${OWN_NAME}", and not "${path}"` }] };
    });
  },
};

/** The SDK's clients import their package.json for the user agent, and would bring along the scripts that built them. */
export const nameAndVersionOnly: Plugin = {
  name: 'name-and-version-only',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};

/**
 * Writes the keys of the SDK's schemas as what they are. Each is a constant in brackets there, of which esbuild has to assume that
 * it does something: it would keep the schemas of all operations of S3 for the six that are called.
 */
export const schemasOfCalls: Plugin = {
  name: 'schemas-of-calls',
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/][^\\/]+\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      const constants = new Map(
        [...code.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return {
        contents: code.replace(/\[(\w+)\]:/g, (key, name) => (constants.has(name) ? `${constants.get(name)}:` : key)),
      };
    });
  },
};

/** The main module of `debug` chooses between browsers and Node when it runs, and would bring along both. */
export const debugForNode: Plugin = {
  name: 'debug-for-node',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^debug$/ }, async ({ resolveDir, kind, importer }) => {
      const found = await resolve('debug/src/node.js', { resolveDir, kind, importer });
      return found.errors.length > 0 ? undefined : found;
    });
  },
};

/**
 * Gets Node's HTTP module as CommonJS does. An `import` reads every export, and reading `http.WebSocket` loads undici, which
 * takes 20 to 30 ms of CPU time in each thread of an action and in each cold start.
 */
export const httpAlone: Plugin = {
  name: 'http-alone',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?http$/ }, ({ kind }) =>
      kind === 'require-call' ? undefined : { path: 'node:http', namespace: 'http-alone' },
    );
    onLoad({ filter: /./, namespace: 'http-alone' }, () => ({
      contents: "module.exports = process.getBuiltinModule('node:http')",
    }));
  },
};
