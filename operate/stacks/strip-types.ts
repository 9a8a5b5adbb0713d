import { register } from 'node:module';

/** Runs in the thread of Node's module hooks, which reads no TypeScript by itself either. */
const HOOKS = `
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
export async function load(url, context, next) {
  if (!/^file:.*\\.m?ts$/.test(url)) return await next(url, context);
  const source = stripTypeScriptTypes(await readFile(new URL(url), 'utf8'), { sourceUrl: url });
  return { format: 'module', source, shortCircuit: true };
}`;

let areRegistered = false;

/**
 * Has Node read modules in TypeScript where it does not by itself: before 22.18, and where it was told not to.
 * Source: Node.js documentation, "Modules: TypeScript" and "module.stripTypeScriptTypes", which is there from 22.13 on.
 */
export function readTypeScript(): void {
  if (process.features.typescript || areRegistered) return;
  areRegistered = true;
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
}
