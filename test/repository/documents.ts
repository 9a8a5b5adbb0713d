import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A page that a reader of this repository is led to. */
export interface Document {
  /** Relative to the repository. */
  path: string;
  text: string;
}

export const readDocument = (path: string): Document => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });

export const documents: readonly Document[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map(readDocument);

interface CodeBlock {
  /** What stands behind the fence: ts, mermaid, or nothing for a terminal. */
  language: string;
  code: string;
}

/** Also those that are indented, as in a list. */
export function codeBlocksOf({ text }: Document): CodeBlock[] {
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)\n\1```$/gms)].map(([, , language = '', code = '']) => ({
    language,
    code,
  }));
}

/** The text without its blocks of code. */
export const proseOf = ({ text }: Document) => text.replace(/^( *)```\w*\n.*?\n\1```$/gms, '');

/** The cells of the rows of the first table below a heading, heading and rule left out. */
export function tableBelow({ text }: Document, heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => row.slice(2, -2).split(' | '));
}

/** TypeScript of the docs by the path that its first line names: where a reader would put it. */
export function examplesOf(document: Document): { path: string; code: string }[] {
  return codeBlocksOf(document)
    .filter(({ language }) => language === 'ts')
    .map(({ code }) => {
      const path = /^\/\/ ([\w./-]+\.ts)$/m.exec(code.split('\n')[0] ?? '')?.[1];
      if (path === undefined) throw new Error(`${document.path}: the first line of a ts block must name its file`);
      return { path, code: `${code}\n` };
    });
}
