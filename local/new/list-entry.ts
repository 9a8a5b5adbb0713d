/** The longest line that a list may become, as this repository formats its code. */
const MAX_LINE = 120;
const LIST = /^(export const actions\b[^=\n]*= )\[([^\]]*)\];(?=\r?$)/m;
const IMPORT = /^import [^\n]*;\r?\n/gm;

/**
 * The source of a list of actions with one more: imported, and at the end of the list.
 * @returns Undefined for a source in which the list is not written out action by action.
 */
export function addToList(source: string, identifier: string, specifier: string): string | undefined {
  const [whole = '', start = '', between = ''] = LIST.exec(source) ?? [];
  if (whole === '' || /\/[/*]/.test(between)) return undefined;
  const listed = between
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const lineEnd = /\r?\n/.exec(source)?.[0] ?? '\n';
  const list = formatList(start, [...listed, identifier]).replaceAll('\n', lineEnd);
  return addImport(
    source.replace(whole, () => list),
    `import { ${identifier} } from '${specifier}';${lineEnd}`,
    lineEnd,
  );
}

function formatList(start: string, items: readonly string[]): string {
  const line = `${start}[${items.join(', ')}];`;
  return line.length <= MAX_LINE ? line : `${start}[\n${items.map((item) => `  ${item},\n`).join('')}];`;
}

/** Before the first import of a file whose path comes later, or else after the last import. */
function addImport(source: string, line: string, lineEnd: string): string {
  const imports = [...source.matchAll(IMPORT)];
  const path = pathIn(line);
  const next = imports.find(([one]) => pathIn(one).startsWith('./') && pathIn(one) > path);
  const last = imports.at(-1);
  const at = next?.index ?? (last === undefined ? 0 : last.index + last[0].length);
  const gap = last === undefined ? lineEnd : '';
  return `${source.slice(0, at)}${line}${gap}${source.slice(at)}`;
}

const pathIn = (line: string) => /from '([^']*)'|from "([^"]*)"/.exec(line)?.slice(1).find(Boolean) ?? '';
