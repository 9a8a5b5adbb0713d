import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file of another module, which is TypeScript in this repository and JavaScript in the package: it has the extension of
 * the module that asks.
 * @param from `import.meta.url` of the module that asks.
 * @param path The way from there to the other module, without its extension.
 */
export const modulePath = (from: string, path: string): string =>
  fileURLToPath(new URL(`${path}${extname(from)}`, from));
